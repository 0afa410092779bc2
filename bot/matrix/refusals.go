package matrix

import (
	"context"
	"sync"
	"time"
)

// calm is for how long after the homeserver has last refused messages what matters
// less is left: it counts reactions with messages (Synapse, rc_message), so that
// each would take the place of somebody's ring.
const calm = 30 * time.Second

// refusals are what the homeserver has refused of messages because they were too
// many. The zero one has seen none.
type refusals struct {
	mu    sync.Mutex
	until time.Time // what matters less waits
}

// refused notes that a message may be tried again after a while.
func (r *refusals) refused(after time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := time.Now().Add(after + calm); until.After(r.until) {
		r.until = until
	}
}

func (r *refusals) left() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Until(r.until)
}

// over waits until what matters less may be said; false if ctx is done before.
func (r *refusals) over(ctx context.Context) bool {
	for wait := r.left(); wait > 0; wait = r.left() {
		if !sleep(ctx, wait) {
			return false
		}
	}
	return true
}
