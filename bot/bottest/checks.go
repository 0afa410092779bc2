package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot"
)

func constantTraits(t *testing.T, s Subject) {
	before := s.Platform.Traits()
	listen(t, s.Platform)
	mustSend(t, s, say(s.Chat, "Now"))
	if after := s.Platform.Traits(); after != before {
		t.Errorf("Traits were %+v, are %+v", before, after)
	}
	if before.PerSecond < 0 {
		t.Errorf("PerSecond is %v", before.PerSecond)
	}
}

func names(t *testing.T, s Subject) {
	name := s.Platform.Name()
	if chat, err := bot.ParseChat(s.Chat.String()); name == "" || err != nil || chat != s.Chat {
		t.Errorf("chat %q of platform %q does not survive being written down", s.Chat, name)
	}
	next := listen(t, s.Platform)
	s.Say("tpm")
	in := next()
	if in.Chat != s.Chat || in.Chat.Platform != name {
		t.Errorf("came in from %v, want %v", in.Chat, s.Chat)
	}
	if in.Sender == "" || in.At.IsZero() || !in.Pressed.IsZero() {
		t.Errorf("came in without sender or time, or as a press: %+v", in)
	}
	ref := mustSend(t, s, say(s.Chat, "Now"))
	if ref.Chat != s.Chat || ref.ID == "" {
		t.Errorf("Send gives %+v, want a message in %v", ref, s.Chat)
	}
}

func commands(t *testing.T, s Subject) {
	next := listen(t, s.Platform)
	const command = "/next Dome"
	spellings := []string{command}
	if s.Spell != nil {
		spellings = s.Spell(command)
	}
	for _, typed := range spellings {
		s.Say(typed)
		if in := next(); in.Text != command {
			t.Errorf("%q comes in as %q, want %q", typed, in.Text, command)
		}
	}
}

func hearsInOrder(t *testing.T, s Subject) {
	next := listen(t, s.Platform)
	for i := range 10 {
		s.Say(fmt.Sprintf("word %d", i))
	}
	for i := range 10 {
		if got, want := next().Text, fmt.Sprintf("word %d", i); got != want {
			t.Fatalf("came in %q, want %q", got, want)
		}
	}
}

func speaksInOrder(t *testing.T, s Subject) {
	for i := range 10 {
		mustSend(t, s, say(s.Chat, fmt.Sprintf("line %d", i)))
	}
	seen := s.Seen()
	if len(seen) != 10 {
		t.Fatalf("%d messages are seen, want 10: %+v", len(seen), seen)
	}
	for i, m := range seen {
		if want := fmt.Sprintf("line %d", i); m.Text != want {
			t.Errorf("message %d reads %q, want %q", i, m.Text, want)
		}
	}
}

func speaksForMany(t *testing.T, s Subject) {
	var mu sync.Mutex
	refs := map[bot.Ref]bool{}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			ref, err := s.Platform.Send(t.Context(), say(s.Chat, fmt.Sprintf("line %d", i)))
			if err != nil {
				t.Errorf("Send: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			refs[ref] = true
		})
	}
	all.Wait()
	if seen := s.Seen(); len(refs) != 20 || len(seen) != 20 {
		t.Errorf("20 sends gave %d refs and %d messages", len(refs), len(seen))
	}
}

// parts holds that a network says beforehand how many requests it will make of a
// message: they are what its limits count.
func parts(t *testing.T, s Subject) {
	for _, paragraphs := range []int{1, 3, 20} {
		m := bot.Message{Chat: s.Chat, Body: slices.Repeat([]bot.Paragraph{{{Text: strings.Repeat("ten chars ", 300)}}}, paragraphs)}
		want := 1
		if p, ok := s.Platform.(bot.Splitter); ok {
			want = p.Parts(m)
		}
		before := s.Requests()
		mustSend(t, s, m)
		if got := s.Requests() - before; got != want {
			t.Errorf("%d paragraphs were %d requests, want the %d that it says", paragraphs, got, want)
		}
	}
}

func presses(t *testing.T, s Subject) {
	next := listen(t, s.Platform)
	ref := mustSend(t, s, say(s.Chat, "Soft Reboot",
		bot.Button{Label: "★ Star", Command: "/star main-NYLYDK"},
		bot.Button{Label: "More", Command: "/talk main-NYLYDK more"}))
	if got, want := newest(t, s).Buttons, []string{"★ Star", "More"}; !slices.Equal(got, want) {
		t.Errorf("buttons read %q, want %q", got, want)
	}
	s.Press("More")
	in := next()
	if in.Text != "/talk main-NYLYDK more" || in.Pressed != ref || in.Chat != s.Chat {
		t.Errorf("the press comes in as %q on %+v in %v, want the button's command on %+v", in.Text, in.Pressed, in.Chat, ref)
	}
}

