package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// puts puts one change of the talk in force, at noon.
func puts(t *testing.T, db *storage.DB, r bot.Revision, c bot.SlotChange) {
	t.Helper()
	r.Now, r.Copies, r.Changes = noon, []schedule.Copy{copyOf("another")}, []bot.SlotChange{c}
	mustPut(t, db, r)
}

// TestARingIsHowItsSlotIsKnown and ends what nobody was to be told of that slot, but nothing
// else: not what is still to be told, what waits for approval, or another slot's.
func TestARingIsHowItsSlotIsKnown(t *testing.T) {
	settled := func(c bot.SlotChange) bot.SlotChange {
		c.Due = noon.Add(time.Minute) // once it has settled
		return c
	}
	hour, two, three := standing(time.Hour), standing(2*time.Hour), standing(3*time.Hour)
	for name, test := range map[string]struct {
		before func(t *testing.T, db *storage.DB)
		rings  time.Duration // when the slot begins that is rung for, after noon
		was    bot.Standing  // as what is told next knows the slot that goes to three
	}{
		"what nobody was to be told": {func(t *testing.T, db *storage.DB) {
			puts(t, db, bot.Revision{Quiet: true}, change(mount, hour, two))
		}, 2 * time.Hour, two},
		"what nobody was to be told of another slot": {func(t *testing.T, db *storage.DB) {
			puts(t, db, bot.Revision{Quiet: true}, change(mount, hour, two))
		}, time.Hour, hour},
		"what is still to be told": {func(t *testing.T, db *storage.DB) {
			puts(t, db, bot.Revision{}, settled(change(mount, hour, two)))
		}, 2 * time.Hour, hour},
		"what waits for approval": {func(t *testing.T, db *storage.DB) {
			puts(t, db, bot.Revision{Approve: true}, change(mount, hour, two))
		}, 2 * time.Hour, hour},
		"what was dropped from what waited for approval": {func(t *testing.T, db *storage.DB) {
			puts(t, db, bot.Revision{Approve: true}, change(mount, hour, two))
			if _, err := db.Decide(t.Context(), bot.Verdict{Seen: 100, By: ada, At: noon}); err != nil {
				t.Fatal(err)
			}
		}, 2 * time.Hour, two},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				follow(t, db, ada, mount)
				test.before(t, db)
				ring := ringFor(mount, ten)
				ring.Start, ring.Due = noon.Add(test.rings), noon
				plan(t, db, ring, bot.ConferenceLead, mount)
				d := mustClaim(t, db)
				equal(t, d.Notices[0].Kind, bot.Ring)
				settle(t, db, d, sent("7"))
				puts(t, db, bot.Revision{}, change(mount, two, three))
				d = mustClaim(t, db)
				for ; d.Notices[0].Kind != bot.Change; d = mustClaim(t, db) { // what has rung says so, too
					settle(t, db, d, sent("7"))
				}
				equal(t, news(d), [][2]bot.Standing{{test.was, three}})
			})
		})
	}
}

// TestWhatWaitsAgainIsNotToldWithWhatIsDue in the minute in which it expires.
func TestWhatWaitsAgainIsNotToldWithWhatIsDue(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		hour, two := standing(time.Hour), standing(2*time.Hour)
		puts(t, db, bot.Revision{Approve: true}, change(mount, hour, two))
		decided, err := db.Decide(t.Context(), bot.Verdict{Seen: 100, Tell: true, By: ada, At: noon})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Reopen(t.Context(), decided.Act, []int64{1}, noon); err != nil {
			t.Fatal(err)
		}
		c := change(tpm, hour, standing(4*time.Hour))
		c.Due = two.Start
		puts(t, db, bot.Revision{}, c)
		d, ok := claim(t, db, two.Start)
		if !ok || len(d.Notices) != 1 || d.Notices[0].Talk != tpm.Key {
			t.Errorf("told is %+v", d.Notices)
		}
	})
}

// TestWhatIsNextHereIsHowAChannelKnowsIt, as a ring is for who has starred it.
func TestWhatIsNextHereIsHowAChannelKnowsIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		if _, err := db.Announce(t.Context(), ada, "n-dome", bob, noon); err != nil {
			t.Fatal(err)
		}
		settleWishes(t, db)
		two, three := standing(2*time.Hour), standing(3*time.Hour)
		puts(t, db, bot.Revision{Quiet: true}, change(mount, standing(time.Hour), two))
		here := bot.Notice{Kind: bot.Here, Talk: mount.Key, Start: two.Start, Lead: bot.HereLead, Due: noon, Deadline: two.Start, Expires: two.Start}
		if err := db.Tell(t.Context(), here, noon, ada); err != nil {
			t.Fatal(err)
		}
		settle(t, db, mustClaim(t, db), sent("7"))
		puts(t, db, bot.Revision{}, change(mount, two, three))
		equal(t, news(mustClaim(t, db)), [][2]bot.Standing{{two, three}})
	})
}

// TestARingOnItsWaySaysWhereItsSlotWas: what changes under it without a word is not known by
// it once it has arrived.
func TestARingOnItsWaySaysWhereItsSlotWas(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		dome, hall := standing(time.Hour), standing(time.Hour)
		hall.Room = schedule.Room{Key: "n-hall", Name: "Main Hall"}
		ring := ringFor(mount, ten)
		ring.Start, ring.Due = dome.Start, noon
		plan(t, db, ring, bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		puts(t, db, bot.Revision{Quiet: true}, change(mount, dome, hall))
		settle(t, db, d, sent("7"))
		puts(t, db, bot.Revision{}, change(mount, hall, standing(2*time.Hour)))
		for d = mustClaim(t, db); d.Notices[0].Kind != bot.Change; d = mustClaim(t, db) {
			settle(t, db, d, sent("7"))
		}
		equal(t, news(d), [][2]bot.Standing{{dome, standing(2 * time.Hour)}})
	})
}

// TestARingLeavesWhatHasEnded as it ended: the ledger says why.
func TestARingLeavesWhatHasEnded(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	hour, two := standing(time.Hour), standing(2*time.Hour)
	puts(t, db, bot.Revision{Approve: true}, change(mount, hour, two))
	puts(t, db, bot.Revision{Approve: true}, change(mount, two, hour))
	ring := ringFor(mount, ten)
	ring.Start, ring.Due = hour.Start, noon
	plan(t, db, ring, bot.ConferenceLead, mount)
	settle(t, db, mustClaim(t, db), sent("7"))
	equal(t, ledger(t, path), []string{"dropped nothing has changed after 0", "sent 7 after 1"})
}

// TestASmallDelayLeavesNothingInTheQueue, be it done quietly or not: nobody is told of one
// either way, and everybody's rings follow it.
func TestASmallDelayLeavesNothingInTheQueue(t *testing.T) {
	for name, quiet := range map[string]bool{"quietly": true, "aloud": false} {
		t.Run(name, func(t *testing.T) {
			path := empty(t)
			db, err := storage.Open(t.Context(), path)
			opened(t, db, err)
			follow(t, db, ada, mount)
			c := change(mount, standing(time.Hour), standing(time.Hour+5*time.Minute))
			c.Quiet = true
			puts(t, db, bot.Revision{Quiet: quiet}, c)
			equal(t, entries(t, path, storage.Query{}), []storage.Entry(nil))
		})
	}
}
