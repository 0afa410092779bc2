package scheduler

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"usher/bot"
	"usher/schedule"
)

// Undo takes back what was done, while people are told of it and for bot.UndoFor after
// that. It is bot.ErrTooLate later, bot.ErrUndone if it was taken back before,
// bot.ErrPublished if the published schedule says the same by now, and bot.ErrNoDraft if
// there is no such thing. It returns what is told by that.
func (s *Scheduler) Undo(ctx context.Context, name bot.TellingName, by bot.Chat) (bot.TellingName, error) {
	t, ok, err := s.config.Store.Telling(ctx, name)
	switch {
	case err != nil:
		return bot.TellingName{}, err
	case !ok:
		return bot.TellingName{}, bot.ErrNoDraft
	case t.Undone:
		return s.undoneBefore(ctx, t, by)
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

// undoneBefore is what is told by what was taken back before: if the update that is
// answered has done that, before a crash, that is all there is to it.
func (s *Scheduler) undoneBefore(ctx context.Context, t bot.Telling, by bot.Chat) (bot.TellingName, error) {
	name := t.TellingName
	switch {
	case name.Kind == bot.Broadcast:
		return s.withdraw(ctx, name)
	case t.Approves: // the store knows who has reopened that
		return name, s.config.Store.Reopen(ctx, name.Number, nil, s.config.Now())
	}
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	a, err := s.drewUp(ctx, bot.Act{By: by, Undoes: name.Number}, bot.ErrUndone)
	if err != nil {
		return bot.TellingName{}, err
	}
	_, err = s.again(ctx, a, bot.ErrUndone)
	return bot.TellingName{Kind: bot.Change, Number: a.Number}, err
}

// drewUp is the act that the update which is answered has drawn up before a crash, with the
// number that it had; none if it has not.
func (s *Scheduler) drewUp(ctx context.Context, a bot.Act, none error) (bot.Act, error) {
	before, err := s.config.Store.AnsweredBefore(ctx)
	if err != nil {
		return a, err
	}
	if !before {
		return a, none
	}
	a.At = s.config.Now()
	return s.config.Store.DraftAct(bot.Preparing(ctx), a, "", a.At.Add(-actLife))
}

// undo takes back what an act has done, which is an act of its own: those who were told
// are told how it stands, and what was not sent yet is no news any more. What the act had
// ended is in force again in its old place, below what was said after it, as far as what is
// published by now allows: that is looked at as if it had just come. It returns the number
// of that act.
func (s *Scheduler) undo(ctx context.Context, number int64, by bot.Chat) (int64, error) {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	done, left, err := s.doneBefore(ctx, number)
	if err != nil {
		return 0, err
	}
	ended, err := s.config.Store.Ended(ctx)
	if err != nil {
		return 0, err
	}
	left = grounded(in.revived(left), slices.Concat(in.overrides, ended))
	published := in.published()
	layer := schedule.Reconcile(left, schedule.Compare(published, published))
	a := bot.Act{
		By: by, At: s.config.Now(), Undoes: number, Quiet: done.Quiet,
		Ends: missing(in.overrides, layer.Overrides), Revives: missing(layer.Overrides, in.overrides),
	}
	if len(a.Ends)+len(a.Revives) == 0 {
		if retired, err := s.config.Store.Retired(ctx, done); retired || err != nil {
			return 0, cmp.Or(err, bot.ErrPublished)
		}
	}
	if a, err = s.config.Store.DraftAct(bot.Preparing(ctx), a, "", a.At.Add(-actLife)); err != nil {
		return 0, err
	}
	return a.Number, s.doUnseen(ctx, a, layer)
}

// revived are overrides of which those that are not in force go by what organisers have
// decided of their slot since.
func (in *intake) revived(left []schedule.Override) []schedule.Override {
	all := slices.Clone(left)
	for i, o := range all {
		for _, p := range in.overrides {
			stays := slices.ContainsFunc(left, func(l schedule.Override) bool { return l.Number == p.Number })
			if stays && p.Kind != schedule.Delay && p.Talk == o.Talk && p.Slot.Equal(o.Slot) && p.Room == o.Room {
				all[i].Was, all[i].Asked = p.Was, p.Asked
			}
		}
	}
	return all
}

// grounded are overrides without those of a talk that organisers have added, among others
// that there were, and that is there no more.
func grounded(overrides, were []schedule.Override) []schedule.Override {
	adds := func(key string) func(schedule.Override) bool {
		return func(o schedule.Override) bool { return o.Kind == schedule.Add && o.Talk == key }
	}
	return slices.DeleteFunc(slices.Clone(overrides), func(o schedule.Override) bool {
		return slices.ContainsFunc(were, adds(o.Talk)) && !slices.ContainsFunc(overrides, adds(o.Talk))
	})
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
	if errors.Is(err, bot.ErrNoDraft) {
		return s.redrafted(ctx, by)
	}
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
