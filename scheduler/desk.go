package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Acts are what outlives the process of what organisers do to the schedule.
type Acts interface {
	// Overrides are those in force, by number.
	Overrides(ctx context.Context) ([]schedule.Override, error)
	// Ended are those that were in force and are not any more.
	Ended(ctx context.Context) ([]schedule.Override, error)
	// Without are those that would be in force if an act had not been done, in the same
	// order.
	Without(ctx context.Context, act int64) ([]schedule.Override, error)
	// DraftAct keeps an act, with what its preview shows, and gives it and what it adds
	// numbers: in place of the draft that had its number, if it has one. Drafts
	// written before expired may be deleted.
	DraftAct(ctx context.Context, a bot.Act, shown string, expired time.Time) (bot.Act, error)
	// Retired reports whether something that an act has added is published by now, so that
	// it has served.
	Retired(ctx context.Context, a bot.Act) (bool, error)
	// AnsweredBefore reports whether the update that is answered has had effects before:
	// it is answered again, after a crash between them and the answer.
	AnsweredBefore(ctx context.Context) (bool, error)
	// Act is an act and what its preview showed; bot.ErrNoDraft if there is none.
	Act(ctx context.Context, number int64) (a bot.Act, shown string, err error)
	// DiscardAct deletes a draft that the author wrote; bot.ErrNoDraft or
	// bot.ErrDraftSent where there is none.
	DiscardAct(ctx context.Context, number int64, author bot.Chat) error
}

// actLife is how long a preview's buttons work: after that, what it says may have
// been overtaken.
const actLife = time.Hour

// Propose keeps an act as a draft and says what it would mean. It is bot.ErrNoTalk if
// what it is about is not in the schedule.
func (s *Scheduler) Propose(ctx context.Context, a bot.Act) (bot.Proposal, error) {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	if err := s.layOver(ctx); err != nil {
		return bot.Proposal{}, err
	}
	a, err := s.intake.complete(a, s.config.Schedule(), s.config.Now())
	if err != nil {
		return bot.Proposal{}, err
	}
	return s.draft(ctx, a)
}

// draft keeps a complete act as a draft.
func (s *Scheduler) draft(ctx context.Context, a bot.Act) (bot.Proposal, error) {
	p, err := s.proposal(ctx, a, s.intake.with(a))
	if err != nil {
		return p, err
	}
	now := s.config.Now()
	a.At = now
	if p.Act, err = s.config.Store.DraftAct(ctx, a, shown(p), now.Add(-actLife)); err != nil {
		return bot.Proposal{}, err
	}
	return p, nil
}

// Look is what a draft says, whatever that would mean by now; its errors are Do's.
func (s *Scheduler) Look(ctx context.Context, number int64, by bot.Chat) (bot.Act, error) {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	a, _, err := s.drafted(ctx, number, by)
	return a, err
}

// Do does what a draft says, and tells people unless that is to be done quietly. It is
// bot.ErrChangedSince if it would do something else than what was shown, with what that
// is as a draft in its place, bot.ErrNoDraft if there is no such draft of theirs, and
// bot.ErrDraftSent if it was done already.
func (s *Scheduler) Do(ctx context.Context, number int64, by bot.Chat, quiet bool) (bot.Proposal, error) {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	a, before, err := s.drafted(ctx, number, by)
	switch {
	case errors.Is(err, bot.ErrNoDraft):
		p, err := s.redrafted(ctx, by)
		return p, cmp.Or(err, bot.ErrChangedSince)
	case err != nil && a.Number != 0:
		return s.again(ctx, a, err)
	case err != nil:
		return bot.Proposal{}, err
	}
	p, err := s.proposal(ctx, a, s.intake.with(a))
	if err != nil {
		return p, err
	}
	if shown(p) != before {
		if p, err = s.draft(ctx, a); err != nil {
			return p, err
		}
		return p, bot.ErrChangedSince
	}
	a.Quiet = quiet
	p.Act = a
	return p, s.do(ctx, p, schedule.Reconciled{Overrides: s.intake.with(a)})
}

// Discard deletes a draft; its errors are Do's.
func (s *Scheduler) Discard(ctx context.Context, number int64, by bot.Chat) error {
	return s.config.Store.DiscardAct(ctx, number, by)
}

