package scheduler

import (
	"context"
	"slices"

	"usher/bot"
	"usher/schedule"
)

// Undo takes back what an act has done, which is an act of its own: those who were told
// are told how it stands, and what was not sent yet is no news any more. It is
// bot.ErrNoDraft if there is no such act, and bot.ErrTooLate if it was taken back before,
// or nothing of it is left.
func (s *Scheduler) Undo(ctx context.Context, number int64, by bot.Chat) error {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	if err := s.layOver(ctx); err != nil {
		return err
	}
	done, _, err := s.config.Store.Act(ctx, number)
	if err != nil {
		return err
	}
	if done.State == bot.ActDraft {
		return bot.ErrNoDraft
	}
	ended, err := s.config.Store.Ended(ctx, number)
	if err != nil {
		return err
	}
	a := bot.Act{By: by, At: s.config.Now(), Undoes: number, Adds: ended, Quiet: done.Quiet}
	for _, o := range done.Adds {
		if slices.ContainsFunc(in.overrides, func(p schedule.Override) bool { return p.Number == o.Number }) {
			a.Ends = append(a.Ends, o.Number)
		}
	}
	if a, err = s.config.Store.DraftAct(ctx, a, "", a.At.Add(-actLife)); err != nil {
		return err
	}
	p, err := s.proposal(ctx, a)
	if err != nil {
		return err
	}
	return s.do(ctx, p)
}
