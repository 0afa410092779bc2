package main

import (
	"context"

	"usher/bot"
	"usher/scheduler"
)

// mostRumours is how many rooms may wait for organisers to be told of them; beyond
// that they know enough.
const mostRumours = 32

// rumours are what networks find out about rooms that organisers should know: each is
// what the scheduler is to tell them.
type rumours chan func(context.Context, *scheduler.Scheduler) error

// encrypted is told of a room in which Usher cannot read.
func (r rumours) encrypted(room bot.Chat) {
	r.spread(func(ctx context.Context, s *scheduler.Scheduler) error { return s.Encrypted(ctx, room) })
}

// lockedOut is told of a room into whose successor Usher is not let.
func (r rumours) lockedOut(room bot.Chat, called string) {
	r.spread(func(ctx context.Context, s *scheduler.Scheduler) error { return s.LockedOut(ctx, room, called) })
}

// spread never waits.
func (r rumours) spread(tell func(context.Context, *scheduler.Scheduler) error) {
	select {
	case r <- tell:
	default:
	}
}

// tellRumours lets organisers know of rooms.
func (s *server) tellRumours(ctx context.Context) {
	for {
		select {
		case tell := <-s.rumours:
			if err := tell(ctx, s.scheduler); err != nil && ctx.Err() == nil {
				s.log.Error("cannot tell the organisers of a room", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}
