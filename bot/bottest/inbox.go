package bottest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"usher/bot"
)

// Inbox is a bot.Inbox in memory, for one platform. It is safe for concurrent
// use, and outlives the Platform that uses it, as a database does. Its zero value
// is empty.
type Inbox struct {
	mu       sync.Mutex
	fail     []error
	cursor   string
	accepted []bot.Incoming
	finished map[string]bool
	arrived  map[string]bot.Ref
}

// Fail lets the next calls fail, one with each error.
func (b *Inbox) Fail(errs ...error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = append(b.fail, errs...)
}

func (b *Inbox) failure() error {
	if len(b.fail) == 0 {
		return nil
	}
	err := b.fail[0]
	b.fail = b.fail[1:]
	return err
}

// Cursor implements bot.Inbox.
func (b *Inbox) Cursor(context.Context, string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursor, b.failure()
}

// Accept implements bot.Inbox.
func (b *Inbox) Accept(_ context.Context, _, cursor string, batch []bot.Incoming) (fresh []bot.Incoming, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	err = b.failure()
	if err != nil && !errors.Is(err, bot.ErrCannotWrite) {
		return nil, err
	}
	known := map[string]bool{}
	for _, in := range b.accepted {
		known[in.Update] = true
	}
	for _, in := range batch {
		in, ok := b.undoing(in, fresh)
		if ok && !known[in.Update] {
			known[in.Update] = true
			fresh = append(fresh, in)
		}
	}
	if err == nil {
		b.accepted = append(b.accepted, fresh...)
		b.cursor = cursor
	}
	return fresh, err
}

// Unheard implements bot.Inbox.
func (b *Inbox) Unheard(_ context.Context, _ string, batch []bot.Incoming) ([]bot.Incoming, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := map[string]bool{}
	for _, in := range b.accepted {
		known[in.Update] = true
	}
	return slices.DeleteFunc(slices.Clone(batch), func(in bot.Incoming) bool {
		was := known[in.Update]
		known[in.Update] = in.Update != ""
		return was
	}), b.failure()
}

// Answered implements bot.Inbox.
func (b *Inbox) Answered(_ context.Context, _ string, batch []bot.Incoming) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.failure(); err != nil {
		return err
	}
	for _, in := range batch {
		b.accepted = append(b.accepted, in)
		b.finish(in.Update)
	}
	return nil
}

// undoing is what came in, or where that withdraws a press, what undoes it; false if
// nothing does. Of presses made twice it knows nothing.
func (b *Inbox) undoing(in bot.Incoming, fresh []bot.Incoming) (bot.Incoming, bool) {
	if in.Withdraws == "" || in.Text != "" {
		return in, true
	}
	heard := slices.Concat(b.accepted, fresh)
	i := slices.IndexFunc(heard, func(p bot.Incoming) bool {
		return p.Update == in.Withdraws && p.Undo != "" && p.Sender == in.Sender && p.Chat == in.Chat
	})
	if i < 0 {
		return in, false
	}
	in.Text, in.Pressed = heard[i].Undo, heard[i].Pressed
	return in, true
}

// Pending implements bot.Inbox.
func (b *Inbox) Pending(context.Context, string) ([]bot.Incoming, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.failure(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(b.accepted), func(in bot.Incoming) bool { return b.finished[in.Update] }), nil
}

// Arrived implements bot.Inbox.
func (b *Inbox) Arrived(_ context.Context, _ string, messages map[string]bot.Ref) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.failure(); err != nil {
		return err
	}
	if b.arrived == nil {
		b.arrived = map[string]bot.Ref{}
	}
	maps.Copy(b.arrived, messages)
	return nil
}

// Seen are the messages that have Arrived, by key.
func (b *Inbox) Seen() map[string]bot.Ref {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.arrived)
}

// Finish implements bot.Inbox.
func (b *Inbox) Finish(_ context.Context, _ string, updates ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.failure(); err != nil {
		return err
	}
	b.finish(updates...)
	return nil
}

func (b *Inbox) finish(updates ...string) {
	if b.finished == nil {
		b.finished = map[string]bool{}
	}
	for _, u := range updates {
		b.finished[u] = true
	}
}
