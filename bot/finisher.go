package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// finishWithin is how long the inbox may take to note what is finished. It is less
// than Usher has to stop.
const finishWithin = 2 * time.Second

// Finisher tells an inbox which updates of a platform Usher has finished with, a
// batch at a time: what is finished while it writes goes with the next batch. It
// has no goroutine of its own, so that what is finished after Receive has returned
// is written, too. It is safe for concurrent use.
type Finisher struct {
	inbox    Inbox
	platform string
	log      *slog.Logger

	mu      sync.Mutex
	waiting []string

	writing sync.Mutex // held by whoever writes; guards unwritten
	// unwritten are those that could not be written. They go with what is finished
	// later, and hold up nobody before: where the disk hangs, one wait is enough.
	unwritten []string
}

// NewFinisher is a finisher for what the inbox has accepted from a platform.
func NewFinisher(inbox Inbox, platform string, log *slog.Logger) *Finisher {
	return &Finisher{inbox: inbox, platform: platform, log: log}
}

// Done notes that an update is finished, and returns when that is written or
// logged as not: then it would be answered again after a restart, which is better
// than never.
func (f *Finisher) Done(update string) {
	f.mu.Lock()
	f.waiting = append(f.waiting, update)
	f.mu.Unlock()

	f.writing.Lock()
	defer f.writing.Unlock()
	f.mu.Lock()
	batch := f.waiting
	f.waiting = nil
	f.mu.Unlock()
	if len(batch) == 0 {
		return // somebody took it along
	}
	batch = append(f.unwritten, batch...)
	f.unwritten = nil
	// Usher stopping is no reason to answer all this again.
	ctx, cancel := context.WithTimeout(context.Background(), finishWithin)
	defer cancel()
	if err := f.inbox.Finish(ctx, f.platform, batch...); err != nil {
		f.log.Error("cannot note what is finished: after a restart it is answered again",
			"platform", f.platform, "updates", len(batch), "error", err)
		f.unwritten = batch
	}
}
