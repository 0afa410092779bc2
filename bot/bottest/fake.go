// Package bottest is for tests of and with chat networks: Suite, the checks
// that every bot.Platform has to pass, and Fake, a Platform in memory. Only
// tests import it.
package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"usher/bot"
)

// Fake is a chat network in memory. It remembers every attempt, fails on
// demand, and is safe for concurrent use, in a synctest bubble too.
type Fake struct {
	// Clock dates the attempts; nil is time.Now. Set it before the first use.
	Clock func() time.Time
	// Delay is how long a request takes. Set it before the first use.
	Delay time.Duration
	// Limit is what the network takes; nil is everything. Set it before the first use.
	Limit *Limit

	name   string
	traits bot.Traits
	said   chan bot.Incoming

	mu       sync.Mutex
	next     []*bot.SendError
	inChat   map[bot.Chat]*bot.SendError
	edits    *bot.SendError
	loses    int
	attempts []Attempt
	messages []Sent
	lastID   int
}

// Attempt is one request to send or edit, whatever became of it.
type Attempt struct {
	At      time.Time
	Message bot.Message
	// Edited is the message that was to be changed, zero for a new one.
	Edited bot.Ref
	// Err is why it failed, nil where it did not.
	Err *bot.SendError
}

// Sent is a message as it stands in a chat.
type Sent struct {
	At      time.Time
	Ref     bot.Ref
	Message bot.Message
}

// NewFake is a network of that name and those traits, in which nobody has said
// anything yet.
func NewFake(name string, traits bot.Traits) *Fake {
	return &Fake{
		name:   name,
		traits: traits,
		said:   make(chan bot.Incoming),
		inChat: map[bot.Chat]*bot.SendError{},
	}
}

// Name implements bot.Platform.
func (f *Fake) Name() string { return f.name }

// Traits implements bot.Platform.
func (f *Fake) Traits() bot.Traits { return f.traits }

// Chat is the chat of that id on this network.
func (f *Fake) Chat(id string) bot.Chat { return bot.Chat{Platform: f.name, ID: id} }

// Say lets somebody say something, once Receive runs. It returns when that has
// been taken, or ctx is done.
func (f *Fake) Say(ctx context.Context, in bot.Incoming) error {
	select {
	case f.said <- in:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Receive implements bot.Platform.
func (f *Fake) Receive(ctx context.Context, to chan<- bot.Incoming) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case in := <-f.said:
			select {
			case to <- in:
			case <-ctx.Done():
				return nil
			}
		}
	}
}

// Fail lets the next requests fail, one with each error. They come before those
// of FailIn.
func (f *Fake) Fail(errs ...*bot.SendError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next = append(f.next, errs...)
}

// FailIn lets all requests to a chat fail with err; nil ends that.
func (f *Fake) FailIn(chat bot.Chat, err *bot.SendError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil {
		delete(f.inChat, chat)
		return
	}
	f.inChat[chat] = err
}

// FailEdits lets all requests to edit fail with err; nil ends that.
func (f *Fake) FailEdits(err *bot.SendError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edits = err
}

// LoseAnswers lets the next n requests that would succeed arrive and yet report
// a temporary failure with an unknown outcome.
func (f *Fake) LoseAnswers(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.loses = n
}

// Attempts are all requests so far, oldest first.
func (f *Fake) Attempts() []Attempt {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.attempts)
}

// Messages are those that stand in all chats now, oldest first.
func (f *Fake) Messages() []Sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.messages)
}

// In are the messages that stand in one chat now, oldest first.
func (f *Fake) In(chat bot.Chat) []Sent {
	return slices.DeleteFunc(f.Messages(), func(s Sent) bool { return s.Ref.Chat != chat })
}

// Send implements bot.Platform.
func (f *Fake) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	if err := f.wait(ctx); err != nil {
		return bot.Ref{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.now()
	if err := f.refusal(m.Chat); err != nil {
		f.attempts = append(f.attempts, Attempt{At: at, Message: m, Err: err})
		return bot.Ref{}, err
	}
	ref := f.post(at, m)
	lost := f.lost()
	f.attempts = append(f.attempts, Attempt{At: at, Message: m, Err: lost})
	if lost != nil {
		return bot.Ref{}, lost
	}
	return ref, nil
}

// Edit implements bot.Platform. A message that does not exist is Rejected.
func (f *Fake) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	if err := f.wait(ctx); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.now()
	i := slices.IndexFunc(f.messages, func(s Sent) bool { return s.Ref == ref })
	err := f.refusal(ref.Chat)
	if err == nil {
		err = f.edits
	}
	if err == nil && i < 0 {
		err = &bot.SendError{Failure: bot.Rejected, Err: fmt.Errorf("there is no message %s", ref.ID)}
	}
	if err == nil {
		f.messages[i].Message = m
		err = f.lost()
	}
	f.attempts = append(f.attempts, Attempt{At: at, Message: m, Edited: ref, Err: err})
	if err != nil {
		return err
	}
	return nil
}

// post puts a message into its chat, unless the network knows the repetition.
func (f *Fake) post(at time.Time, m bot.Message) bot.Ref {
	if f.traits.Idempotent && m.Key != "" {
		for _, s := range f.messages {
			if s.Message.Key == m.Key && s.Ref.Chat == m.Chat {
				return s.Ref
			}
		}
	}
	f.lastID++
	ref := bot.Ref{Chat: m.Chat, ID: strconv.Itoa(f.lastID)}
	f.messages = append(f.messages, Sent{At: at, Ref: ref, Message: m})
	return ref
}

func (f *Fake) now() time.Time {
	if f.Clock == nil {
		return time.Now()
	}
	return f.Clock()
}

func (f *Fake) wait(ctx context.Context) error {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return &bot.SendError{Failure: bot.Temporary, Err: err}
	}
	return nil
}

func (f *Fake) refusal(chat bot.Chat) *bot.SendError {
	if len(f.next) > 0 {
		err := f.next[0]
		f.next = f.next[1:]
		return err
	}
	if f.Limit != nil {
		if after := f.Limit.Take(f.now()); after > 0 {
			return &bot.SendError{Failure: bot.Throttled, After: after, Err: errors.New("slow down")}
		}
	}
	return f.inChat[chat]
}

func (f *Fake) lost() *bot.SendError {
	if f.loses == 0 {
		return nil
	}
	f.loses--
	return &bot.SendError{Failure: bot.Temporary, Unsure: true, Err: errors.New("the answer was lost")}
}
