package scheduler_test

import (
	"context"
	"time"

	"usher/bot"
	"usher/scheduler"
)

// mortal is a store as a process sees it that may be killed before or after each
// call that writes.
type mortal struct {
	scheduler.Store
	life *life
}

func (m mortal) Plan(ctx context.Context, clock time.Time, all []bot.Announcement) (added int, err error) {
	_, err = m.life.do("Plan", func() error {
		added, err = m.Store.Plan(ctx, clock, all)
		return err
	})
	return added, err
}

func (m mortal) Replan(ctx context.Context, clock time.Time, limit int, wanted func(bot.Wishes) []bot.Notice) (chats int, err error) {
	_, err = m.life.do("Replan", func() error {
		chats, err = m.Store.Replan(ctx, clock, limit, wanted)
		return err
	})
	return chats, err
}

// Leads is the first that a process asks for when it plans.
func (m mortal) Leads(ctx context.Context) ([]time.Duration, error) {
	m.life.planned.Do(func() { m.life.rise("plan") })
	return m.Store.Leads(ctx)
}

// Recover is the first that it asks for when it delivers.
func (m mortal) Recover(ctx context.Context, platform string, idempotent bool) (notices int, err error) {
	m.life.rise("deliver")
	_, err = m.life.do("Recover", func() error {
		notices, err = m.Store.Recover(ctx, platform, idempotent)
		return err
	})
	return notices, err
}

func (m mortal) Turn(ctx context.Context, turn bot.Turn) (claimed []bot.Delivery, err error) {
	call := "Claim"
	if len(turn.Settled) > 0 {
		call = "Settle"
	}
	done, err := m.life.do(call, func() error {
		m.life.hurries()
		claimed, err = m.Store.Turn(ctx, turn)
		return err
	})
	if done {
		m.life.a.turned(turn, claimed)
	}
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

func (m mortal) PutSchedule(ctx context.Context, r bot.Revision) error {
	_, err := m.life.do("PutSchedule", func() error { return m.Store.PutSchedule(ctx, r) })
	return err
}

// Wait fails with the process, so that nothing of it goes on.
func (m mortal) Wait(ctx context.Context, platform string, clock, now time.Time) (wait time.Duration, ok bool, err error) {
	_, err = m.life.do("Wait", func() error {
		wait, ok, err = m.Store.Wait(ctx, platform, clock, now)
		return err
	})
	return wait, ok, err
}
