package scheduler

import (
	"context"
	"time"
)

// Patience is how long what is in hand may still take once Usher is to stop.
// Service managers kill after a while: systemd after 90 s, Docker after 10.
const Patience = 3 * time.Second

// Linger is a context that is done a while after its parent is: what is in hand
// at the end is given that time. Like any context it has to be cancelled.
func Linger(parent context.Context, while time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		select {
		case <-time.After(while):
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() { stop(); cancel() }
}
