package scheduler_test

import (
	"errors"
	"sync/atomic"
	"time"
)

// doom is a kill that waits for its moment.
type doom struct {
	call  string
	after bool
	skip  atomic.Int32
}

// Where a process may be killed: before or after a call of its store, a message
// or a command.
var deaths = []string{"Plan", "Replan", "Claim", "Settle", "Settle", "PutSchedule", "Recover", "send", "send", "visitor"}

// doomed lets the process be killed soon.
func (a *afternoon) doomed() {
	d := &doom{call: deaths[a.random.IntN(len(deaths))], after: a.random.IntN(2) == 0}
	d.skip.Store(int32(a.random.IntN(3)))
	a.doom.Store(d)
}

var errDead = errors.New("the process was killed")

// do is a call that the process may not survive; done says that it had its
// effect.
func (l *life) do(call string, fn func() error) (done bool, err error) {
	if l.isDead() {
		return false, errDead
	}
	d := l.a.doom.Load()
	if d == nil || d.call != call || d.skip.Add(-1) >= 0 {
		err := fn()
		return err == nil, err
	}
	l.a.doom.Store(nil)
	if d.after {
		err = fn()
	}
	l.a.note("KILLED after %v: %s", d.after, call)
	l.die()
	return d.after && err == nil, errDead
}

// mostTurns is how many turns a process may take at one instant. Whoever takes more
// goes round in circles.
const mostTurns = 100

// hurries ends a process that would take turns for ever.
func (l *life) hurries() {
	if now := time.Now(); !now.Equal(l.turnAt) {
		l.turns, l.turnAt = 0, now
	}
	if l.turns++; l.turns == mostTurns {
		l.a.broken("%d turns at one instant", l.turns)
		l.die()
	}
}
