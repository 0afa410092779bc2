package matrix

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"usher/bot"
)

// finishWithin is how long the inbox may take to note what is finished.
const finishWithin = 5 * time.Second

// finisher tells the inbox what is finished, a batch at a time: what is finished
// while it writes goes with the next batch. It has no goroutine of its own, so
// that what is finished after Receive has returned is written, too.
type finisher struct {
	ctx   context.Context
	inbox bot.Inbox
	log   *slog.Logger

	mu      sync.Mutex
	writing bool
	waiting []string
}

// newFinisher makes one that outlives ctx.
func newFinisher(ctx context.Context, inbox bot.Inbox, log *slog.Logger) *finisher {
	return &finisher{ctx: context.WithoutCancel(ctx), inbox: inbox, log: log}
}

func (f *finisher) done(update string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, update)
	if f.writing {
		return // whoever writes takes it along
	}
	f.writing = true
	for len(f.waiting) > 0 {
		batch := f.waiting
		f.waiting = nil
		f.mu.Unlock()
		f.write(batch)
		f.mu.Lock()
	}
	f.writing = false
}

func (f *finisher) write(batch []string) {
	ctx, cancel := context.WithTimeout(f.ctx, finishWithin)
	defer cancel()
	if err := f.inbox.Finish(ctx, name, batch...); err != nil {
		// They will be answered again after a restart, which is better than never.
		f.log.Error("cannot note what is finished", "updates", len(batch), "error", err)
	}
}
