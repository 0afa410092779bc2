package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// removedSource is what a source had in force that the settings do not name any
// more.
type removedSource struct {
	schedule.Origin
	since time.Time // when that was put in force
}

func (in *intake) wereRemoved() []schedule.Origin {
	var all []schedule.Origin
	for _, r := range in.removed {
		all = append(all, r.Origin)
	}
	return all
}

// hidden are the removed sources with talks to come that are in no other source.
// Whoever calls it has the lock on what is known.
func (s *Scheduler) hidden() []bot.SourceState {
	now, inForce := s.config.Now(), s.config.Schedule()
	var all []bot.SourceState
	for _, r := range s.intake.removed {
		elsewhere := schedule.Rekeyed(r.Schedule, inForce)
		talks := map[string]bool{}
		for _, slot := range r.Slots() {
			if _, found := elsewhere[slot.Key]; !found && !slot.Cancelled && slot.Start.After(now) {
				talks[slot.Key] = true
			}
		}
		if len(talks) > 0 {
			all = append(all, bot.SourceState{Source: r.Name, Hidden: len(talks)})
		}
	}
	return all
}

func (s *Scheduler) removedStates() []bot.SourceState {
	s.intake.known.Lock()
	defer s.intake.known.Unlock()
	return s.hidden()
}

// tellRemoved tells the organisers of each source that the settings do not name any
// more, once, by which talks are hidden: to those who starred them it is no news
// that they were cancelled, since nobody knows that. It waits until all sources have
// answered, as one of them may have the talks now.
func (s *Scheduler) tellRemoved(ctx context.Context, now time.Time) error {
	in := &s.intake
	well := !slices.ContainsFunc(in.sources, func(src *source) bool { return !src.state.FailingSince.IsZero() })
	if in.removedTold || !well {
		return nil
	}
	for _, gone := range s.removedStates() {
		i := slices.IndexFunc(in.removed, func(r removedSource) bool { return r.Name == gone.Source })
		n := bot.Notice{
			Kind: bot.Removed, Talk: gone.Source, Start: in.removed[i].since, // the same again is not told again
			Due: now, Deadline: now, Expires: now.Add(heldExpiry),
		}
		if err := s.config.Store.Tell(ctx, n, now, s.organisers(ctx)...); err != nil {
			return err
		}
		s.config.Log.Warn("the settings name a source no more: its talks are hidden, stars on them are kept", "source", gone.Source, "talks", gone.Hidden)
	}
	in.removedTold = true
	s.Wake()
	return nil
}

// unnamed words which sources the settings do not name any more, for an organiser.
func (l *lane) unnamed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	gone, kept, untrue := open(d, now, l.removed(), func(st bot.SourceState) string { return st.Source })
	if len(kept) == 0 {
		return m, nil, untrue
	}
	return v.Removed(gone), kept, untrue
}
