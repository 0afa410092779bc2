package scheduler_test

import (
	"context"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/scheduler"
)

// eager is a store that has a notice looked for as soon as a schedule is held,
// before whoever held it knows that it is.
type eager struct {
	scheduler.Store
	look func()
}

func (e *eager) Hold(ctx context.Context, c schedule.Copy, n bot.Notice, clock time.Time, chats ...bot.Chat) (int64, error) {
	number, err := e.Store.Hold(ctx, c, n, clock, chats...)
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		e.look()
	}()
	select {
	case <-looked: // it was not made to wait
	case <-time.After(50 * time.Millisecond):
	}
	return number, err
}

// TestTheQuestionAboutAScheduleIsNotTakenForDecided holds that what organisers
// are asked is not dropped by a lane that sees it before the schedule it is about.
func TestTheQuestionAboutAScheduleIsNotTakenForDecided(t *testing.T) {
	h := newHouse(t, 9, 0, bot.Traits{})
	h.source, h.organisers = &origin{versions: []*schedule.Schedule{conference(t, nil)}}, []bot.Chat{h.fake.Chat("org")}
	h.with(&eager{Store: h.db, look: func() {
		if err := h.Tick(t.Context()); err != nil {
			t.Error(err)
		}
	}})
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.source.publish(halved(t, nil))
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.tick()
	h.rang("org Wed 09:00:00 " + heldAsks)
}
