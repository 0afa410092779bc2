package scheduler

import (
	"slices"
	"sync"
	"time"
)

// leaps remembers over which times the conference clock was set ahead while Usher
// ran. What was to be told then was not missed for an outage: as likely as not the
// clock is wrong, and will be set back. (A machine that slept looks the same. To say
// nothing then is better than to tell everybody what is not so.) It is safe for
// concurrent use.
type leaps struct {
	mu    sync.Mutex
	watch watch
	over  []leap
}

// leap is what the clock leapt over: from when it would have shown, after that, to
// when it did, inclusive.
type leap struct{ from, to time.Time }

// look is to be called now and then, and before leapt: it notices what the clock has
// leapt over since. What it is set back over is to come again.
func (l *leaps) look(clock, real time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	step := l.watch.look(clock, real)
	if step > 0 {
		l.over = append(l.over, leap{clock.Add(-step), clock})
	}
	for i := range l.over {
		if step < 0 && l.over[i].to.After(clock) {
			l.over[i].to = clock
		}
	}
	l.over = slices.DeleteFunc(l.over, func(one leap) bool { return clock.Sub(one.to) > history })
}

// leapt reports whether the clock leapt over an instant.
func (l *leaps) leapt(at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.over, func(one leap) bool { return at.After(one.from) && !at.After(one.to) })
}
