package scheduler

import (
	"context"
	"errors"
	"slices"

	"usher/bot"
	"usher/schedule"
)

// Undo takes back what was done, while people are told of it and for bot.UndoFor after
// that. It is bot.ErrTooLate later, bot.ErrUndone if it was taken back before, and
// bot.ErrNoDraft if there is no such thing. It returns what is told by that.
func (s *Scheduler) Undo(ctx context.Context, name bot.TellingName, by bot.Chat) (bot.TellingName, error) {
	t, ok, err := s.config.Store.Telling(ctx, name)
	switch {
	case err != nil:
		return bot.TellingName{}, err
	case !ok:
		return bot.TellingName{}, bot.ErrNoDraft
	case t.Undone:
		return bot.TellingName{}, bot.ErrUndone
	case t.Undoes, t.News == bot.NewsLapsed, !progress(t).MayUndo(s.config.Now()):
		return bot.TellingName{}, bot.ErrTooLate
	}
	switch {
	case name.Kind == bot.Broadcast:
		return s.withdraw(ctx, name)
	case t.Approves:
		return name, s.reopen(ctx, name.Number)
	}
	number, err := s.undo(ctx, name.Number, by)
	if errors.Is(err, bot.ErrTooLate) { // somebody was faster
		err = bot.ErrUndone
	}
	return bot.TellingName{Kind: bot.Change, Number: number}, err
}

// undo takes back what an act has done, which is an act of its own: those who were told
// are told how it stands, and what was not sent yet is no news any more. What the act had
// ended is in force again in its old place, below what was said after it. It returns the
// number of that act.
func (s *Scheduler) undo(ctx context.Context, number int64, by bot.Chat) (int64, error) {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	done, left, err := s.doneBefore(ctx, number)
	if err != nil {
		return 0, err
	}
	a := bot.Act{
		By: by, At: s.config.Now(), Undoes: number, Quiet: done.Quiet,
		Ends: missing(in.overrides, left), Revives: missing(left, in.overrides),
	}
	if a, err = s.config.Store.DraftAct(bot.Preparing(ctx), a, "", a.At.Add(-actLife)); err != nil {
		return 0, err
	}
	return a.Number, s.doUnseen(ctx, a, left)
}

// missing are the numbers of overrides that are not among others.
func missing(overrides, others []schedule.Override) (numbers []int64) {
	for _, o := range overrides {
		if !slices.ContainsFunc(others, func(p schedule.Override) bool { return p.Number == o.Number }) {
			numbers = append(numbers, o.Number)
		}
	}
	return numbers
}

// doneBefore is an act that was done, and the overrides that there would be without it.
func (s *Scheduler) doneBefore(ctx context.Context, number int64) (done bot.Act, without []schedule.Override, err error) {
	if err := s.layOver(ctx); err != nil {
		return done, nil, err
	}
	if done, _, err = s.config.Store.Act(ctx, number); err != nil {
		return done, nil, err
	}
	if done.State == bot.ActDraft {
		return done, nil, bot.ErrNoDraft
	}
	without, err = s.config.Store.Without(ctx, number)
	return done, without, err
}

// Done is an act that was done, and what it has changed; bot.ErrNoDraft if there is none.
func (s *Scheduler) Done(ctx context.Context, number int64) (bot.Proposal, error) {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	done, without, err := s.doneBefore(ctx, number)
	switch {
	case err != nil:
		return bot.Proposal{}, err
	case len(done.Approves) > 0:
		return s.approved(ctx, done)
	}
	return s.happened(done, without), nil
}

// Note has a draft say something beside what it tells, and shows it so. Its errors are
// Do's.
func (s *Scheduler) Note(ctx context.Context, number int64, by bot.Chat, note string) (bot.Proposal, error) {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	a, _, err := s.drafted(ctx, number, by)
	if err != nil {
		return bot.Proposal{}, err
	}
	a.Note = note
	return s.draft(ctx, a)
}

// Last is what somebody did last that can be undone; bot.ErrNoDraft if there is none.
func (s *Scheduler) Last(ctx context.Context, by bot.Chat) (bot.TellingName, error) {
	name, ok, err := s.config.Store.LastTelling(ctx, by, s.config.Now().Add(-bot.UndoFor))
	if err == nil && !ok {
		err = bot.ErrNoDraft
	}
	return name, err
}

// Watch has a message say how far telling people has got, once that has ended. It wakes
// nobody: that would come before the answer that the message becomes.
func (s *Scheduler) Watch(ctx context.Context, name bot.TellingName, message bot.Ref) error {
	return s.config.Store.Watch(ctx, name, message)
}
