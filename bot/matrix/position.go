package matrix

import (
	"cmp"
	"time"
)

// position is a place in the stream of what a homeserver brings.
type position struct {
	since string    // the token of what has been read
	heard time.Time // when the answer came that gave it; zero before the first
}

// goOn moves on to where an answer leads.
func (s *stream) goOn(to position) {
	if to.since != s.since {
		s.before = s.position
	}
	s.position, s.gaps = to, 0
}

// goBack returns to before the last answer, since it may not have been whole: a
// Dendrite that is told to stop cannot read its database any more, answers what it
// waits with all the same, and leaves out events that the token is past. What did
// come comes again, and is known.
func (s *stream) goBack() {
	if s.before.since != "" {
		s.position = s.before
	}
}

// backTo is the token that is written down once an answer is: for the same reason
// that before it, if there is one.
func (s *stream) backTo(got *synced) string { return cmp.Or(s.since, got.NextBatch) }
