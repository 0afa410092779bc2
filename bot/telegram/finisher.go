package telegram

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"usher/bot"
)

const (
	// finishEvery is how often at most finished updates are written down. What
	// is finished meanwhile shares a transaction; after a crash it would be
	// answered twice.
	finishEvery = 200 * time.Millisecond
	// finishWithin is how long writing them down may take: less than Receive has
	// when Usher stops.
	finishWithin = 800 * time.Millisecond
)

// finisher tells the inbox which updates are finished.
type finisher struct {
	inbox bot.Inbox
	log   *slog.Logger
	some  chan struct{} // holds a token when there may be updates

	mu      sync.Mutex
	updates []string
	stopped bool
}

func newFinisher(inbox bot.Inbox, log *slog.Logger) *finisher {
	return &finisher{inbox: inbox, log: log, some: make(chan struct{}, 1)}
}

// done notes that an update is finished. What is finished when run has returned
// is written down at once, at the expense of whoever has finished it.
func (f *finisher) done(update string) {
	f.mu.Lock()
	f.updates = append(f.updates, update)
	stopped := f.stopped
	f.mu.Unlock()
	if stopped {
		f.write()
		return
	}
	select {
	case f.some <- struct{}{}:
	default:
	}
}

// run writes down what is finished, until stop is closed.
func (f *finisher) run(stop <-chan struct{}) {
	for {
		select {
		case <-f.some:
			f.write()
		case <-stop:
			f.mu.Lock()
			f.stopped = true
			f.mu.Unlock()
			f.write()
			return
		}
		select {
		case <-time.After(finishEvery):
		case <-stop:
		}
	}
}

func (f *finisher) write() {
	f.mu.Lock()
	updates := f.updates
	f.updates = nil
	f.mu.Unlock()
	if len(updates) == 0 {
		return
	}
	// Usher stopping is no reason to answer all this again.
	ctx, cancel := context.WithTimeout(context.Background(), finishWithin)
	defer cancel()
	err := f.inbox.Finish(ctx, name, updates...)
	if err == nil {
		return
	}
	f.log.Error("could not write down what is answered: after a restart it is answered again",
		"updates", len(updates), "error", err)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.updates = append(updates, f.updates...) // with the next
}
