package scheduler_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/scheduler"
)

func TestCountsOfWhatBecameOfNotices(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	for _, id := range []string{"ada", "bob", "eve", "joe"} {
		h.meet(h.fake.Chat(id))
	}
	h.fake.FailIn(h.fake.Chat("bob"), &bot.SendError{Failure: bot.Gone, Err: errors.New("blocked")})
	h.fake.FailIn(h.fake.Chat("eve"), &bot.SendError{Failure: bot.Rejected, Err: errors.New("too odd")})
	h.fake.FailIn(h.fake.Chat("joe"), &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("reset")})
	h.broadcast("Lunch is ready.")
	h.tick()
	h.counted(scheduler.Counts{Sent: 1, Rejected: 1, Uncertain: 1, Dropped: map[string]int{"gone": 1}})
}

// TestWhatACrashLeftUnknownIsCounted is a crash between sending and writing that
// down: only a network that knows no keys may show the message twice.
func TestWhatACrashLeftUnknownIsCounted(t *testing.T) {
	for name, traits := range map[string]bot.Traits{"idempotent": {Idempotent: true}, "not": {}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 14, 0, traits)
			h.star("ada", mountAPI)
			h.tick()
			h.with(&lossy{Store: h.db, err: errors.New("the plug was pulled")})
			h.clock = h.wednesday(14, 20)
			if err := h.Tick(t.Context()); err == nil {
				t.Fatal("the store did not fail")
			}
			h.restart()
			h.tickAt(14, 21)
			want := scheduler.Counts{Sent: 1}
			if !traits.Idempotent {
				want.Uncertain = 1
			}
			h.counted(want)
		})
	}
}

// TestEachUnseenAnswerIsCounted has a notice that may have arrived three times.
func TestEachUnseenAnswerIsCounted(t *testing.T) {
	for name, traits := range map[string]bot.Traits{"idempotent": {Idempotent: true}, "not": {}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t, 14, 0, traits)
				h.fake.LoseAnswers(2)
				h.star("ada", mountAPI)
				h.tickAt(14, 20)
				for range 3 {
					time.Sleep(time.Minute) // out of its back-off
					h.tick()
				}
				want := scheduler.Counts{Sent: 1}
				if !traits.Idempotent {
					want.Uncertain = 2
				}
				h.counted(want)
			})
		})
	}
}

// TestLanesTellAtWhichRateAndForHowLongNot has a network that is throttled: it
// wants nothing for a while, and less than before after that.
func TestLanesTellAtWhichRateAndForHowLongNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 14, 20, bot.Traits{PerSecond: 28})
		h.tick()
		if diff := cmp.Diff([]bot.Lane{{Platform: "test", PerSecond: 28}}, h.Lanes()); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		h.fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 30 * time.Second, Err: errors.New("429")})
		h.star("ada", mountAPI)
		h.tick()
		for _, left := range []time.Duration{30 * time.Second, 10 * time.Second} {
			if l := h.Lanes()[0]; l.Paused != left || l.PerSecond >= 28 || l.PerSecond <= 0 {
				t.Errorf("paused for %s at %v a second; want %s", l.Paused, l.PerSecond, left)
			}
			time.Sleep(20 * time.Second)
		}
	})
}

// counted holds what delivery has come to since the process began.
func (h *house) counted(want scheduler.Counts) {
	h.t.Helper()
	if diff := cmp.Diff(map[string]scheduler.Counts{"test": want}, h.Counts()); diff != "" {
		h.t.Errorf("-want +got:\n%s", diff)
	}
}
