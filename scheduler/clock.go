package scheduler

import "time"

// leastStep is by how much a clock must have been set for it to be said: less is
// what NTP does.
const leastStep = time.Minute

// onTheWall is a clock without its monotonic reading, by which two of its times
// would be compared: that knows nothing of having been set.
func onTheWall(now func() time.Time) func() time.Time {
	return func() time.Time { return now().Round(0) }
}

// steady is a clock that shows the time at an instant and goes on from there by the
// monotonic one: it never steps.
func steady(from time.Time) func() time.Time {
	return func() time.Time { return from.Add(time.Since(from)) }
}

// watch notices that the conference clock was set, or that the machine slept:
// then it has not moved as far as the real one, which never steps.
type watch struct{ clock, real time.Time }

// look is by how much the clock was set since the last look; 0 for a little.
func (w *watch) look(clock, real time.Time) time.Duration {
	last := *w
	*w = watch{clock, real}
	if last.real.IsZero() {
		return 0
	}
	step := clock.Sub(last.clock) - real.Sub(last.real)
	if step.Abs() <= leastStep {
		return 0
	}
	return step
}
