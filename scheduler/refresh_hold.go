package scheduler

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// patient is how long a doubtful schedule must stay the same to be put in
	// force where nobody can be asked (DESIGN, "Sanity gate").
	patient = 30 * time.Minute
	// heldExpiry is how long it is worth telling organisers that one is held:
	// /status goes on saying so.
	heldExpiry = 12 * time.Hour
)

// decided is why organisers need not be told of a held schedule any more.
const decided = "decided"

// heldBack is the schedule that waits for an organiser's word.
type heldBack struct {
	bot.HeldCopy
	schedule *schedule.Schedule
}

// hold keeps a doubtful schedule back and asks the organisers, once: the same
// again, be it spelled otherwise, is nothing new.
func (s *Scheduler) hold(ctx context.Context, c schedule.Copy, sched *schedule.Schedule, doubt error, now time.Time) error {
	if h := s.heldBack(); h != nil && len(schedule.Diff(h.schedule, sched)) == 0 {
		c.FetchedAt = h.FetchedAt
		again := bot.HeldCopy{Copy: c, Number: h.Number, Ignored: h.Ignored}
		if err := s.config.Store.Rehold(ctx, again); err != nil {
			return err
		}
		s.setHeld(&heldBack{again, sched})
		return nil
	}
	notice := bot.Notice{Start: now, Due: now, Deadline: now, Expires: now.Add(heldExpiry)}
	// No lane may see the question before the schedule that it is about.
	s.intake.force.Lock()
	number, err := s.config.Store.Hold(ctx, c, notice, now, s.config.Organisers...)
	if err == nil {
		s.setHeld(&heldBack{bot.HeldCopy{Copy: c, Number: number}, sched})
	}
	s.intake.force.Unlock()
	if err != nil {
		return err
	}
	s.config.Log.Warn("a new schedule is held back", "version", sched.Version(), "because", doubt)
	s.Wake()
	return nil
}

// patience puts in force what nobody can be asked about and what has stayed the
// same for long enough.
func (s *Scheduler) patience(ctx context.Context, now time.Time) error {
	h := s.heldBack()
	if h == nil || len(s.config.Organisers) > 0 || now.Sub(h.FetchedAt) < patient {
		return nil
	}
	s.config.Log.Warn("a doubtful schedule has not changed for long", "version", h.schedule.Version(), "for", patient)
	c := h.Copy
	c.FetchedAt = now
	return s.put(ctx, c, h.schedule, now)
}

// Held is the schedule that waits for an organiser's word and its number; nil if
// none does.
func (s *Scheduler) Held() (waiting *schedule.Schedule, number int64) {
	h := s.heldBack()
	if h == nil {
		return nil, 0
	}
	return h.schedule, h.Number
}

// Accept puts the schedule of that number, which is held, in force, and queues
// what it changes for people. It is bot.ErrNotHeld if another or none is held.
func (s *Scheduler) Accept(ctx context.Context, number int64) error {
	return s.decide(number, func(h *heldBack) error {
		now := s.config.Now()
		c := h.Copy
		c.FetchedAt = now
		return s.put(ctx, c, h.schedule, now)
	})
}

// Ignore keeps the schedule of that number from being asked about again. It is
// bot.ErrNotHeld if another or none is held.
func (s *Scheduler) Ignore(ctx context.Context, number int64) error {
	return s.decide(number, func(h *heldBack) error {
		ignored := *h
		ignored.Ignored = true
		if err := s.config.Store.Rehold(ctx, ignored.HeldCopy); err != nil {
			return err
		}
		s.setHeld(&ignored)
		return nil
	})
}

func (s *Scheduler) decide(number int64, act func(*heldBack) error) error {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	h := s.heldBack()
	if h == nil || h.Number != number {
		return bot.ErrNotHeld
	}
	if err := act(h); err != nil {
		return fmt.Errorf("held schedule %d: %w", number, err)
	}
	return nil
}

func (s *Scheduler) heldBack() *heldBack {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	return s.intake.held
}

func (s *Scheduler) setHeld(h *heldBack) {
	s.note(func(st *bot.SourceState) {
		s.intake.held = h
		st.Held, st.HeldVersion = false, ""
		if h != nil && !h.Ignored {
			st.Held, st.HeldVersion = true, h.schedule.Version()
		}
	})
}

// asked words that a schedule is held back, for an organiser.
func (l *lane) asked(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	waiting, number := l.held()
	untrue = map[string][]int64{}
	for _, n := range d.Notices {
		switch {
		case !n.Expires.After(now):
			untrue[expired] = append(untrue[expired], n.ID)
		case waiting == nil || n.Talk != strconv.FormatInt(number, 10):
			untrue[decided] = append(untrue[decided], n.ID)
		default:
			kept = append(kept, n)
		}
	}
	if len(kept) == 0 {
		return m, nil, untrue
	}
	return v.At(l.config.Schedule(), now, nil).Held(waiting, number), kept, untrue
}
