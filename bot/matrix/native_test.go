package matrix_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// star is a message with a star that can be taken back.
func star() bot.Message {
	m := text("New Mount API")
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x", Undo: "/unstar x"}, {Label: "More", Command: "/talk x more"}}}
	return m
}

// TestWithdrawnReactionUndoesThePress, in rooms of all versions and over a restart,
// if who pressed withdraws it. Everything else that is deleted says nothing.
func TestWithdrawnReactionUndoesThePress(t *testing.T) {
	for name, newer := range map[string]bool{"redacts beside the content": false, "redacts in the content": true} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			ref := s.send(star())
			in, stop := s.receive()
			pressed := s.ada.React(s.room, ref.ID, "⭐")
			if got := s.next(in); got.Text != "/star x" || got.Undo != "/unstar x" {
				t.Errorf("pressed, %q comes in, which %q undoes", got.Text, got.Undo)
			}
			more := s.ada.React(s.room, ref.ID, "ℹ️")
			s.next(in)
			_ = stop()
			s.start()
			in, _ = s.receive()
			said := s.ada.Type(s.room, "tpm")
			s.next(in)
			for _, nothing := range []struct {
				who   *matrixtest.Person
				event string
			}{{s.server.Person("bob"), pressed}, {s.ada, more}, {s.ada, said}, {s.ada, ref.ID}, {s.ada, ""}} {
				nothing.who.Withdraw(s.room, nothing.event, newer)
			}
			s.ada.Withdraw(s.room, pressed, newer)
			if got := s.next(in); got.Text != "/unstar x" || got.Pressed != ref || got.Sender != s.ada.ID {
				t.Errorf("%q comes in from %s, on %v", got.Text, got.Sender, got.Pressed)
			}
		})
	}
}

// TestAnswersAreRepliesAndInTheirThread as they come in and go out.
func TestAnswersAreRepliesAndInTheirThread(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	room := s.crowd()
	asked := s.ada.Type(room, "!now")
	if got := s.next(in); got.Message != (bot.Ref{Chat: chat(room), ID: asked}) || got.Thread != "" {
		t.Errorf("asked in %v, thread %q", got.Message, got.Thread)
	}
	inThread := s.ada.Send(room, "m.room.message", map[string]any{"msgtype": "m.text", "body": "!next",
		"m.relates_to": map[string]any{"rel_type": "m.thread", "event_id": asked, "is_falling_back": true,
			"m.in_reply_to": map[string]any{"event_id": asked}}})
	if got := s.next(in); got.Text != "/next" || got.Message.ID != inThread || got.Thread != asked {
		t.Errorf("%q is asked in %v, thread %q", got.Text, got.Message, got.Thread)
	}
	for _, m := range []bot.Message{
		{ReplyTo: bot.Ref{Chat: chat(room), ID: asked}},
		{ReplyTo: bot.Ref{Chat: chat(room), ID: inThread}, Thread: asked},
		{Thread: asked},
		{},
	} {
		m.Chat, m.Body = chat(room), star().Body
		ref, err := s.matrix.Send(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.matrix.Edit(t.Context(), ref, m); err != nil { // it stays where it is
			t.Fatal(err)
		}
	}
	want := []matrixtest.Place{{ReplyTo: asked}, {ReplyTo: inThread, Thread: asked, Fallback: true}, {Thread: asked, Fallback: true}, {}}
	if diff := cmp.Diff(want, s.ada.Places(room)); diff != "" {
		t.Error(diff)
	}
}

// TestPressInAThread is answered there if it is said anew, after a restart, too.
func TestPressInAThread(t *testing.T) {
	s := newStage(t)
	m := star()
	m.Thread = "$thread"
	ref := s.send(m)
	for range 2 {
		in, stop := s.receive()
		s.ada.React(s.room, ref.ID, "⭐")
		if got := s.next(in); got.Text != "/star x" || got.Thread != "$thread" {
			t.Errorf("%q comes in from thread %q", got.Text, got.Thread)
		}
		_ = stop()
		s.start()
	}
}

// TestPressOnAnEncryptedMessageAfterARestart has the buttons read from what the
// homeserver keeps and cannot read. Reactions go in clear.
func TestPressOnAnEncryptedMessageAfterARestart(t *testing.T) {
	s := newStage(t)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	in, _ := s.receive()
	usher := s.server.Person("usher")
	buttons := func(label, command string) map[string]any {
		return map[string]any{"chat.usher.buttons": []any{map[string]any{"key": "⭐", "label": label, "command": command}}}
	}
	said := usher.Seal(s.room, "ours", "m.room.message", buttons("Star", "/star x"))
	edit := buttons("", "")
	edit["m.new_content"] = buttons("Star", "/star y")
	edit["m.relates_to"] = map[string]any{"rel_type": "m.replace", "event_id": said}
	s.server.Person("eve").Seal(s.room, "ours", "m.room.message", map[string]any{
		"m.new_content": buttons("Star", "/star eve"), "m.relates_to": edit["m.relates_to"]})
	s.ada.GiveKey("ours")
	s.ada.React(s.room, said, "⭐")
	if got := s.next(in); got.Text != "/star x" {
		t.Errorf("%q comes in", got.Text)
	}
	usher.Seal(s.room, "ours", "m.room.message", edit)
	s.ada.React(s.room, said, "⭐")
	if got := s.next(in); got.Text != "/star y" {
		t.Errorf("once edited, %q comes in", got.Text)
	}
}

// TestWhoIsAloneWithUsherIsRungByName though m.direct does not list the room; among
// several nobody is.
func TestWhoIsAloneWithUsherIsRungByName(t *testing.T) {
	for name, prepare := range map[string]func(*matrixtest.Server){
		"by the summary": func(*matrixtest.Server) {},
		"by asking":      (*matrixtest.Server).LeaveOutSummaries,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			prepare(s.server)
			elsewhere := s.crowd()
			in, _ := s.receive()
			ring := text("Starting in 10 min")
			ring.Rings = true
			s.send(ring)
			if got := s.newest(); got.Type != "m.text" || !slices.Equal(got.Mentions, []string{s.ada.ID}) {
				t.Errorf("alone, it is %s with mentions %v", got.Type, got.Mentions)
			}
			s.server.Person("bob").Join(s.room)
			s.ada.Type(elsewhere, "!now")
			s.next(in) // that bob is there has been heard before
			s.send(ring)
			if got := s.newest(); got.Type != "m.text" || got.Mentions != nil {
				t.Errorf("among three, it is %s with mentions %v", got.Type, got.Mentions)
			}
		})
	}
}

