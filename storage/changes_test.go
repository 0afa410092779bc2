package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestWhatMayHaveArrivedAndChangedIsToldUnderAnotherKey has a message without an
// answer, and changes of what it said before it is tried again: what is known then
// is what it said or what was known before.
func TestWhatMayHaveArrivedAndChangedIsToldUnderAnotherKey(t *testing.T) {
	first, second, third := standing(time.Hour), standing(2*time.Hour), standing(3*time.Hour)
	off, offElsewhere := first, second
	off.Off, offElsewhere.Off = true, true
	for name, test := range map[string]struct{ was, told, now bot.Standing }{
		"changed again":            {first, second, third},
		"taken back":               {first, second, first},
		"off again, but elsewhere": {off, second, offElsewhere},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				follow(t, db, ada, mount)
				mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{change(mount, test.was, test.told)}})
				before := mustClaim(t, db)
				maybe := bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, Unsure: true}
				settle(t, db, before, maybe)
				mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{change(mount, test.told, test.now)}})
				after := mustClaim(t, db)
				if after.Key == before.Key {
					t.Error("it goes out under the same key")
				}
				equal(t, news(after), [][2]bot.Standing{{test.was, test.now}, {test.told, test.now}})

				settle(t, db, after, maybe)
				last := standing(4 * time.Hour)
				mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("three")}, Changes: []bot.SlotChange{change(mount, test.now, last)}})
				after = mustClaim(t, db)
				want := [][2]bot.Standing{{test.was, last}, {test.now, last}, {test.told, last}}
				if test.now == test.was {
					want = slices.Delete(want, 1, 2)
				}
				equal(t, news(after), want)
			})
		})
	}
}

// TestWhatMayHaveArrivedIsToldWithTheRest has somebody star a talk again after they
// may have been told that it has moved, and that moves once more.
func TestWhatMayHaveArrivedIsToldWithTheRest(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		first, second, third := standing(time.Hour), standing(2*time.Hour), standing(3*time.Hour)
		follow(t, db, ada, mount)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{change(mount, first, second)}})
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon.Add(time.Minute), Unsure: true})
		follow(t, db, ada, mount)
		settleWishes(t, db)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{change(mount, second, third)}})
		equal(t, news(mustClaim(t, db)), [][2]bot.Standing{{second, third}, {first, third}, {second, third}})
	})
}

// TestWhatMayHaveArrivedIsNotForgotten is a change of what may have arrived that
// certainly has not, and is taken back: what may have arrived is not so either.
func TestWhatMayHaveArrivedIsNotForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		lost := bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, Unsure: true}
		for i, hours := range []time.Duration{1, 2, 0} {
			before := []time.Duration{0, 1, 2}[i]
			mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf(fmt.Sprint(i))},
				Changes: []bot.SlotChange{change(mount, standing(before*time.Hour), standing(hours*time.Hour))}})
			d := mustClaim(t, db)
			if i == 2 {
				equal(t, news(d), [][2]bot.Standing{{standing(0), standing(0)}, {standing(time.Hour), standing(0)}})
			}
			settle(t, db, d, lost)
			lost.Unsure = false
		}
	})
}

// news is what a delivery says of changes: what was told, and how it stands.
func news(d bot.Delivery) (all [][2]bot.Standing) {
	for _, n := range d.Notices {
		all = append(all, [2]bot.Standing{n.Told, n.Stands})
	}
	return all
}

// TestAChangeIsNotDroppedThatChangedMeanwhile has a notice that was found to be
// no news, and a schedule that makes it news before that is written down.
func TestAChangeIsNotDroppedThatChangedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		first, second := standing(time.Hour), standing(2*time.Hour)
		follow(t, db, ada, mount)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{change(mount, first, second)}})
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{change(mount, second, first)}})
		d := mustClaim(t, db)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("three")}, Changes: []bot.SlotChange{change(mount, first, second)}})
		settle(t, db, d, bot.Outcome{State: bot.StateDropped, At: noon, Reason: "nothing has changed"})
		again := mustClaim(t, db)
		if again.Key == d.Key {
			t.Error("what was told beside it may have gone out under its key")
		}
		equal(t, again.Notices[0].Told, first)
		equal(t, again.Notices[0].Stands, second)
	})
}
