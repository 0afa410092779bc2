package scheduler

import (
	"strings"
	"testing"
	"time"
)

// TestTheConferenceClockCanBeSetBack: a time.Time that remembers the monotonic
// clock would compare by that, and no test can set the clock on the wall.
func TestTheConferenceClockCanBeSetBack(t *testing.T) {
	for name, now := range map[string]func() time.Time{"real": nil, "pretended": time.Now} {
		if shows := New(Config{Now: now}).config.Now().String(); strings.Contains(shows, "m=") {
			t.Errorf("%s: it shows %s", name, shows)
		}
	}
}
