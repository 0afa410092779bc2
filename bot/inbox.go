package bot

import "context"

// Inbox keeps what has come in from a network until Usher has finished with it,
// so that a network may be told that it was received: after a crash, what was
// accepted and not finished comes again.
type Inbox interface {
	// Cursor is where a platform's stream of updates was left: what Accept was
	// last told, "" at first.
	Cursor(ctx context.Context, platform string) (string, error)
	// Accept stores a batch and where the stream stands after it, all or
	// nothing. It returns those of the batch that are new: an Update that was
	// accepted before is not. The order is kept. With an ErrCannotWrite it returns
	// them as well, and has stored none.
	// The Fate of a chat, and that it Replaces another, is written down with it.
	// It remembers the presses that have an Undo. What Withdraws one of them, by the
	// same Sender, is passed on with that as its Text and with what was Pressed; what
	// withdraws none is not new, nor is it where the same was pressed twice and once
	// is left.
	Accept(ctx context.Context, platform, cursor string, batch []Incoming) (fresh []Incoming, err error)
	// Unheard are those of a batch that were never accepted, each once and in their
	// order. What Withdraws a press is to be accepted at once.
	Unheard(ctx context.Context, platform string, batch []Incoming) ([]Incoming, error)
	// Answered accepts what Usher has finished with already, so that it is known when
	// it comes again.
	Answered(ctx context.Context, platform string, batch []Incoming) error
	// Pending is what was accepted from a platform and is not finished, in the
	// order in which it came.
	Pending(ctx context.Context, platform string) ([]Incoming, error)
	// Arrived notes that messages which Usher sent under a Key have been seen on the
	// platform, and which each has become: they are not sent again, and what they answer
	// is finished. It is called
	// before Accept stores a cursor from which they would not be seen once more.
	Arrived(ctx context.Context, platform string, messages map[string]Ref) error
	// Finish notes that Usher has finished with updates of a platform.
	Finish(ctx context.Context, platform string, updates ...string) error
}
