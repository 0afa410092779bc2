package main

import (
	"sync/atomic"
	"time"
)

// clock is the conference clock: the real one, moved by as much as is pretended.
type clock struct {
	real   func() time.Time
	offset atomic.Int64 // nanoseconds
}

// newClock is a clock that shows t now and runs.
func newClock(t time.Time) *clock {
	c := &clock{real: time.Now}
	c.Set(t)
	return c
}

// Now is what the clock shows.
func (c *clock) Now() time.Time { return c.real().Add(time.Duration(c.offset.Load())) }

// Set makes the clock show t and run on from there.
func (c *clock) Set(t time.Time) { c.offset.Store(int64(t.Sub(c.real()))) }
