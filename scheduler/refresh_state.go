package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"usher/bot"
	"usher/schedule"
)

// SourceStates is how the schedule's sources are, those that the settings do not
// name any more and of which talks are hidden last.
func (s *Scheduler) SourceStates() []bot.SourceState {
	in := &s.intake
	in.known.Lock()
	defer in.known.Unlock()
	var all []bot.SourceState
	for _, src := range in.sources {
		all = append(all, src.state)
	}
	return append(all, s.hidden()...)
}

// errNotStored is why a schedule is not put in force that is fine in itself.
var errNotStored = errors.New("it cannot be stored: the log says why")

// failed notes that a source does not answer, or answers with nothing that can
// be used.
func (s *Scheduler) failed(ctx context.Context, src *source, err error, now time.Time, answered bool) error {
	var silent, heard bool
	s.note(func() {
		st := &src.state
		silent = !answered && (st.FailingSince.IsZero() || st.Unusable)
		heard = answered && !st.FailingSince.IsZero() && !st.Unusable
		if st.FailingSince.IsZero() || st.Unusable != answered {
			st.FailingSince = now
		}
		if answered {
			st.Answered = now
		}
		st.Problem, st.Unusable = problem(err), answered
	})
	if silent || heard {
		s.noteSilence(ctx, src, silent)
	}
	return err
}

// unstored notes that what a source has is fine and cannot be stored: it is
// considered again when the source is asked next.
func (s *Scheduler) unstored(ctx context.Context, src *source, err error, now time.Time) error {
	src.fetched = schedule.Copy{}
	return s.failed(ctx, src, fmt.Errorf("%w (%w)", errNotStored, err), now, true)
}

// answers notes that a source answers with something that can be used.
func (s *Scheduler) answers(ctx context.Context, src *source, now time.Time) {
	var heard bool
	s.note(func() {
		st := &src.state
		heard = !st.FailingSince.IsZero() && !st.Unusable
		st.Answered, st.FailingSince, st.Problem, st.Unusable = now, time.Time{}, "", false
	})
	if heard {
		s.noteSilence(ctx, src, false)
	}
}

// noteSilence keeps since when a source is silent, for the process that comes after.
func (s *Scheduler) noteSilence(ctx context.Context, src *source, silent bool) {
	var since time.Time
	if silent {
		since = src.state.Answered
	}
	if err := s.config.Store.Silent(ctx, src.Name, since); err != nil && ctx.Err() == nil {
		s.config.Log.Warn("cannot note since when a source is silent", "source", src.Name, "error", err)
	}
}

// problem is what is wrong without the place where, which loader puts in front.
func problem(err error) string {
	if errors.Is(err, errNotStored) {
		return errNotStored.Error()
	}
	if why := errors.Unwrap(err); why != nil {
		err = why
	}
	return schedule.Cut(schedule.Line(err.Error()), 120)
}

// note changes what is told of the sources.
func (s *Scheduler) note(change func()) {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	change()
}
