package schedule

import "sync/atomic"

// Live is the schedule in force. Many may read it while one replaces it.
type Live struct{ current atomic.Pointer[Schedule] }

// NewLive puts a first schedule in force.
func NewLive(s *Schedule) *Live {
	l := &Live{}
	l.Set(s)
	return l
}

// Get is the schedule in force now. Ask once for each answer: the next call may
// give another version.
func (l *Live) Get() *Schedule { return l.current.Load() }

// Set puts another version in force.
func (l *Live) Set(s *Schedule) { l.current.Store(s) }
