package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Platform is one chat network. It owns its wire protocol, its markup, its
// length limits and what its errors mean. It owns neither retries nor pacing
// nor commands.
type Platform interface {
	// Name is the Platform field of its chats. It never changes.
	Name() string
	// Traits are what the network allows, constant while the program runs.
	Traits() Traits
	// Receive passes on what is meant for Usher until ctx is done, and
	// reconnects by itself meanwhile. It returns nil within a second of ctx
	// being done, or when there will never be more to receive; else an error
	// that reconnecting cannot mend.
	Receive(ctx context.Context, to chan<- Incoming) error
	// Send makes one attempt to say m in m.Chat. Its error, if any, is a
	// *SendError.
	Send(ctx context.Context, m Message) (Ref, error)
	// Edit makes one attempt to let m take the place of the message at ref.
	// That it reads so already is success. Its error is a *SendError.
	Edit(ctx context.Context, ref Ref, m Message) error
}

// Traits are the differences between networks that others have to know.
type Traits struct {
	// Idempotent says that two sends with the same Key arrive once.
	Idempotent bool
	// PerSecond is how many notices the network takes a second from one
	// account; 0 means that it declares no limit.
	PerSecond float64
	// Parallel is how many notices may be on their way at once; 0 is one after
	// the other.
	Parallel int
	// Chat is the pace of notices in one chat, Group that in one with several
	// people, where the Platform is a Grouper.
	Chat, Group Pace
	// Files says that a Message's File goes along with it. Elsewhere whoever makes the
	// message has to say what there would be.
	Files bool
	// Opens is how many bytes a file may have, that somebody has sent, for it to be had
	// from the network and go along elsewhere; 0 where none can.
	Opens int64
}

// Pace is how often something may be done: Burst times at once, and once more
// Every so often. The zero Pace is no limit.
type Pace struct {
	Burst int
	Every time.Duration
}

// Grouper is a Platform that knows which of its chats are groups by their names.
type Grouper interface {
	Group(Chat) bool
}

// Splitter is a Platform that says what is long in several messages: Parts is how
// many Send would make of one, at least 1.
type Splitter interface {
	Parts(Message) int
}

// Parts is how many messages a network makes of one.
func Parts(p Platform, m Message) int {
	if s, ok := p.(Splitter); ok {
		return s.Parts(m)
	}
	return 1
}

// Typist is a Platform that can show that an answer is being made.
type Typist interface {
	// Typing shows in a part of a chat ("" is the chat itself) that Usher is at work
	// until ctx is done, or until the network will have none of it. It returns
	// within a few seconds of that.
	Typing(ctx context.Context, chat Chat, thread string)
}

// Pause is for how long a network wants to hear nothing from its account, as it
// said when it refused something. It outlives the process, so that its instants are
// those of the clock on the wall.
type Pause struct{ Since, Until time.Time }

// IsZero reports whether there is none.
func (p Pause) IsZero() bool { return p.Until.IsZero() }

// Left is how much of it is left: all of it at most, as the clock may have been set
// since.
func (p Pause) Left(now time.Time) time.Duration {
	return max(0, min(p.Until.Sub(now), p.Until.Sub(p.Since)))
}

// Failure is what a failed attempt means for the next.
type Failure int

// The kinds of failure.
const (
	Temporary Failure = iota // may work later: the network or the way to it is disturbed
	Throttled                // will work after SendError.After
	Gone                     // the chat cannot be reached any more, until it speaks again
	ChatMoved                // the chat is now SendError.To
	Rejected                 // this message will never be accepted
)

var failureNames = [...]string{"temporary", "throttled", "gone", "moved", "rejected"}

// String is the kind's name in logs and the ledger.
func (f Failure) String() string {
	if f < 0 || int(f) >= len(failureNames) {
		return fmt.Sprintf("failure(%d)", int(f))
	}
	return failureNames[f]
}

// SendError is why an attempt to send or edit failed.
type SendError struct {
	Failure Failure
	// After is how long to wait, when Throttled; 0 where the network does not
	// say. Whether it is for the account or for the chat alone no network says.
	After time.Duration
	// To is the chat's new name, when ChatMoved.
	To Chat
	// Unsure says that the message may have arrived all the same: the request
	// was written, and no answer was seen.
	Unsure bool
	// Fileless says that it failed for the sake of the message's File, without which it
	// may be said. Nothing of it has arrived.
	Fileless bool
	// Err is the cause. It holds no secret.
	Err error
}

// Error names the kind of failure and its cause.
func (e *SendError) Error() string { return fmt.Sprintf("%s: %v", e.Failure, e.Err) }

// Unwrap is the cause.
func (e *SendError) Unwrap() error { return e.Err }

// AsSendError is err as a *SendError; an error that is none counts as a
// temporary failure with an unknown outcome.
func AsSendError(err error) *SendError {
	if se, ok := errors.AsType[*SendError](err); ok {
		return se
	}
	return &SendError{Failure: Temporary, Unsure: true, Err: err}
}
