package terminal_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/terminal"
)

// TestOthersSayThings under the names that they are given, each in a chat of their own or
// in one that all share: a number is theirs who says it, and means what they have read.
func TestOthersSayThings(t *testing.T) {
	in, typing, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer typing.Close()
	out := &paper{}
	term := terminal.New(in, out, terminal.Options{Name: "ada"})
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
	named := func(id string) bot.Chat { return bot.Chat{Platform: term.Name(), ID: id} }
	hall := named("in hall")
	for _, test := range []struct {
		typed string
		want  bot.Incoming
	}{
		{"bob> /now", bot.Incoming{Chat: bob, Sender: "bob", Text: "/now"}},
		{"bob>1", bot.Incoming{Chat: bob, Sender: "bob", Text: "/star his"}},
		{"1", bot.Incoming{Chat: terminal.Here, Sender: "here", Text: "/star mine"}},
		{"here> 1", bot.Incoming{Chat: terminal.Here, Sender: "here", Text: "/star mine"}},
		{"2 > 1", bot.Incoming{Chat: terminal.Here, Sender: "here", Text: "2 > 1"}},
		{"/broadcast a> b", bot.Incoming{Chat: terminal.Here, Sender: "here", Text: "/broadcast a> b"}},
		{"jörg> 1", bot.Incoming{Chat: named("jörg"), Sender: "jörg", Text: "1"}}, // who has read nothing
		{"in hall> /announce here dome", bot.Incoming{Chat: hall, Sender: "here", Shared: true, Text: "/announce here dome"}},
		{"bob in hall> 1", bot.Incoming{Chat: hall, Sender: "bob", Shared: true, Text: "1"}},
		{"in hall, to bob> /team", bot.Incoming{Chat: hall, Sender: "here", Shared: true, About: "bob", Text: "/team"}},
		{"bob in hall, to here> /team", bot.Incoming{Chat: hall, Sender: "bob", Shared: true, About: "here", Text: "/team"}},
		{"(plan.pdf) /now", bot.Incoming{Chat: terminal.Here, Sender: "here", Text: "/now",
			File: bot.Attachment{Platform: term.Name(), ID: "plan.pdf", Name: "plan.pdf", MIME: "application/pdf"}}},
		{"bob> (the plan) /now", bot.Incoming{Chat: bob, Sender: "bob", Text: "(the plan) /now"}},
	} {
		fmt.Fprintln(typing, test.typed)
		got := <-heard
		got.Done()
		test.want.Name = test.want.Sender
		if test.want.Sender == terminal.Here.ID {
			test.want.Name = "ada"
		}
		got.At, got.Done, got.Pressed = time.Time{}, nil, bot.Ref{}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q comes in as (-want +got):\n%s", test.typed, diff)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := out.String(); !strings.Contains(got, "bob:\n/star his\n[1] Star\n") || strings.Contains(got, ":\n/star mine") {
		t.Errorf("printed:\n%s", got)
	}
}

// TestFilesAreNamed where they go along, and what can be read of them is.
func TestFilesAreNamed(t *testing.T) {
	out := &paper{}
	term := terminal.New(strings.NewReader(""), out, terminal.Options{})
	for _, f := range []bot.File{{Name: "plan.pdf", MIME: "application/pdf", Data: []byte("%PDF")}, {Name: "audit.csv", MIME: "text/csv", Data: []byte("at,who\r\n11:04,ada\r\n")}} {
		m := text("This goes along.")
		m.File = &f
		send(t, term, m)
	}
	const want = "(plan.pdf)\nThis goes along.\n\n(audit.csv)\nat,who\n11:04,ada\nThis goes along.\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("it prints (-want +got):\n%s", diff)
	}
}

// TestOlderButtonsAreLabels holds that a number presses what has been read last, or
// nothing where that has lost its buttons, and that a label finds older ones.
func TestOlderButtonsAreLabels(t *testing.T) {
	in, typing := io.Pipe()
	term := terminal.New(in, io.Discard, terminal.Options{})
	heard := make(chan bot.Incoming)
	ended := make(chan error, 1)
	go func() { ended <- term.Receive(t.Context(), heard) }()
	undo, keep := text("Done."), ring()
	undo.Buttons = [][]bot.Button{{{Label: "Undo", Command: "/undo 1"}}}
	first, second := send(t, term, undo), send(t, term, keep)
	presses := func(line, text string, under bot.Ref) {
		t.Helper()
		fmt.Fprintln(typing, line)
		got := <-heard
		if got.Text != text || got.Pressed != under {
			t.Errorf("%q says %q of %v", line, got.Text, got.Pressed)
		}
		got.Done()
	}
	presses("1", "/keep mount", second)
	presses("[Undo]", "/undo 1", first)
	if err := term.Edit(t.Context(), second, text("Kept.")); err != nil {
		t.Fatal(err)
	}
	presses("1", "1", bot.Ref{})
	presses("[undo]", "/undo 1", first)
	typing.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
