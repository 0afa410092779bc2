package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"usher/bot"
	"usher/storage"
)

// rules are what is known of a network without talking to it.
type rules interface {
	Name() string
	Traits() bot.Traits
	Parts(m bot.Message) int
}

// network is a chat network in a rehearsal: it has the real one's limits, and takes
// down what it is told to say.
type network struct {
	rules
	now func() time.Time
	// limit is what it takes though it declares none; nil is everything.
	limit *rate.Limiter

	mu   sync.Mutex
	said []told
}

// told is one message that somebody would have received.
type told struct {
	at   time.Time
	chat bot.Chat
	// key is what the ledger calls it, and edits says that it takes the place of
	// the one of that key.
	key   string
	edits bool
	// parts is how many the network makes of it.
	parts int
	rings bool
	text  string
	// What the ledger knows of it: what it is about, when it was due, and when what
	// it is about begins.
	kind       bot.NoticeKind
	talks      []string
	due, start time.Time
}

// undeclared is how many messages a network takes at once whose limit it does not
// declare: Synapse's default (rc_message, burst_count).
const undeclared = 10

// newNetwork is a network that takes so many messages a second beside what it declares;
// 0 is any number.
func newNetwork(of rules, perSecond float64, now func() time.Time) *network {
	n := &network{rules: of, now: now}
	if perSecond > 0 {
		n.limit = rate.NewLimiter(rate.Limit(perSecond), undeclared)
	}
	return n
}

// refuse is why it does not take a message now, if it does not.
func (n *network) refuse() error {
	if n.limit == nil || n.limit.AllowN(n.now(), 1) {
		return nil
	}
	missing := 1 - n.limit.TokensAt(n.now())
	after := time.Duration(missing / float64(n.limit.Limit()) * float64(time.Second))
	return &bot.SendError{Failure: bot.Throttled, After: after, Err: errTooMany}
}

var errTooMany = errors.New("too many messages")

// Group implements bot.Grouper as the real one does.
func (n *network) Group(c bot.Chat) bool {
	g, ok := n.rules.(bot.Grouper)
	return ok && g.Group(c)
}

// Receive implements bot.Platform: nobody says anything.
func (n *network) Receive(ctx context.Context, _ chan<- bot.Incoming) error {
	<-ctx.Done()
	return nil
}

// Send implements bot.Platform.
func (n *network) Send(_ context.Context, m bot.Message) (bot.Ref, error) {
	if err := n.refuse(); err != nil {
		return bot.Ref{}, err
	}
	n.note(told{chat: m.Chat, key: m.Key, parts: n.Parts(m)}, m)
	return bot.Ref{Chat: m.Chat, ID: m.Key}, nil
}

// Edit implements bot.Platform.
func (n *network) Edit(_ context.Context, ref bot.Ref, m bot.Message) error {
	if err := n.refuse(); err != nil {
		return err
	}
	n.note(told{chat: ref.Chat, key: ref.ID, edits: true, parts: 1}, m)
	return nil
}

func (n *network) note(t told, m bot.Message) {
	t.at, t.rings, t.text = n.now(), m.Rings, m.Text()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, t)
}

// collect takes together what was said on all networks from the beginning on, with what
// the ledger knows of it, in an order that is the same each time.
func (r *rehearsal) collect(ctx context.Context, ledger *storage.Ledger) error {
	for _, n := range r.networks {
		r.told = append(r.told, slices.DeleteFunc(n.said, func(t told) bool { return t.at.Before(r.from) || t.chat == director })...)
	}
	type message struct {
		chat  bot.Chat
		key   string
		edits bool
	}
	known := map[message][]*told{}
	for i := range r.told {
		t := &r.told[i]
		m := message{t.chat, t.key, t.edits}
		known[m] = append(known[m], t)
	}
	for e, err := range ledger.Entries(ctx, storage.Query{}) {
		if err != nil {
			return fmt.Errorf("what became of it: %w", err)
		}
		if e.Kind == bot.Ring && e.State == bot.StateDropped && !e.Expires.After(e.Settled) && !e.Settled.Before(r.from) {
			r.missed++
		}
		for _, t := range known[message{e.Chat, e.Message, e.Kind == bot.Amend}] {
			t.learn(e)
		}
	}
	slices.SortFunc(r.told, func(a, b told) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.chat.Platform, b.chat.Platform), cmp.Compare(len(a.chat.ID), len(b.chat.ID)),
			cmp.Compare(a.chat.ID, b.chat.ID), cmp.Compare(a.kind, b.kind), cmp.Compare(a.text, b.text))
	})
	return nil
}

// learn takes over what the ledger knows of one of the notices that it tells.
func (t *told) learn(e storage.Entry) {
	t.kind = e.Kind
	if e.Kind == bot.Ring || e.Kind == bot.Change {
		t.talks = append(t.talks, e.Talk)
	}
	if t.due.IsZero() || e.Due.Before(t.due) {
		t.due = e.Due
	}
	if e.Kind == bot.Ring && (t.start.IsZero() || e.Start.Before(t.start)) {
		t.start = e.Start
	}
}

// late is by how much it came too late.
func (t *told) late() time.Duration {
	if t.due.IsZero() {
		return 0
	}
	return max(0, t.at.Sub(t.due))
}
