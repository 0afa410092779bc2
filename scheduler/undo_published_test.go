package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestUndoneUnderAnotherKey has what an act has ended be in force again on its talk, which
// has another key by then, in the next process too.
func TestUndoneUnderAnotherKey(t *testing.T) {
	const rekeyed = "main-g-1"
	for name, test := range map[string]struct {
		undo int // which of the two acts
		want string
	}{
		"the later first":   {1, "17:00"},
		"the earlier first": {0, "18:00"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				path := database(t)
				p := h.begin(path)
				h.star("ada", mountAPI)
				h.sleepUntil(12, 0)
				acts := []int64{h.do(h.toTime(mountAPI, 17, 0)), h.do(h.toTime(mountAPI, 18, 0))}
				h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Key = rekeyed })))
				time.Sleep(61 * time.Second)
				h.stands(rekeyed, "18:00")
				p.end()
				h.live.Set(conference(t, nil))
				p = h.begin(path)
				time.Sleep(time.Second)
				h.takesBack(acts[test.undo])
				h.stands(rekeyed, test.want)
				h.takesBack(acts[1-test.undo])
				h.stands(rekeyed, "14:30")
				h.overridesLeft(0)
				p.end()
			})
		})
	}
}

// overridesLeft holds how many overrides are in force.
func (h *house) overridesLeft(want int) {
	h.t.Helper()
	if left, err := h.Overrides(h.t.Context()); err != nil || len(left) != want {
		h.t.Errorf("%d overrides are left, not %d: %+v, %v", len(left), want, left, err)
	}
}

// TestUndoneOncePublished has something be published between an act and its undo.
func TestUndoneOncePublished(t *testing.T) {
	for name, test := range map[string]struct {
		publish time.Duration
		err     error
		stands  string
		left    int
		asked   bool
	}{
		// The later act's override has served: there is nothing of it to take back but what
		// it took the place of, and that is not what is published.
		"what the later act said":   {210 * time.Minute, nil, "17:00", 1, true},
		"what the earlier one said": {150 * time.Minute, nil, "17:00", 0, false},
		"something else":            {30 * time.Minute, nil, "17:00", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 0, "boss")
				p := h.begin(database(t))
				h.star("ada", mountAPI)
				h.sleepUntil(12, 0)
				h.do(h.toTime(mountAPI, 17, 0))
				act := h.do(h.toTime(mountAPI, 18, 0))
				h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, test.publish) })))
				time.Sleep(61 * time.Second)
				h.stands(mountAPI, "18:00")
				h.takesBack(act)
				h.Wake()
				h.stands(mountAPI, test.stands)
				h.overridesLeft(test.left)
				if asked := len(h.Disputes()) > 0; asked != test.asked {
					t.Errorf("the organisers are asked: %t", asked)
				}
				p.end()
			})
		})
	}
}

// TestWhatIsPublishedByNowIsNotUndone: it would be published all the same. Who is not told
// yet is.
func TestWhatIsPublishedByNowIsNotUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.sleepUntil(12, 0)
		act := h.do(h.toTime(mountAPI, 17, 0))
		h.propose(h.toTime(mountAPI, 18, 0)) // would end it, but is only thought of
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, 150*time.Minute) })))
		time.Sleep(61 * time.Second)
		if _, err := h.Undo(t.Context(), theAct(act), boss); !errors.Is(err, bot.ErrPublished) {
			t.Errorf("undone: %v", err)
		}
		h.stands(mountAPI, "17:00")
		h.overridesLeft(0)
		p.end()
		h.told("ada Wed 12:00:00 ⚠ Moved: New Mount API / Now Wed 17:00 in Dome (was 14:30).")
	})
}

// TestDecidedOnceIsNotAskedAgain has an act be undone that is below what organisers have
// insisted on since.
func TestDecidedOnceIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 0)
		h.do(h.toTime(mountAPI, 17, 0))
		act := h.do(h.toTime(mountAPI, 18, 0))
		h.source.publish(conference(t, edit(mountAPI, moveTo45m)))
		time.Sleep(61 * time.Second)
		if _, err := h.Decide(t.Context(), h.Disputes()[0].Name, boss, true); err != nil {
			t.Fatal(err)
		}
		h.takesBack(act)
		h.stands(mountAPI, "18:00")
		if open := h.Disputes(); len(open) > 0 {
			t.Errorf("asked again: %+v", open)
		}
		p.end()
	})
}

func moveTo45m(slot *schedule.Slot) { shift(slot, 45*time.Minute) }
