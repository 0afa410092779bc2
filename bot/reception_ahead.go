package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// storeAfter is how long what has come in may be in memory alone while it is answered,
// which spares writing down what is. Whoever is killed then answers that again.
const storeAfter = 10 * time.Millisecond

// noteAfter is how long what is all finished waits to be noted, so that much of it is
// noted together. The network forgets it meanwhile.
const noteAfter = 10 * time.Millisecond

// Ahead takes in what may be answered before it is stored, and returns what of it is
// new. Store has to follow, before the network is told that Usher has it. False says
// that it has to be accepted first: while nothing can be written, and where the inbox
// makes more of it than a line to answer.
func (r *Reception) Ahead(ctx context.Context, cursor string, batch []Incoming) (fresh []Incoming, ok bool, err error) {
	if r.Behind() || r.full() || slices.ContainsFunc(batch, Incoming.kept) {
		return nil, false, nil
	}
	r.mu.Lock()
	// Before the inbox is asked: what is not in memory any more then is in there.
	fresh = slices.DeleteFunc(slices.Clone(batch), func(in Incoming) bool { return r.has(in.Update) })
	r.mu.Unlock()
	fresh, err = r.inbox.Unheard(ctx, r.platform, fresh)
	if err != nil {
		return nil, true, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold(cursor, fresh)
	return fresh, true, nil
}

// hold keeps in memory what is passed on and in no inbox.
func (r *Reception) hold(cursor string, fresh []Incoming) {
	for _, in := range fresh {
		r.answered[in.Update] = false
	}
	r.unstored, r.cursor, r.open = append(r.unstored, fresh...), cursor, r.open+len(fresh)
}

// full reports whether as much is in memory alone as may be in one batch more.
func (r *Reception) full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.unstored) > mostUnstored/2
}

// kept reports whether there is more to it for the inbox than to keep it.
func (in Incoming) kept() bool {
	return in.Update == "" || in.Fate != NoFate || !in.Replaces.IsZero() || in.Withdraws != "" || in.Undo != "" || in.Sealed != nil
}

// Store stores what was taken in Ahead, once all of it is finished or that takes too
// long, and whatever becomes of ctx. What is all finished can be lost no more: that is
// noted beside what comes next.
func (r *Reception) Store(ctx context.Context) error {
	r.await(ctx)
	if _, open := r.Unsafe(); !open && ctx.Err() == nil {
		r.noteBeside()
		return nil
	}
	r.beside.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	err := r.noteFinished(ctx)
	switch {
	case errors.Is(err, ErrCannotWrite):
		return nil // then it stays in memory, and so does what comes next
	case err != nil:
		return fmt.Errorf("noting what is finished: %w", err)
	}
	return r.CatchUp(ctx)
}

// Wait waits until nothing is being written beside.
func (r *Reception) Wait() { r.beside.Wait() }

// noteBeside notes what is finished, until there is nothing more to note.
func (r *Reception) noteBeside() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.noting || len(r.unstored) == 0 {
		return
	}
	r.noting = true
	r.beside.Go(func() {
		for more := true; more; {
			gathering, gathered := context.WithTimeout(context.Background(), noteAfter)
			<-gathering.Done()
			gathered()
			ctx, cancel := context.WithTimeout(context.Background(), finishWithin)
			err := r.noteFinished(ctx)
			cancel()
			if err != nil && !errors.Is(err, ErrCannotWrite) { // of which others tell
				r.log.Error("cannot note what is finished yet", "platform", r.platform, "error", err)
			}
			r.mu.Lock()
			more = err == nil && len(r.finished()) > 0
			r.noting = more
			r.mu.Unlock()
		}
	})
}

// noteFinished notes what was finished before it was stored.
func (r *Reception) noteFinished(ctx context.Context) error {
	r.mu.Lock()
	finished := r.finished()
	r.mu.Unlock()
	if len(finished) == 0 {
		return nil
	}
	if err := r.inbox.Answered(ctx, r.platform, finished); err != nil {
		return err
	}
	r.drop(finished)
	r.retry()
	return nil
}

// finished is what is finished and in memory alone.
func (r *Reception) finished() []Incoming {
	var finished []Incoming
	for _, in := range r.unstored {
		if r.answered[in.Update] {
			finished = append(finished, in)
		}
	}
	return finished
}

// Before is what a chat has said that is finished and in memory alone. It has to be stored
// with what the chat's next words do: after a crash it would be answered as if it had been
// said after them, and might do something else.
func (r *Reception) Before(chat Chat) []Incoming {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(r.finished(), func(in Incoming) bool { return in.Chat != chat })
}

// drop lets go of what is stored.
func (r *Reception) drop(stored []Incoming) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, in := range stored {
		delete(r.answered, in.Update)
	}
	r.unstored = slices.DeleteFunc(r.unstored, func(in Incoming) bool { return !r.has(in.Update) })
}

// await waits until all that is in memory alone is finished, for a while.
func (r *Reception) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, storeAfter)
	defer cancel()
	for {
		r.mu.Lock()
		open := r.open
		r.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-r.settled:
		case <-ctx.Done():
			return
		}
	}
}

// finish notes that an update is finished that is in memory alone.
func (r *Reception) finish(update string) {
	if r.answered[update] {
		return
	}
	r.answered[update] = true
	if r.open--; r.open > 0 {
		return
	}
	select {
	case r.settled <- struct{}{}:
	default: // it has been said already
	}
}
