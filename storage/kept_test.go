package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// one and two are the starts of a talk that is held twice.
var one, two = noon.Add(time.Hour), noon.Add(2 * time.Hour)

func keep(t testing.TB, db *storage.DB, chat bot.Chat, only time.Time) {
	t.Helper()
	if _, err := db.Follow(t.Context(), chat, bot.Follow{Topic: mount, Only: only}); err != nil {
		t.Fatal(err)
	}
}

func TestWhichSlotIsKeptIsAsItWasSaidLast(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, tpm)
		for i, only := range []time.Time{{}, one, two, {}} {
			added, err := db.Follow(t.Context(), ada, bot.Follow{Topic: mount, Only: only})
			if err != nil || added != (i == 0) {
				t.Errorf("%d: added %v, %v", i, added, err)
			}
			equal(t, mustWish(t, db, ada).Follows, []bot.Follow{{Topic: tpm}, {Topic: mount, Only: only}})
		}
		stale := 0
		replan(t, db, func(bot.Wishes) []bot.Notice { stale++; return nil })
		equal(t, stale, 1)
	})
}

func TestOnlyTheKeptSlotRings(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		keep(t, db, ada, noon)
		keep(t, db, bob, one)
		settleWishes(t, db)
		if n := plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount); n != 1 {
			t.Errorf("queued %d rings; want Ada's", n)
		}
		equal(t, mustClaim(t, db).Wishes, mustWish(t, db, ada))
	})
}

// keptCases are what becomes of keeping the slot at one, by what a new schedule
// has of the talk.
var keptCases = map[string]struct {
	starts []bot.KeptStart
	want   time.Time
}{
	"as it was":     {[]bot.KeptStart{{From: one, To: one}, {From: two, To: two}}, one},
	"moved":         {[]bot.KeptStart{{From: one, To: noon}, {From: two, To: two}}, noon},
	"swapped":       {[]bot.KeptStart{{From: one, To: two}, {From: two, To: one}}, two},
	"gone":          {[]bot.KeptStart{{From: two, To: two}}, time.Time{}},
	"followed":      {[]bot.KeptStart{{From: two, To: one}}, time.Time{}},
	"one stays":     {[]bot.KeptStart{{From: one, To: one}, {From: one, To: two}}, one},
	"the other was": {[]bot.KeptStart{{From: one, To: two}, {From: one, To: one}}, one},
	"all gone":      {nil, one},
}

func TestAKeptSlotIsFollowed(t *testing.T) {
	for name, test := range keptCases {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				keep(t, db, ada, one)
				follow(t, db, bob, mount)
				r := bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Kept: []bot.KeptStart{{Talk: tpm.Key, From: one, To: two}}}
				for _, s := range test.starts {
					s.Talk = mount.Key
					r.Kept = append(r.Kept, s)
				}
				mustPut(t, db, r)
				equal(t, mustWish(t, db, ada).Follows, []bot.Follow{{Topic: mount, Only: test.want}})
				equal(t, mustWish(t, db, bob).Follows, []bot.Follow{{Topic: mount}})
			})
		})
	}
}

func TestKeptSlotsAndMutesMoveToTheirTalksNewKeys(t *testing.T) {
	code := schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-NEW"}
	onEach(t, func(t *testing.T, db *storage.DB) {
		keep(t, db, ada, one)
		mute(t, db, ada, bot.Mute{Talk: mount.Key})
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Rekeyed: map[string]string{mount.Key: code.Key},
			Kept: []bot.KeptStart{{Talk: code.Key, From: one, To: two}}})
		w := mustWish(t, db, ada)
		equal(t, w.Follows, []bot.Follow{{Topic: code, Only: two}})
		equal(t, w.Mutes, []bot.Mute{{Talk: code.Key}})
	})
}

// TestWhoKeepsASlotHearsOfThatAlone has both slots move, and then back.
func TestWhoKeepsASlotHearsOfThatAlone(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		keep(t, db, ada, one)
		settleWishes(t, db)
		three := noon.Add(3 * time.Hour)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")},
			Changes: []bot.SlotChange{change(mount, standing(2*time.Hour), standing(time.Hour)), change(mount, standing(time.Hour), standing(3*time.Hour))},
			Kept:    []bot.KeptStart{{Talk: mount.Key, From: two, To: one}, {Talk: mount.Key, From: one, To: three}}})
		d := mustClaim(t, db)
		if len(d.Notices) != 1 || !d.Notices[0].Stands.Start.Equal(three) {
			t.Errorf("told of %+v", d.Notices)
		}
		equal(t, d.Follows, []bot.Follow{{Topic: mount, Only: three}})
	})
}
