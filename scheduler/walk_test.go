package scheduler_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/scheduler"
)

// walk moves the clock from due instant to due instant, as a demo's /skip does.
func (h *house) walk(hour, minute int) {
	h.t.Helper()
	for until := h.wednesday(hour, minute); ; {
		due, ok, err := h.NextDue(h.t.Context(), until)
		if err != nil {
			h.t.Fatal(err)
		}
		if !ok {
			h.clock = until
			return
		}
		h.clock = due
		h.tick()
	}
}

func TestWalkingFromDueToDue(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.leads("ada", 20*time.Minute, 5*time.Minute)
	h.star("ada", mountAPI)
	h.tick()
	h.walk(15, 0)
	h.rang(
		"ada Wed 14:10:00 Starting in 20 min in Dome: New Mount API",
		"ada Wed 14:25:00 Starting in 5 min in Dome: New Mount API",
	)
}

// TestAWalkPlansOnce holds that each ring of a day is announced to the store once,
// however many stops there are on the way.
func TestAWalkPlansOnce(t *testing.T) {
	h := newHouse(t, 8, 0, bot.Traits{})
	counting := &counting{Store: h.db, announced: map[string]int{}}
	h.with(counting)
	h.follow("ada", h.dome())
	h.tick()
	h.walk(18, 0)
	h.tick()
	if rung := len(h.fake.Messages()); rung < 5 || len(counting.announced) < rung {
		t.Errorf("%d rings, %d announced: that was no day", rung, len(counting.announced))
	}
	for ring, times := range counting.announced {
		if times != 1 {
			t.Errorf("%s was announced %d times", ring, times)
		}
	}
}

// TestAWishOnTheWayIsPlannedToItsEnd has somebody star a talk at a stop of a walk:
// what is queued for the rest of the way must outlive that.
func TestAWishOnTheWayIsPlannedToItsEnd(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI, magicTar)
	if _, ok, err := h.NextDue(t.Context(), h.wednesday(18, 0)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	h.tickAt(14, 20)
	h.star("ada", networks)
	h.tick()
	var got []time.Time
	for range 2 {
		due, ok, err := h.NextDue(t.Context(), h.wednesday(18, 0))
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		got = append(got, due)
		h.clock = due
		h.tick()
	}
	if diff := cmp.Diff([]time.Time{h.wednesday(15, 5), h.wednesday(16, 50)}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// counting is a store that counts what is announced to it.
type counting struct {
	scheduler.Store
	announced map[string]int
}

func (c *counting) Plan(ctx context.Context, clock time.Time, announcements []bot.Announcement) (int, error) {
	for _, a := range announcements {
		c.announced[a.Talk+" "+a.Due.String()]++
	}
	return c.Store.Plan(ctx, clock, announcements)
}
