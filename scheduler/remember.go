package scheduler

import (
	"context"
	"time"

	"usher/bot"
)

// remember asks the store, once, for how long the network wants nothing, as a process
// before this one was told.
func (l *lane) remember(ctx context.Context) error {
	l.remembering.Lock()
	defer l.remembering.Unlock()
	if l.remembered {
		return nil
	}
	p, err := l.config.Store.Paused(ctx, l.platform.Name())
	if err != nil {
		return err
	}
	l.remembered = true
	if left := p.Left(wall()); left > 0 {
		l.budget.pause(l.now().Add(left))
	}
	return nil
}

// unsaved is for how long the network wants nothing, if the store is still to know
// that it does until an instant of the real clock.
func (l *lane) unsaved(until time.Time) bot.Pause {
	left := until.Sub(l.now())
	if left <= 0 || !until.After(l.saved) {
		return bot.Pause{}
	}
	now := wall()
	return bot.Pause{Since: now, Until: now.Add(left)}
}

// wall is the clock on the wall, which goes on when the process does not.
func wall() time.Time { return time.Now().Round(0) }
