package scheduler_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/scheduler"
)

// staggered is a network on which what is sent together arrives shortly one after
// the other.
type staggered struct {
	*bottest.Fake
	sent *atomic.Int64
}

// Send implements bot.Platform.
func (s staggered) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	time.Sleep(50*time.Millisecond + time.Duration(s.sent.Add(1))*10*time.Microsecond)
	return s.Fake.Send(ctx, m)
}

// shares is a store that notes how much each turn writes down.
type shares struct {
	scheduler.Store
	settled []int
}

// Turn implements scheduler.Store.
func (c *shares) Turn(ctx context.Context, turn bot.Turn) ([]bot.Delivery, error) {
	if n := len(turn.Settled); n > 0 {
		c.settled = append(c.settled, n)
	}
	return c.Store.Turn(ctx, turn)
}

// TestWhatLandsTogetherIsWrittenDownTogether counts the turns, with an fsync each,
// that it takes to write down what was sent at once.
func TestWhatLandsTogetherIsWrittenDownTogether(t *testing.T) {
	const people = 32
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 14, 20, bot.Traits{Parallel: people})
		for i := range people {
			h.star(strconv.Itoa(i), mountAPI)
		}
		store := &shares{Store: h.db}
		h.Scheduler = scheduler.New(scheduler.Config{
			Store: store, Schedule: h.live.Get, Now: h.now, Platforms: map[string]bot.Platform{"test": staggered{h.fake, new(atomic.Int64)}},
		})
		h.tick()
		if len(store.settled) != 1 {
			t.Errorf("%d were rung at once, and written down in turns of %v", people, store.settled)
		}
	})
}
