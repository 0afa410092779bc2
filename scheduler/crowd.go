package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
)

const (
	// farthest is how long before it falls due a crowd may begin to be told: at
	// 28 a second that is for 50,000 people. It bounds how much is queued that
	// may yet change.
	farthest = 30 * time.Minute
	// prompt is how late the last of a few may be told: they are told when they
	// are due and not before (issue 5, "within 1 s of its due time").
	prompt = time.Second
)

// crowds are those for whom a lane begins before they are due, so that the last
// of them is told in time.
type crowds struct {
	begins  []begin
	counted time.Time // when, by the real clock
}

// begin is from when on notices that fall due at an instant are to be told, both
// by the conference clock.
type begin struct{ due, from time.Time }

// reckon says when to begin telling what falls due at the same time, at a rate:
// backwards, so that each crowd is done before the next begins. None begins
// before twice its lead.
func reckon(all []bot.Crowd, perSecond float64) []begin {
	begins := make([]begin, len(all))
	var next time.Time // when the one after it begins
	for i, c := range slices.Backward(all) {
		takes := bot.Lane{PerSecond: perSecond}.Takes(c.Notices)
		from := c.Due
		switch {
		case !next.IsZero() && next.Before(c.Due):
			from = next.Add(-takes)
		case takes > prompt:
			from = c.Due.Add(-takes)
		}
		next = from
		if lead := max(0, c.Deadline.Sub(c.Due)); c.Due.Sub(from) > lead {
			from = c.Due.Add(-lead)
		}
		begins[i] = begin{c.Due, from}
	}
	return begins
}

// released is until when what falls due may be told already.
func (c *crowds) released(clock time.Time) time.Time {
	released := clock
	for _, b := range c.begins {
		if !b.from.After(clock) && b.due.After(released) {
			released = b.due
		}
	}
	return released
}

// wait is how long it is until the next of them begins; false if none does.
func (c *crowds) wait(clock time.Time) (wait time.Duration, ok bool) {
	for _, b := range c.begins {
		if until := b.from.Sub(clock); until > 0 && (!ok || until < wait) {
			wait, ok = until, true
		}
	}
	return wait, ok
}

// count looks again at who falls due soon, where more has been planned or the
// last look is a while ago.
func (l *lane) count(ctx context.Context) error {
	perSecond := l.budget.perSecond()
	if l.traits.PerSecond == 0 || perSecond == 0 {
		return nil
	}
	now := l.now()
	if !l.recount.Swap(false) && now.Sub(l.crowds.counted) < tick {
		return nil
	}
	clock := l.config.Now()
	all, err := l.config.Store.Crowds(ctx, l.platform.Name(), clock, clock.Add(farthest))
	if err != nil {
		return err
	}
	l.crowds = crowds{reckon(all, perSecond), now}
	return nil
}
