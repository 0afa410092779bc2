package bot

import "errors"

// Why a draft of a broadcast cannot be sent.
var (
	// ErrNoDraft says that there is none of that number and author: it was
	// cancelled, it is too old, or somebody else wrote it.
	ErrNoDraft = errors.New("there is no such draft")
	// ErrDraftSent says that it went out already.
	ErrDraftSent = errors.New("the draft was sent already")
)
