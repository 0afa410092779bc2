package terminal_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"

	"usher/bot"
	"usher/bot/terminal"
)

// ring is a notice with a button of its own.
func ring() bot.Message {
	m := text("Starting in 10 min in Dome")
	m.Rings = true
	m.Buttons = [][]bot.Button{{{Label: "Keep 1", Command: "/keep mount"}}}
	return m
}

// TestRingWhileTyping holds that a number means what it meant to whoever began
// to type it.
func TestRingWhileTyping(t *testing.T) {
	for name, test := range map[string]struct{ before, after, want string }{
		"before the first key": {"", "1\n", "/keep mount"},
		"after the first key":  {"1", "\n", "/talk ★ 1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, keys := io.Pipe()
				usher := terminal.New(in, io.Discard, terminal.Options{})
				ctx, leave := context.WithCancel(t.Context())
				to := make(chan bot.Incoming)
				ended := make(chan error, 1)
				go func() { ended <- usher.Receive(ctx, to) }()
				refs := map[string]bot.Ref{"/talk ★ 1": send(t, usher, labelled("★ 1"))}
				io.WriteString(keys, test.before)
				synctest.Wait()
				refs["/keep mount"] = send(t, usher, ring())
				go io.WriteString(keys, test.after)
				if said := <-to; said.Text != test.want || said.Pressed != refs[test.want] {
					t.Errorf("it presses %q of %v, want %q of %v", said.Text, said.Pressed, test.want, refs[test.want])
				}
				leave()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				keys.Close() // ends the read that Receive has left behind
			})
		})
	}
}

func send(t *testing.T, usher *terminal.Terminal, m bot.Message) bot.Ref {
	t.Helper()
	ref, err := usher.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}
