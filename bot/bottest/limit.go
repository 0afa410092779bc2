package bottest

import (
	"math"
	"sync"
	"time"
)

// Limit is what a network takes that declares nothing: so many messages a second,
// and a Burst at once. Synapse's default is 0.2 and 10 (rc_message). It is safe for
// concurrent use.
type Limit struct {
	PerSecond, Burst float64

	mu   sync.Mutex
	used float64
	at   time.Time
}

// Take takes a message at an instant. It returns 0, or for how long it takes none:
// in whole seconds, rounded up, as the header Retry-After has it.
func (l *Limit) Take(at time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.at.IsZero() {
		l.used = max(0, l.used-at.Sub(l.at).Seconds()*l.PerSecond)
	}
	l.at = at
	if over := l.used + 1 - l.Burst; over > 1e-9 { // which is a rounding error
		return time.Duration(math.Ceil(over/l.PerSecond)) * time.Second
	}
	l.used++
	return 0
}
