package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"usher/bot"
	"usher/scheduler"
	"usher/storage"
)

// writeRetry is how often is tried whether things can be written down again. For so
// long nothing must have failed: a disk that is nearly full takes what is small.
const writeRetry = 2 * time.Second

// trouble watches over whether what is to be kept can be written down.
type trouble struct {
	store     *storage.DB
	scheduler *scheduler.Scheduler
	now       func() time.Time // the conference clock
	log       *slog.Logger
	begun     chan struct{} // has room for one

	mu       sync.Mutex
	current  bot.Trouble
	failures int
}

// watch begins to look at all that a store writes.
func watch(store *storage.DB, s *scheduler.Scheduler, now func() time.Time, log *slog.Logger) *trouble {
	t := &trouble{store: store, scheduler: s, now: now, log: log, begun: make(chan struct{}, 1)}
	store.OnTrouble(t.failed)
	return t
}

// is says which trouble there is; the zero one if there is none.
func (t *trouble) is() bot.Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current
}

// error is the same for operators; nil if there is none.
func (t *trouble) error() error {
	now := t.is()
	if now.Since.IsZero() {
		return nil
	}
	return fmt.Errorf("nothing can be written down since %s: %s", now.Since.Format(time.RFC3339), now.Why)
}

// failed notes that something could not be written.
func (t *trouble) failed(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failures++
	if !t.current.Since.IsZero() {
		return
	}
	t.current = bot.Trouble{Since: t.now(), Why: why}
	t.log.Error("nothing can be written down: questions are answered, the rest waits; "+
		"make that possible and all goes on by itself, without a restart", "because", why)
	t.begun <- struct{}{} // Run has taken the last one before it ended that trouble
}

// Run tells organisers of trouble, and finds out when it has ended, until ctx is
// done.
func (t *trouble) Run(ctx context.Context) {
	for {
		select {
		case <-t.begun:
			t.scheduler.CannotWrite(ctx, t.is())
			t.outlast(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// outlast returns once the trouble has ended, or ctx is done.
func (t *trouble) outlast(ctx context.Context) {
	again := time.NewTicker(writeRetry)
	defer again.Stop()
	for known := -1; ; {
		select {
		case <-again.C:
		case <-ctx.Done():
			return
		}
		// Each attempt that fails counts, too.
		_ = t.store.TryWriting(ctx)
		t.mu.Lock()
		quiet := t.failures == known
		known = t.failures
		t.mu.Unlock()
		if quiet && t.scheduler.WritesAgain(ctx, t.is()) == nil {
			t.end()
			return
		}
	}
}

func (t *trouble) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log.Info("everything can be written down again", "since", t.current.Since, "because", t.current.Why)
	t.current = bot.Trouble{}
}
