package terminal_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/terminal"
)

// TestOthersSayThings under the names that they are given, each in a chat of their own: a
// number is theirs who says it, and means what they have read.
func TestOthersSayThings(t *testing.T) {
	in, typing, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer typing.Close()
	out := &paper{}
	term := terminal.New(in, out, terminal.Options{})
	bob := bot.Chat{Platform: term.Name(), ID: "bob"}
	heard := make(chan bot.Incoming)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- term.Receive(ctx, heard) }()
	for chat, command := range map[bot.Chat]string{terminal.Here: "/star mine", bob: "/star his"} {
		m := bot.Message{Chat: chat, Body: []bot.Paragraph{{{Text: command}}}, Buttons: [][]bot.Button{{{Label: "Star", Command: command}}}}
		if ref, err := term.Send(t.Context(), m); err != nil || ref.Chat != chat {
			t.Fatal(ref, err)
		}
	}
	for _, test := range []struct {
		typed string
		chat  bot.Chat
		text  string
	}{
		{"bob> /now", bob, "/now"},
		{"bob>1", bob, "/star his"},
		{"1", terminal.Here, "/star mine"},
		{"2 > 1", terminal.Here, "2 > 1"},
		{"/broadcast a> b", terminal.Here, "/broadcast a> b"},
		{"jörg> 1", bot.Chat{Platform: term.Name(), ID: "jörg"}, "1"}, // who has read nothing
	} {
		fmt.Fprintln(typing, test.typed)
		got := <-heard
		if got.Chat != test.chat || got.Sender != test.chat.ID || got.Text != test.text || got.Shared {
			t.Errorf("%q comes in as %q from %s in %v", test.typed, got.Text, got.Sender, got.Chat)
		}
		got.Done()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := out.String(); !strings.Contains(got, "bob:\n/star his\n[1] Star\n") || strings.Contains(got, ":\n/star mine") {
		t.Errorf("printed:\n%s", got)
	}
}
