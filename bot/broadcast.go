package bot

import (
	"errors"
	"time"
)

// Why a draft of a broadcast cannot be sent.
var (
	// ErrNoDraft says that there is none of that number and author: it was
	// cancelled, it is too old, or somebody else wrote it.
	ErrNoDraft = errors.New("there is no such draft")
	// ErrDraftSent says that it went out already.
	ErrDraftSent = errors.New("the draft was sent already")
)

// Queue is how delivery stands on one network, from the outbox.
type Queue struct {
	Platform string
	// Waiting are notices that are queued, Due those of them whose time has
	// come. OldestDue is when it came for the first of these; zero if there is
	// none.
	Waiting, Due int
	OldestDue    time.Time
	// Sent, Dropped and Rejected count what became of notices since an instant.
	Sent, Dropped, Rejected int
}
