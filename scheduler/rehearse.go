package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Cue is something that happens at an instant of a rehearsal.
type Cue struct {
	At time.Time
	Do func(ctx context.Context) error
}

// errNoStage is that a rehearsal needs clocks that it can set.
var errNoStage = errors.New("both clocks have to show what the rehearsal sets")

// Rehearse does until an instant all that Run would, in no time: the clock, which has
// to be both of Config's, is set from each instant at which there is something to do to
// the next. The cues happen at theirs. It asks no source for a schedule. Platforms have
// to answer at once, as what they do takes no time.
func (s *Scheduler) Rehearse(ctx context.Context, set func(time.Time), until time.Time, cues ...Cue) error {
	now := s.config.Now()
	set(now) // without what its time zone is, and what is monotonic
	if !s.config.Real().Equal(now) || !s.config.Now().Equal(now) {
		return errNoStage
	}
	r := rehearsal{Scheduler: s, cues: slices.Clone(cues), lanes: make([]time.Time, len(s.lanes)), tick: now}
	slices.SortStableFunc(r.cues, func(a, b Cue) int { return a.At.Compare(b.At) })
	for _, l := range s.lanes { // one after the other, so that it is the same each time
		l.launch = func(send func()) { send() }
	}
	for ctx.Err() == nil && !now.After(until) {
		if err := r.happen(ctx, now); err != nil {
			return err
		}
		now = r.next()
		set(now)
	}
	for _, l := range s.lanes {
		if _, err := l.exchange(ctx, 0); err != nil { // of what landed last
			return fmt.Errorf("%s in the end: %w", l.platform.Name(), err)
		}
	}
	return ctx.Err()
}

// rehearsal is when in a rehearsal there is something to do next.
type rehearsal struct {
	*Scheduler
	cues  []Cue       // what is to come, in order
	tick  time.Time   // for planning
	lanes []time.Time // for each lane
}

// happen does what there is to do at an instant.
func (r *rehearsal) happen(ctx context.Context, now time.Time) error {
	for len(r.cues) > 0 && !r.cues[0].At.After(now) {
		cue := r.cues[0]
		r.cues = r.cues[1:]
		if err := cue.Do(ctx); err != nil {
			return err
		}
	}
	if r.wake.heard() || !r.tick.After(now) {
		if err := r.queue(ctx); err != nil {
			return fmt.Errorf("planning as of %s: %w", now.Format(time.RFC3339), err)
		}
		r.tick = now.Add(tick)
		for _, l := range r.Scheduler.lanes {
			l.wake.ring()
		}
	}
	for i, l := range r.Scheduler.lanes {
		if !l.wake.heard() && r.lanes[i].After(now) {
			continue
		}
		idle, err := l.atOnce(ctx)
		if err != nil {
			return fmt.Errorf("%s as of %s: %w", l.platform.Name(), now.Format(time.RFC3339), err)
		}
		r.lanes[i] = now.Add(idle)
	}
	return nil
}

// next is when there is something to do next.
func (r *rehearsal) next() time.Time {
	next := r.tick
	for i, at := range r.lanes {
		next = earliest(next, at)
		if len(r.Scheduler.lanes[i].wake) > 0 {
			next = r.config.Now()
		}
	}
	if len(r.cues) > 0 {
		next = earliest(next, latest(r.cues[0].At, r.config.Now()))
	}
	if len(r.wake) > 0 {
		next = r.config.Now()
	}
	return next
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// atOnce takes turns until there is nothing more to do at this instant, and says how
// long that is so. What is begun lands at once.
func (l *lane) atOnce(ctx context.Context) (idle time.Duration, err error) {
	for {
		idle, _, err := l.turn(ctx, ctx)
		if err != nil {
			return 0, err
		}
		landed := l.flying > 0
		for l.flying > 0 {
			l.land(<-l.landed)
		}
		switch {
		case l.recovered && l.limit() == 0: // what has landed is written down with what goes next
			return max(l.budget.refill(), l.budget.wait(l.now())), nil
		case !landed && idle > 0:
			return idle, nil
		}
	}
}
