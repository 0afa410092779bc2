package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

func TestAMovedChatKeepsAll(t *testing.T) {
	for name, exists := range map[string]bool{"new": false, "known": true} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				want := []schedule.Topic{mount, tpm}
				if exists {
					follow(t, db, super, tpm)
					want = []schedule.Topic{tpm, mount}
				}
				follow(t, db, ada, mount, tpm)
				plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
				settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: noon, MovedTo: super})
				replan(t, db, func(bot.Wishes) []bot.Notice {
					return []bot.Notice{ringFor(mount, ten)}
				})
				if d := mustClaim(t, db); d.Chat != super {
					t.Errorf("rings in %v", d.Chat)
				}
				equal(t, mustFollow(t, db, super), want)
				equal(t, mustFollow(t, db, ada), []schedule.Topic(nil))
			})
		})
	}
}

// owed are ways to owe news to who starred a talk, and what that leaves to ring
// for when its wishes are planned anew.
var owed = map[string]struct {
	queue func(*testing.T, *storage.DB)
	rings []bot.Notice
}{
	"ring": {func(t *testing.T, db *storage.DB) {
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
	}, []bot.Notice{ringFor(mount, ten)}},
	"change": {func(t *testing.T, db *storage.DB) {
		c := change(mount, standing(time.Hour), standing(2*time.Hour))
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{c}})
	}, nil},
}

// TestAMovedChatIsNotToldAgain has a group and its new name both star a talk:
// what one of them was told, the other need not be, whichever that is.
func TestAMovedChatIsNotToldAgain(t *testing.T) {
	for name, news := range owed {
		for _, told := range []bot.Chat{ada, super} {
			t.Run(name+" told to "+told.ID, func(t *testing.T) {
				onEach(t, func(t *testing.T, db *storage.DB) {
					follow(t, db, told, mount) // the first to star it is the first to be told
					follow(t, db, ada, mount)
					follow(t, db, super, mount)
					news.queue(t, db)
					d := mustClaim(t, db)
					if d.Chat != told {
						t.Fatalf("first comes %v", d.Chat)
					}
					settle(t, db, d, bot.Outcome{State: bot.StateSent, At: noon})
					moveAway(t, db, super, news.rings)
					if d, ok := claim(t, db, noon); ok {
						t.Errorf("told again: %+v", d)
					}
				})
			})
		}
		t.Run(name+" told to neither", func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				follow(t, db, ada, mount)
				follow(t, db, super, mount)
				news.queue(t, db)
				moveAway(t, db, super, news.rings)
				if d := mustClaim(t, db); d.Chat != super || len(d.Notices) != 1 {
					t.Errorf("told %+v; want it once", d)
				}
			})
		})
	}
}

// moveAway finds out, by another message, that Ada's chat has another name.
func moveAway(t *testing.T, db *storage.DB, to bot.Chat, rings []bot.Notice) {
	t.Helper()
	other := schedule.Topic{Kind: schedule.TopicTalk, Key: "other"}
	if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: other}); err != nil {
		t.Fatal(err)
	}
	replan(t, db, func(bot.Wishes) []bot.Notice { return rings })
	n := ringFor(other, ten)
	n.Kind, n.Deadline = bot.Held, time.Time{} // no ring, and before all others
	plan(t, db, n, bot.ConferenceLead, other)
	settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateRejected, At: noon, MovedTo: to})
	replan(t, db, func(bot.Wishes) []bot.Notice { return rings })
}

// TestWhatBothNamesMissedIsToldOnce has a group and its new name both miss a ring, a
// minute apart.
func TestWhatBothNamesMissedIsToldOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for i, chat := range []bot.Chat{ada, super} {
			topic := []schedule.Topic{mount, tpm}[i]
			follow(t, db, chat, topic)
			plan(t, db, ringFor(topic, ten), bot.ConferenceLead, topic)
			o := bot.Outcome{State: bot.StateDropped, At: noon, Missed: missed}
			o.Missed.Start = noon.Add(time.Duration(i) * time.Minute)
			settle(t, db, mustClaim(t, db), o)
		}
		moveAway(t, db, super, nil)
		d := mustClaim(t, db)
		equal(t, []any{d.Chat, len(d.Notices), len(d.About.Rings)}, []any{super, 1, 2})
	})
}

// TestAChatIsPlannedForUnderItsOtherName, although that was gone: who speaks there
// has just come.
func TestAChatIsPlannedForUnderItsOtherName(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, super, tpm)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, Gone: true})
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, 2*ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, MovedTo: super})
		var planned []int
		replan(t, db, func(w bot.Wishes) []bot.Notice {
			planned = append(planned, len(w.Follows))
			return nil
		})
		equal(t, planned, []int{2})
		equal(t, plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount), 1)
	})
}