// drafted is a draft that somebody wrote, not too long ago, and what was shown of it.
// With bot.ErrDraftSent it is the act that was done. It is bot.ErrNoTalk where what it is
// about is not published any more.
func (s *Scheduler) drafted(ctx context.Context, number int64, by bot.Chat) (a bot.Act, shown string, err error) {
	if err := s.layOver(ctx); err != nil {
		return bot.Act{}, "", err
	}
	a, shown, err = s.config.Store.Act(ctx, number)
	switch {
	case err != nil:
		return bot.Act{}, "", err
	case a.By != by:
		return bot.Act{}, "", bot.ErrNoDraft
	case a.State != bot.ActDraft:
		return a, shown, bot.ErrDraftSent
	case a.At.Before(s.config.Now().Add(-actLife)):
		return bot.Act{}, "", bot.ErrNoDraft
	}
	if a.Adds, err = s.intake.followed(a.Adds); err != nil {
		return bot.Act{}, "", err
	}
	return a, shown, nil
}

// redrafted is the draft that the update which is answered has put in place of another
// before a crash; bot.ErrNoDraft if it has not.
func (s *Scheduler) redrafted(ctx context.Context, by bot.Chat) (p bot.Proposal, err error) {
	drawn, err := s.drewUp(ctx, bot.Act{By: by}, bot.ErrNoDraft)
	if err != nil {
		return p, err
	}
	a, _, err := s.drafted(ctx, drawn.Number, by)
	if err != nil {
		return p, err
	}
	return s.proposal(ctx, a, s.intake.with(a))
}

// again is what an act has done that was done before: if the update that is answered
// has done it, before a crash, that is all there is to it.
func (s *Scheduler) again(ctx context.Context, a bot.Act, sent error) (bot.Proposal, error) {
	err := s.config.Store.PutSchedule(ctx, bot.Revision{Act: &a, Sources: s.intake.names(), Now: s.config.Now()})
	if err != nil {
		return bot.Proposal{}, sent
	}
	return s.happened(a, s.intake.without(a)), nil
}

// doUnseen does what nobody was shown before, which an act says and leaves that of
// overrides.
func (s *Scheduler) doUnseen(ctx context.Context, a bot.Act, left schedule.Reconciled) error {
	newer := schedule.Overlay(s.intake.published(), left.Overrides)
	return s.do(ctx, bot.Proposal{Act: a, Versions: schedule.Compare(s.config.Schedule(), newer)}, left)
}

// do puts in force what an act says, which leaves that of overrides. Whoever asked for it
// wakes the scheduler, once they have answered: no news comes before the answer that
// caused it.
func (s *Scheduler) do(ctx context.Context, p bot.Proposal, left schedule.Reconciled) error {
	r, err := s.revision(ctx, p)
	if err != nil {
		return err
	}
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.Changed(p.Act, r.Changes, p.Versions.Newer.Zone())
	}
	r.Followed, r.Retired = left.Overrides, left.Retired
	r.Asks, r.Organisers = s.asks(left, p.Versions.Newer, r.Now), s.organisers(ctx)
	if _, err := s.force(ctx, r, p.Versions.Newer, left.Overrides); err != nil {
		return fmt.Errorf("act %d: %w", p.Number, err)
	}
	s.config.Log.Info("an organiser has changed the schedule", "act", p.Number, "changes", len(r.Changes), "quiet", p.Quiet)
	return nil
}

// revision is what an act puts in force. What organisers do is told at once.
func (s *Scheduler) revision(ctx context.Context, p bot.Proposal) (bot.Revision, error) {
	now := s.config.Now()
	within, err := s.urgent(ctx)
	if err != nil {
		return bot.Revision{}, err
	}
	return bot.Revision{
		Act: &p.Act, Sources: s.intake.names(), Now: now, Quiet: p.Quiet,
		Rekeyed: p.Versions.Rekeyed, Kept: kept(p.Versions), Changes: inOrder(changes(p.Versions, pace{now, 0, within})),
	}, nil
}

// Overrides are those in force, by number. A delay that is over, or that another has
// taken the place of, is left out.
func (s *Scheduler) Overrides(ctx context.Context) ([]schedule.Override, error) {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	if err := s.layOver(ctx); err != nil {
		return nil, err
	}
	return s.intake.current(s.config.Schedule(), s.config.Now()), nil
}

// Published is the schedule without what organisers say over it.
func (s *Scheduler) Published() *schedule.Schedule {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	if !s.intake.laid {
		return s.config.Schedule()
	}
	return s.intake.published()
}
