package matrix

import (
	"context"
	"errors"
	"sync"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// settling is how long a message may take from the homeserver's hands to where sync
// finds it: between the two, Dendrite has a queue. After a second and a half, none
// of 600 messages that were cut off by a kill was missing there.
const settling = 1500 * time.Millisecond

// reading is how far the stream has been read: whether what has come back is all
// that has arrived. That is in doubt at the start, for what an earlier process was
// sending; where the stream broke off, since a homeserver that starts anew may not
// know a repetition; and when an answer to a send was lost.
type reading struct {
	mu     sync.Mutex
	doubt  time.Time          // since when it is in doubt
	sure   chan struct{}      // closed while it is not
	hurry  context.CancelFunc // ends the request that waits for news; nil if none does
	listen time.Time          // when the last answer came
	failed bool               // the last request got none
	over   chan struct{}      // closed when nobody reads any more
}

// begin notes that the stream is read from now on, after what an earlier process
// sent. From end on nobody waits any more for what is not going to be read.
func (r *reading) begin() (end func()) {
	r.doubted()
	over := make(chan struct{})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = over
	return func() { close(over) }
}

// doubted notes that something may have arrived by now that has not come back.
func (r *reading) doubted() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doubt = time.Now()
	if r.isSure() {
		r.sure = nil
	}
	if r.hurry != nil {
		r.hurry()
		r.hurry = nil
	}
}

// isSure reports whether nothing is in doubt. The caller holds mu.
func (r *reading) isSure() bool {
	select {
	case <-r.done():
		return true
	default:
		return false
	}
}

// done is closed once nothing is in doubt. The caller holds mu.
func (r *reading) done() chan struct{} {
	if r.sure == nil {
		r.sure = make(chan struct{})
	}
	return r.sure
}

// request is ctx for a request that may wait so long for news, and how long it is to
// do so: while something is in doubt, no longer than that takes to come back.
func (r *reading) request(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	if !r.isSure() {
		return ctx, cancel, min(wait, max(0, settling-time.Since(r.doubt)))
	}
	r.hurry = cancel
	return ctx, cancel, wait
}

// answered notes that what is new has come, which is still to be taken in.
func (r *reading) answered() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hurry, r.listen, r.failed = nil, time.Now(), false
}

// broke notes that a request got no answer.
func (r *reading) broke() {
	r.doubted()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

// broken reports whether the last request got no answer, so that nobody knows what
// is new.
func (r *reading) broken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// taken notes that the last answer has been taken in.
func (r *reading) taken() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.isSure() && r.listen.Sub(r.doubt) >= settling {
		close(r.sure)
	}
}

// errStopped is that the stream is not read any more.
var errStopped = errors.New("nothing is received any more")

// wait waits until nothing is in doubt.
func (r *reading) wait(ctx context.Context) error {
	r.mu.Lock()
	done, over := r.done(), r.over
	r.mu.Unlock()
	select {
	case <-done:
		return nil
	case <-over:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// poll asks what is new, and waits for it that long at most.
func (s *stream) poll(ctx context.Context, filter string, wait time.Duration) (*synced, error) {
	for {
		request, cancel, wait := s.reading.request(ctx, wait)
		got, err := s.sync(request, s.since, filter, wait)
		hurried := request.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case err == nil:
			s.reading.answered()
			return got, nil
		case !hurried:
			s.reading.broke()
			return nil, err
		}
	}
}

var errUnread = errors.New("it is not known yet whether it has arrived")

// before is what a message that may have been sent before has become; "" if it has
// not arrived. Its error is that this cannot be known now.
func (m *Matrix) before(ctx context.Context, msg bot.Message) (id.EventID, error) {
	if arrived, ok := m.echoes.of(msg.Key); ok || !msg.Again {
		return arrived, nil
	}
	if err := m.reading.wait(ctx); err != nil {
		return "", &bot.SendError{Failure: bot.Temporary, Err: errors.Join(errUnread, err)}
	}
	arrived, _ := m.echoes.of(msg.Key)
	return arrived, nil
}