func withdraws(t *testing.T, s Subject) {
	if s.Withdraw == nil {
		t.Skip("the network lets nobody withdraw a press")
	}
	next := listen(t, s.Platform)
	ref := mustSend(t, s, say(s.Chat, "Soft Reboot", bot.Button{Label: "★ Star", Command: "/star x", Undo: "/unstar x"}))
	s.Press("★ Star")
	press := next()
	if err := s.Platform.Edit(t.Context(), ref, say(s.Chat, "Soft Reboot, yours")); err != nil {
		t.Fatalf("Edit: %v", err)
	}
	s.Withdraw()
	in := next()
	if in.Text != "/unstar x" || in.Pressed != ref || in.Person() != press.Person() || in.Update == press.Update {
		t.Errorf("what takes %+v back comes in as %+v", press, in)
	}
}

func edits(t *testing.T, s Subject) {
	next := listen(t, s.Platform)
	ref := mustSend(t, s, say(s.Chat, "before", bot.Button{Label: "★ Star", Command: "/star x"}))
	after := say(s.Chat, "after", bot.Button{Label: "Unstar", Command: "/unstar x"})
	if err := s.Platform.Edit(t.Context(), ref, after); err != nil {
		t.Fatalf("Edit: %v", err)
	}
	got := newest(t, s)
	if got.Text != "after" || !slices.Equal(got.Buttons, []string{"Unstar"}) {
		t.Errorf("edited, it reads %+v", got)
	}
	if err := s.Platform.Edit(t.Context(), ref, after); err != nil {
		t.Errorf("editing it to what it reads already: %v", err)
	}
	s.Press("Unstar")
	if in := next(); in.Text != "/unstar x" || in.Pressed != ref {
		t.Errorf("a press on the edited message comes in as %q on %+v", in.Text, in.Pressed)
	}
}

func repeats(t *testing.T, s Subject) {
	if !s.Platform.Traits().Idempotent {
		t.Skip("the network cannot tell a repetition from news")
	}
	m := say(s.Chat, "Starting in 10 min in Dome: New Mount API")
	m.Key, m.Rings = "ring-1", true
	first, second := mustSend(t, s, m), mustSend(t, s, m)
	if seen := s.Seen(); first != second || len(seen) != 1 {
		t.Errorf("sent twice under one key it is %v and %v, seen %d times", first, second, len(seen))
	}
}

func restarts(t *testing.T, s Subject) {
	if !s.Platform.Traits().Idempotent {
		t.Skip("the network cannot tell a repetition from news")
	}
	m := say(s.Chat, "Starting in 10 min in Dome: New Mount API")
	m.Key, m.Rings = "ring-1", true
	first := mustSend(t, s, m)
	s.Platform = s.Restart()
	listen(t, s.Platform)
	m.Again = true
	again := mustSend(t, s, m)
	if seen := s.Seen(); first != again || len(seen) != 1 {
		t.Errorf("sent again after a restart it is %v and %v, seen %d times", first, again, len(seen))
	}
}

func stopsIdle(t *testing.T, s Subject) {
	to := make(chan bot.Incoming)
	stop := receive(t, s.Platform, to)
	s.Say("tpm")
	in := <-to // it runs
	if in.Done != nil {
		in.Done()
	}
	stopped(t, stop)
}

func stopsUnheard(t *testing.T, s Subject) {
	to := make(chan bot.Incoming)
	stop := receive(t, s.Platform, to)
	s.Say("tpm")
	<-to // not Done, and what follows is never taken
	s.Say("lennart")
	stopped(t, stop)
}

func stopped(t *testing.T, stop func() (time.Duration, error)) {
	t.Helper()
	took, err := stop()
	if err != nil {
		t.Errorf("Receive returned %v, want nil", err)
	}
	if took > time.Second { // the contract of bot.Platform
		t.Errorf("Receive took %v to return", took)
	}
}

func cancelled(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Platform.Send(ctx, say(s.Chat, "Now"))
	if err == nil {
		return // it was quicker
	}
	if failed, ok := errors.AsType[*bot.SendError](err); !ok || failed.Failure != bot.Temporary {
		t.Errorf("Send returned %v, want a temporary *bot.SendError", err)
	}
	noSecret(t, s, err)
}
