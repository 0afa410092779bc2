package telegram

import (
	"maps"
	"sync"
	"time"
)

// mostRecent is how much a recently remembers: more than happens within its span
// but by a flood, in which it may forget.
const mostRecent = 10_000

// recently remembers for a while what has happened. It is safe for concurrent use.
type recently struct {
	span time.Duration

	mu    sync.Mutex
	until map[string]time.Time
}

func lately(span time.Duration) *recently {
	return &recently{span: span, until: map[string]time.Time{}}
}

// has reports whether something was noted within the span.
func (r *recently) has(what string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.until[what])
}

// note remembers that something happens now.
func (r *recently) note(what string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.until) >= mostRecent {
		maps.DeleteFunc(r.until, func(_ string, until time.Time) bool { return !now.Before(until) })
	}
	if len(r.until) >= mostRecent {
		clear(r.until)
	}
	r.until[what] = now.Add(r.span)
}
