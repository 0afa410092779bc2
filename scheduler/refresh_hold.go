package scheduler

import (
	"context"
	"fmt"
	"slices"
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
	older    *schedule.Schedule // what its source has in force
}

// hold keeps a doubtful schedule back and asks the organisers, once: the same
// again, be it spelled otherwise, is nothing new.
func (s *Scheduler) hold(ctx context.Context, v version, doubt error, now time.Time) error {
	if h := s.heldBack(v.of); h != nil && len(schedule.Diff(h.schedule, v.schedule)) == 0 {
		v.copy.FetchedAt = h.FetchedAt
		again := bot.HeldCopy{Copy: v.copy, Number: h.Number, Ignored: h.Ignored}
		if err := s.config.Store.Rehold(ctx, again); err != nil {
			return err
		}
		s.setHeld(v.of, &heldBack{again, v.schedule, v.of.schedule})
		return nil
	}
	notice := bot.Notice{Start: now, Due: now, Deadline: now, Expires: now.Add(heldExpiry)}
	// No lane may see the question before the schedule that it is about.
	s.intake.force.Lock()
	number, err := s.config.Store.Hold(ctx, v.copy, notice, now, s.organisers(ctx)...)
	if err == nil {
		s.setHeld(v.of, &heldBack{bot.HeldCopy{Copy: v.copy, Number: number}, v.schedule, v.of.schedule})
	}
	s.intake.force.Unlock()
	if err != nil {
		return err
	}
	s.config.Log.Warn("a new schedule is held back", "source", v.of.Name, "version", v.schedule.Version(), "because", doubt)
	s.Wake()
	return nil
}

// patience puts in force what nobody can be asked about and what has stayed the
// same for long enough: what a source still has that answers, since one that does
// not may have said the last thing for the same reason. Another programme altogether
// is no news of single talks.
func (s *Scheduler) patience(ctx context.Context, now time.Time) error {
	for _, src := range s.intake.sources {
		h := s.heldBack(src)
		if h == nil || len(s.organisers(ctx)) > 0 || now.Sub(h.FetchedAt) < patient || !src.state.FailingSince.IsZero() {
			continue
		}
		s.config.Log.Warn("a doubtful schedule has not changed for long", "source", src.Name, "version", h.schedule.Version(), "for", patient)
		if _, err := s.put(ctx, now, h.version(src, schedule.Loss(h.older, h.schedule, now).Replaced())); err != nil {
			return err
		}
	}
	return nil
}

// Held are the schedules that wait for an organiser's word, at most one of each
// source.
func (s *Scheduler) Held() []bot.Waiting {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	var all []bot.Waiting
	for _, src := range s.intake.sources {
		if h := src.held; h != nil {
			all = append(all, bot.Waiting{Source: src.state.Source, Number: h.Number, Older: h.older, Newer: h.schedule})
		}
	}
	return all
}

// Consider is what accepting the schedule of that number would mean, and for whom. Those
// who have starred a talk that it knows by another key are not counted. It is
// bot.ErrNotHeld if that does not wait any more.
func (s *Scheduler) Consider(ctx context.Context, number int64) (p bot.Proposal, err error) {
	err = s.decide(number, func(src *source, h *heldBack) error {
		versions, r, err := s.means(ctx, s.config.Now(), h.version(src, false))
		if err != nil {
			return err
		}
		r.Changes = inOrder(r.Changes)
		p.Versions, p.Changes = versions, r.Changes
		p.Radius, err = s.radius(ctx, versions, r)
		return err
	})
	return p, err
}

// Accept puts the schedule of that number, which is held, in force, and has people told
// at once what it changes; quietly, nobody is. To tell them is an act of whoever accepts it,
// whose number it returns, 0 if nobody is told: if that is undone, what was to be told waits
// for approval. It is bot.ErrNotHeld if that schedule does not wait any more.
func (s *Scheduler) Accept(ctx context.Context, number int64, by bot.Chat, quietly bool) (act int64, err error) {
	err = s.decide(number, func(src *source, h *heldBack) error {
		v := h.version(src, quietly)
		if !quietly {
			v.by = by
		}
		act, err = s.put(ctx, s.config.Now(), v)
		return err
	})
	return act, err
}

// version is what is put in force if it may be.
func (h *heldBack) version(src *source, quiet bool) version {
	return version{of: src, copy: h.Copy, schedule: h.schedule, quiet: quiet, accepted: true}
}

// Ignore keeps the schedule of that number from being asked about again. It is
// bot.ErrNotHeld if that does not wait any more.
func (s *Scheduler) Ignore(ctx context.Context, number int64) error {
	return s.decide(number, func(src *source, h *heldBack) error {
		ignored := *h
		ignored.Ignored = true
		if err := s.config.Store.Rehold(ctx, ignored.HeldCopy); err != nil {
			return err
		}
		s.setHeld(src, &ignored)
		return nil
	})
}

func (s *Scheduler) decide(number int64, act func(*source, *heldBack) error) error {
	s.intake.refreshing.Lock()
	defer s.intake.refreshing.Unlock()
	for _, src := range s.intake.sources {
		h := s.heldBack(src)
		if h == nil || h.Number != number {
			continue
		}
		if err := act(src, h); err != nil {
			return fmt.Errorf("held schedule %d: %w", number, err)
		}
		return nil
	}
	return bot.ErrNotHeld
}

func (s *Scheduler) heldBack(src *source) *heldBack {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	return src.held
}

func (s *Scheduler) setHeld(src *source, h *heldBack) {
	s.note(func() {
		src.held = h
		src.state.Held, src.state.HeldVersion = false, ""
		if h != nil && !h.Ignored {
			src.state.Held, src.state.HeldVersion = true, h.schedule.Version()
		}
	})
}

// asked words that schedules are held back, for an organiser.
func (l *lane) asked(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	waiting, kept, untrue := open(d, now, l.held(), func(w bot.Waiting) string { return strconv.FormatInt(w.Number, 10) })
	if len(kept) == 0 {
		return m, nil, untrue
	}
	return v.At(l.config.Schedule(), now, nil).Held(waiting...), kept, untrue
}

// open are those of the matters that are still open that a delivery is about, by the
// name that its notices have for them, with the notices that are worth sending.
func open[T any](d bot.Delivery, now time.Time, all []T, name func(T) string) (about []T, kept []bot.Queued, untrue map[string][]int64) {
	untrue = map[string][]int64{}
	for _, n := range d.Notices {
		i := slices.IndexFunc(all, func(one T) bool { return n.Talk == name(one) })
		switch {
		case !n.Expires.After(now):
			untrue[expired] = append(untrue[expired], n.ID)
		case i < 0:
			untrue[decided] = append(untrue[decided], n.ID)
		default:
			about, kept = append(about, all[i]), append(kept, n)
		}
	}
	return about, kept, untrue
}