// TestRingGoesOutThoughNobodyKnowsWhoIsThere.
func TestRingGoesOutThoughNobodyKnowsWhoIsThere(t *testing.T) {
	s := newStage(t)
	s.server.Fail(matrixtest.Fault{Path: "/joined_members", Status: 502, Body: "no"})
	ring := text("Starting in 10 min")
	ring.Rings = true
	s.send(ring)
	if got := s.newest(); got.Type != "m.text" || got.Mentions != nil {
		t.Errorf("it is %s with mentions %v", got.Type, got.Mentions)
	}
}

// TestUsherIsCalledByTheNameThatItHas, which may be another in each room, and change.
func TestUsherIsCalledByTheNameThatItHas(t *testing.T) {
	s := newStage(t)
	room := s.crowd()
	in, _ := s.receive()
	named := func(name string) {
		s.ada.SendRaw(room, `{"type":"m.room.member","state_key":"@usher:test","sender":"@usher:test","event_id":"$named-`+name+`",
			"content":{"membership":"join","displayname":"`+name+`"},"unsigned":{"prev_content":{"membership":"join"}}}`)
	}
	for _, test := range []struct{ name, said, want string }{
		{"Türsteher", "Türsteher: next", "/next"},
		{"Door Man", "door man, tpm", "tpm"},
		{"Door Man", "Türsteher: next", "/now"}, // of before
		{"Door Man", "door man wanted", "/now"},
		{"Door Man", "@usher tpm", "tpm"},
		{"Door Man", "@ushers unite", "/now"},
		{"Door Man", "usher: next", "/next"},
	} {
		named(test.name)
		s.ada.Type(room, test.said)
		s.ada.Type(room, "!now") // whatever that was, this comes after it
		got := s.next(in)
		if got.Text != test.want {
			t.Errorf("%q to %s comes in as %q, want %q", test.said, test.name, got.Text, test.want)
		}
		if test.want != "/now" {
			s.next(in)
		}
	}
}

