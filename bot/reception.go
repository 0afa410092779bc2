package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// finishWithin is how long the inbox may take to note what is finished. It is
	// less than Usher has to stop.
	finishWithin = 2 * time.Second
	// mostUnstored is how much that has come in is kept in memory while nothing can
	// be written.
	mostUnstored = 1_000
)

// Reception is where a platform takes in what comes: it is an inbox that goes on
// while nothing can be written. What comes in then is kept in memory, answered all
// the same, and stored once that is possible.
//
// It has no goroutine of its own, so that what is finished after Receive has
// returned is written, too. It is safe for concurrent use.
type Reception struct {
	inbox    Inbox
	platform string
	log      *slog.Logger

	mu       sync.Mutex
	waiting  []string        // finished, to be noted
	unstored []Incoming      // passed on and in no inbox, in their order
	answered map[string]bool // whether each of these is finished, by update
	cursor   string          // where the stream stands after them
	open     int             // how many of them are not finished
	noting   bool            // whether those that are finished are being written beside
	settled  chan struct{}   // has room for one: that open has become 0
	beside   sync.WaitGroup  // who writes beside; begun and waited for by who receives alone

	writing sync.Mutex // held by whoever notes what is finished; guards unwritten
	// unwritten are those that could not be noted. They go with what is finished
	// later, and hold up nobody before: where the disk hangs, one wait is enough.
	unwritten []string
}

// NewReception is a reception for what comes in from a platform.
func NewReception(inbox Inbox, platform string, log *slog.Logger) *Reception {
	return &Reception{inbox: inbox, platform: platform, log: log, answered: map[string]bool{}, settled: make(chan struct{}, 1)}
}

// Accept is as that of Inbox, but that it succeeds when the inbox cannot write.
// Then the network must be able to bring again what is Unsafe, and all that was
// taken in since the cursor that the inbox has.
func (r *Reception) Accept(ctx context.Context, cursor string, batch []Incoming) (fresh []Incoming, err error) {
	r.beside.Wait()
	r.mu.Lock()
	late := slices.Clone(r.unstored)
	r.mu.Unlock()
	fresh, err = r.inbox.Accept(ctx, r.platform, cursor, slices.Concat(late, batch))
	fresh, err = r.taken(cursor, slices.Clone(fresh), err)
	if err == nil && len(late) > 0 {
		r.note()
	}
	return fresh, err
}

// taken notes what came of accepting late arrivals and fresh ones.
func (r *Reception) taken(cursor string, fresh []Incoming, err error) ([]Incoming, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh = slices.DeleteFunc(fresh, func(in Incoming) bool { return r.has(in.Update) })
	switch {
	case errors.Is(err, ErrCannotWrite) && r.room(len(fresh)):
		r.hold(cursor, fresh)
		return fresh, nil
	case err != nil:
		return nil, err
	}
	for update, answered := range r.answered {
		if answered {
			r.waiting = append(r.waiting, update)
		}
	}
	r.unstored, r.open = nil, 0
	clear(r.answered)
	return fresh, nil
}

// CatchUp stores what could not be stored when it came in, if that is possible now.
func (r *Reception) CatchUp(ctx context.Context) error {
	r.mu.Lock()
	cursor := r.cursor
	r.mu.Unlock()
	if !r.Behind() {
		return nil
	}
	_, err := r.Accept(ctx, cursor, nil)
	return err
}

// Behind reports whether something is kept in memory alone and nobody is writing it.
func (r *Reception) Behind() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.unstored) > 0 && !r.noting
}

// Unsafe is the first update that is neither stored nor finished; false if there is
// none. It would be lost if Usher stopped and the network did not bring it again.
func (r *Reception) Unsafe() (update string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, in := range r.unstored {
		if !r.answered[in.Update] {
			return in.Update, true
		}
	}
	return "", false
}

// Done notes that an update is finished, and returns when that is written or
// cannot be: then it would be answered again after a restart, which is better than
// never.
func (r *Reception) Done(update string) {
	r.mu.Lock()
	if r.has(update) {
		r.finish(update)
		r.mu.Unlock()
		return
	}
	r.waiting = append(r.waiting, update)
	r.mu.Unlock()
	r.note()
}

// has reports whether an update is in memory alone.
func (r *Reception) has(update string) bool {
	_, ok := r.answered[update]
	return ok
}

// room makes room in memory for so many more, at the cost of the oldest that are
// answered: the network may bring them again after a crash, and no more than that.
func (r *Reception) room(more int) bool {
	over := len(r.unstored) + more - mostUnstored
	r.unstored = slices.DeleteFunc(r.unstored, func(in Incoming) bool {
		if over <= 0 || !r.answered[in.Update] {
			return false
		}
		over--
		delete(r.answered, in.Update)
		return true
	})
	return over <= 0
}

// note writes down what is finished.
func (r *Reception) note() {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	batch := r.waiting
	r.waiting = nil
	r.mu.Unlock()
	if len(batch) == 0 {
		return // somebody took it along
	}
	r.write(batch)
}

// retry writes down what could not be noted.
func (r *Reception) retry() {
	r.writing.Lock()
	defer r.writing.Unlock()
	if len(r.unwritten) > 0 {
		r.write(nil)
	}
}

// write writes down what is finished, and what could not be noted before.
func (r *Reception) write(batch []string) {
	batch = append(r.unwritten, batch...)
	r.unwritten = nil
	// Usher stopping is no reason to answer all this again.
	ctx, cancel := context.WithTimeout(context.Background(), finishWithin)
	defer cancel()
	if err := r.inbox.Finish(ctx, r.platform, batch...); err != nil {
		r.log.Error("cannot note what is finished: after a restart it is answered again",
			"platform", r.platform, "updates", len(batch), "error", err)
		r.unwritten = batch
	}
}
