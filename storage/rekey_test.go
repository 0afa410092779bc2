package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestStarsMoveWithTalksThatChangeKeysAmongThemselves has an export that counts its
// talks: the second has the first one's number now, and the first is gone; then it is
// back, and the second has a number of its own again.
func TestStarsMoveWithTalksThatChangeKeysAmongThemselves(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		shelf := schedule.Topic{Kind: schedule.TopicTalk, Key: "main-h-SHELF"}
		off := standing(time.Hour)
		off.Off = true
		news := bot.SlotChange{Before: standing(time.Hour), After: standing(time.Hour), Due: noon, Deadline: noon.Add(time.Hour), Expires: noon.Add(time.Hour)}
		follow(t, db, ada, mount, dome, tpm)
		follow(t, db, bob, tpm)
		mute(t, db, ada, bot.Mute{Talk: mount.Key})
		mute(t, db, bob, bot.Mute{Talk: tpm.Key})
		settleWishes(t, db)

		gone := news
		gone.Talk, gone.After, gone.Vanished = shelf.Key, off, true
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{gone},
			Rekeyed: map[string]string{mount.Key: shelf.Key, tpm.Key: mount.Key}})
		equal(t, mustFollow(t, db, ada), []schedule.Topic{shelf, dome, mount})
		equal(t, mustFollow(t, db, bob), []schedule.Topic{mount})
		equal(t, mustWish(t, db, ada).Mutes, []bot.Mute{{Talk: shelf.Key}})
		equal(t, mustWish(t, db, bob).Mutes, []bot.Mute{{Talk: mount.Key}})
		d := mustClaim(t, db)
		if len(d.Notices) != 1 || d.Notices[0].Talk != shelf.Key {
			t.Errorf("told of %+v", d.Notices)
		}
		settle(t, db, d, bot.Outcome{State: bot.StateSent, At: noon})

		back := news
		back.Talk, back.Returned = mount.Key, true
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{back},
			Rekeyed: map[string]string{shelf.Key: mount.Key, mount.Key: tpm.Key}})
		equal(t, mustFollow(t, db, ada), []schedule.Topic{mount, dome, tpm})
		equal(t, mustFollow(t, db, bob), []schedule.Topic{tpm})
		equal(t, mustWish(t, db, ada).Mutes, []bot.Mute{{Talk: mount.Key}})
		d = mustClaim(t, db)
		if len(d.Notices) != 1 || d.Notices[0].Talk != mount.Key || !d.Notices[0].Told.Off {
			t.Errorf("told of %+v", d.Notices)
		}
	})
}

// TestWhoFollowsANameFollowsItToAKeyThatChangesHands has people with numbers, and one
// more at the top.
func TestWhoFollowsANameFollowsItToAKeyThatChangesHands(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		person := func(key string) schedule.Topic { return schedule.Topic{Kind: schedule.TopicSpeaker, Key: key} }
		first, second, third := person("main-i-1"), person("main-i-2"), person("main-i-3")
		follow(t, db, ada, first, dome, second)
		follow(t, db, bob, first)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Renamed: map[schedule.Topic]string{first: second.Key, second: third.Key}})
		equal(t, mustFollow(t, db, ada), []schedule.Topic{second, dome, third})
		equal(t, mustFollow(t, db, bob), []schedule.Topic{second})
	})
}

// TestWhatWaitsGoesAlongWithItsTalk has a change wait while its talk takes the
// key that another had.
func TestWhatWaitsGoesAlongWithItsTalk(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		later := bot.SlotChange{Talk: mount.Key, Before: standing(time.Hour), After: standing(2 * time.Hour),
			Due: noon, Deadline: noon.Add(time.Hour), Expires: noon.Add(2 * time.Hour)}
		follow(t, db, ada, mount)
		settleWishes(t, db)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{later}})
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Rekeyed: map[string]string{mount.Key: tpm.Key, tpm.Key: mount.Key}})
		if d := mustClaim(t, db); len(d.Notices) != 1 || d.Notices[0].Talk != tpm.Key {
			t.Errorf("told of %+v", d.Notices)
		}
	})
}
