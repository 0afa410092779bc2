package scheduler

import (
	"errors"

	"usher/bot"
	"usher/schedule"
)

// SourceState is how the schedule's source is.
func (s *Scheduler) SourceState() bot.SourceState {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	return s.intake.state
}

// errNotStored is why a schedule is not put in force that is fine in itself.
var errNotStored = errors.New("it cannot be stored: the log says why")

// failed notes that the source does not answer, or answers with nothing that can
// be used.
func (s *Scheduler) failed(err error, answered bool) error {
	now := s.config.Now()
	s.note(func(st *bot.SourceState) {
		if st.FailingSince.IsZero() || st.Unusable != answered {
			st.FailingSince = now
		}
		if answered {
			st.Answered = now
		}
		st.Problem, st.Unusable = problem(err), answered
	})
	return err
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

func (s *Scheduler) note(change func(*bot.SourceState)) {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	change(&s.intake.state)
}