// TestReplyToUsherIsSaidToUsher: new clients mention whom they reply to, old ones
// quote them. A reply to others is not.
func TestReplyToUsherIsSaidToUsher(t *testing.T) {
	s := newStage(t)
	room := s.crowd()
	in, _ := s.receive()
	for _, test := range []struct {
		body    string
		mention []string
		want    string
	}{
		{"tpm", []string{matrixtest.Bot}, "tpm"},
		{"> <@usher:test> Now\n> **1** in Dome\n\ntpm", nil, "tpm"},
		{"> <@bob:test> what is on?\n\ntpm", nil, "/now"},
		{"tpm", []string{"@bob:test"}, "/now"},
	} {
		s.ada.Send(room, "m.room.message", map[string]any{"msgtype": "m.text", "body": test.body,
			"m.mentions":   map[string]any{"user_ids": test.mention},
			"m.relates_to": map[string]any{"m.in_reply_to": map[string]any{"event_id": "$x"}}})
		s.ada.Type(room, "!now")
		got := s.next(in)
		if got.Text != test.want {
			t.Errorf("%q to %v comes in as %q", test.body, test.mention, got.Text)
		}
		if test.want != "/now" {
			s.next(in)
		}
	}
}

// TestLongListsAreSplitBetweenTalks holds that the lines of a talk stay together.
func TestLongListsAreSplitBetweenTalks(t *testing.T) {
	s := newStage(t)
	var m bot.Message
	for range 40 {
		m.Body = append(m.Body, bot.Paragraph{{Text: "entry " + strings.Repeat("in Dome ", 90)}},
			bot.Paragraph{{Text: strings.Repeat("title ", 60), Tied: true}}, bot.Paragraph{{Text: "the speakers", Tied: true}})
	}
	s.send(m)
	seen := s.ada.Messages(s.room)
	if len(seen) < 2 {
		t.Fatalf("it is %d messages", len(seen))
	}
	for _, part := range seen {
		if !strings.HasPrefix(part.Text, "entry") || !strings.HasSuffix(part.Text, "the speakers") {
			t.Errorf("parted within a talk: %.20q… to …%q", part.Text, part.Text[len(part.Text)-20:])
		}
	}
}

// TestTypingIsShownUntilItEnds.
func TestTypingIsShownUntilItEnds(t *testing.T) {
	s := newStage(t)
	ctx, made := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.matrix.Typing(ctx, s.chat(), "") }()
	s.server.Wait("typing", func() bool { return s.server.Typing(s.room) })
	made()
	<-ended
	if s.server.Typing(s.room) {
		t.Error("it types for ever")
	}
	// Where the network will have none of it there is nothing to wait for.
	s.server.Fail(matrixtest.Fault{Path: "/typing/", Status: 403, Body: `{"errcode":"M_FORBIDDEN","error":"no"}`})
	s.matrix.Typing(t.Context(), s.chat(), "")
}

// TestWhatWasReadIsSaidToBe of the newest that was meant for Usher, and not while the
// homeserver has no time for that: then it is left.
func TestWhatWasReadIsSaidToBe(t *testing.T) {
	s := newStage(t)
	room := s.crowd()
	in, _ := s.receive()
	asked := s.ada.Type(room, "!now")
	s.next(in)
	s.server.Wait("a receipt", func() bool { return s.server.Read(room) == asked })
	s.server.Fail(matrixtest.Fault{Path: "/receipt/", Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`})
	s.ada.Type(room, "!next")
	s.next(in)
	s.server.Wait("it is refused", s.server.Faultless)
	s.ada.Type(room, "lunch?")
	asked = s.ada.Type(s.room, "!now")
	s.next(in)
	s.server.Wait("a receipt elsewhere", func() bool { return s.server.Read(s.room) == asked })
	if n := len(slices.DeleteFunc(s.server.Requests(), func(r string) bool { return !strings.Contains(r, "/receipt/") })); n != 3 {
		t.Errorf("%d receipts were tried, want 3", n)
	}
}
