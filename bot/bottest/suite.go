package bottest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
)

// Suite is what every Platform promises beyond its types, as tests:
//
//	func TestPlatform(t *testing.T) {
//		bottest.Suite{New: func(t *testing.T) bottest.Subject { … }}.Run(t)
//	}
type Suite struct {
	// New makes a subject in which nothing has been said yet. It is called for
	// each check, and cleans up by t.Cleanup.
	New func(t *testing.T) Subject
}

// Subject is a Platform under test, and what a person at the other end of its
// network can do and see. The network is a real one or a server of the test's
// own, never a stand-in for the Platform's client.
type Subject struct {
	Platform bot.Platform
	// Chat is where the person talks to Usher in private.
	Chat bot.Chat
	// Say lets the person type a line. It does not wait for it to arrive.
	Say func(line string)
	// Spell are the ways in which people type a command such as "/next Dome" on
	// this network; nil means only so.
	Spell func(command string) []string
	// Seen are the messages from Usher that the person sees now, oldest first.
	Seen func() []Seen
	// Press lets the person press a button of the newest message.
	Press func(label string)
	// Withdraw takes the last press back; nil where the network knows no such thing.
	Withdraw func()
	// Requests is how many requests to send or edit have reached the network.
	Requests func() int
	// Fail lets the next request fail so; it returns false where the network
	// cannot. nil means that it never fails.
	Fail func(bot.Failure) bool
	// Restart is the Platform in the next process, with the inbox of this one, where
	// the network may have forgotten what it can forget; nil means that it knows no
	// repetitions.
	Restart func() bot.Platform
	// Secrets are what no error may hold.
	Secrets []string
}

// Seen is a message as a person sees it.
type Seen struct {
	// Text is what it says, markup applied, without what names the buttons.
	Text string
	// Buttons are their labels, in order.
	Buttons []string
}

// Run makes all checks.
func (s Suite) Run(t *testing.T) {
	checks := []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"traits are constant", constantTraits},
		{"names its chats and messages", names},
		{"commands begin with a slash", commands},
		{"hears in order", hearsInOrder},
		{"speaks in order", speaksInOrder},
		{"speaks for many at once", speaksForMany},
		{"says in how many messages", parts},
		{"a press types the command", presses},
		{"a withdrawn press is undone", withdraws},
		{"an edit takes the place", edits},
		{"repeats arrive once", repeats},
		{"repeats arrive once over a restart", restarts},
		{"stops when idle", stopsIdle},
		{"stops when nobody listens", stopsUnheard},
		{"a cancelled send says so", cancelled},
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) { c.run(t, s.New(t)) })
	}
	t.Run("failures have kinds", s.failures)
	t.Run("shows text as typed", s.literal)
	t.Run("hears text as typed", s.heard)
}

// patience is how long a check waits for what has to happen. It passes only
// where something is broken.
const patience = time.Minute

// listen runs Receive until the test ends, and gives what comes in.
func listen(t *testing.T, p bot.Platform) func() bot.Incoming {
	t.Helper()
	to := make(chan bot.Incoming)
	stop := receive(t, p, to)
	t.Cleanup(func() { _, _ = stop() })
	return func() bot.Incoming {
		t.Helper()
		select {
		case in := <-to:
			if in.Done != nil {
				in.Done()
			}
			return in
		case <-time.After(patience):
			t.Fatal("nothing came in")
			return bot.Incoming{}
		}
	}
}

// receive starts Receive. The stop that it returns cancels it, and tells how
// long that took and what it returned.
func receive(t *testing.T, p bot.Platform, to chan<- bot.Incoming) (stop func() (time.Duration, error)) {
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- p.Receive(ctx, to) }()
	return func() (time.Duration, error) {
		start := time.Now()
		cancel()
		select {
		case err := <-result:
			result <- err // for a second stop
			return time.Since(start), err
		case <-time.After(patience):
			t.Error("Receive does not return")
			return patience, nil
		}
	}
}

// say is a message of one plain paragraph.
func say(chat bot.Chat, text string, buttons ...bot.Button) bot.Message {
	m := bot.Message{Chat: chat, Body: []bot.Paragraph{{{Text: text}}}}
	if len(buttons) > 0 {
		m.Buttons = [][]bot.Button{buttons}
	}
	return m
}

func mustSend(t *testing.T, s Subject, m bot.Message) bot.Ref {
	t.Helper()
	ref, err := s.Platform.Send(t.Context(), m)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return ref
}

func newest(t *testing.T, s Subject) Seen {
	t.Helper()
	seen := s.Seen()
	if len(seen) == 0 {
		t.Fatal("nothing is seen")
	}
	return seen[len(seen)-1]
}

func noSecret(t *testing.T, s Subject, err error) {
	t.Helper()
	if err != nil && slices.ContainsFunc(s.Secrets, func(secret string) bool {
		return strings.Contains(err.Error(), secret)
	}) {
		t.Error("the error holds a secret") // and this line should not
	}
}
