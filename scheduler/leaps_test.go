package scheduler

import (
	"testing"
	"time"
)

// TestWhatTheClockLeaptOver sets it from noon to three, and then back: what it is set
// back over comes again, and may be missed in earnest.
func TestWhatTheClockLeaptOver(t *testing.T) {
	for name, c := range map[string]struct {
		then  time.Duration // from noon
		wants map[time.Duration]bool
	}{
		"not back":            {3 * time.Hour, map[time.Duration]bool{0: false, time.Second: true, 3 * time.Hour: true, 3*time.Hour + 1: false}},
		"back to half past":   {30 * time.Minute, map[time.Duration]bool{time.Second: true, 30 * time.Minute: true, 31 * time.Minute: false}},
		"back to noon":        {0, map[time.Duration]bool{time.Second: false, time.Hour: false}},
		"back beyond noon":    {-time.Hour, map[time.Duration]bool{-time.Minute: false, time.Second: false}},
		"by less than counts": {3*time.Hour - leastStep, map[time.Duration]bool{3 * time.Hour: true}},
	} {
		t.Run(name, func(t *testing.T) {
			var l leaps
			l.look(now, now)
			l.look(now.Add(3*time.Hour), now)
			l.look(now.Add(c.then), now)
			for at, want := range c.wants {
				if got := l.leapt(now.Add(at)); got != want {
					t.Errorf("leapt over %v after noon: %v", at, got)
				}
			}
		})
	}
}

func TestALeapIsForgottenOnceItIsHistory(t *testing.T) {
	var l leaps
	l.look(now, now)
	l.look(now.Add(time.Hour), now)
	l.look(now.Add(time.Hour+history), now.Add(history))
	if !l.leapt(now.Add(time.Hour)) {
		t.Error("it is forgotten too soon")
	}
	l.look(now.Add(time.Hour+history+1), now.Add(history+1))
	if len(l.over) > 0 {
		t.Errorf("it remembers %v", l.over)
	}
}
