package matrix_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

func TestFailureOfEachAnswer(t *testing.T) {
	limit := `{"errcode":"M_LIMIT_EXCEEDED","error":"slow down","retry_after_ms":1500}`
	for name, test := range map[string]struct {
		fault  matrixtest.Fault
		want   bot.Failure
		after  time.Duration
		unsure bool
	}{
		"429 by body":        {fault: matrixtest.Fault{Status: 429, Body: limit}, want: bot.Throttled, after: 1500 * time.Millisecond},
		"429 by header":      {fault: matrixtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "7"}, Body: limit}, want: bot.Throttled, after: 7 * time.Second},
		"429 by a date":      {fault: matrixtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "Wed, 13 Sep 2023 12:00:07 GMT"}}, want: bot.Throttled, after: 7 * time.Second},
		"429 for ever":       {fault: matrixtest.Fault{Status: 429, Header: map[string]string{"Retry-After": "99999999999999"}}, want: bot.Throttled, after: 24 * time.Hour},
		"429 of a proxy":     {fault: matrixtest.Fault{Status: 429, Body: "<html>slow down</html>"}, want: bot.Throttled, after: 5 * time.Second},
		"not in the room":    {fault: matrixtest.Fault{Status: 403, Body: `{"errcode":"M_FORBIDDEN","error":"no"}`}, want: bot.Gone},
		"no such room":       {fault: matrixtest.Fault{Status: 404, Body: `{"errcode":"M_NOT_FOUND","error":"no"}`}, want: bot.Gone},
		"403 of a proxy":     {fault: matrixtest.Fault{Status: 403, Body: "<html>forbidden</html>"}, want: bot.Temporary},
		"404 of a proxy":     {fault: matrixtest.Fault{Status: 404, Body: "<html>nothing here</html>"}, want: bot.Temporary},
		"404 of no endpoint": {fault: matrixtest.Fault{Status: 404, Body: `{"errcode":"M_UNRECOGNIZED","error":"no"}`}, want: bot.Temporary},
		"no consent":         {fault: matrixtest.Fault{Status: 403, Body: `{"errcode":"M_CONSENT_NOT_GIVEN","error":"no"}`}, want: bot.Temporary},
		"413":                {fault: matrixtest.Fault{Status: 413, Body: `{"errcode":"M_TOO_LARGE","error":"no"}`}, want: bot.Rejected},
		"413 of a proxy":     {fault: matrixtest.Fault{Status: 413, Body: "<html>too large</html>"}, want: bot.Rejected},
		"400":                {fault: matrixtest.Fault{Status: 400, Body: `{"errcode":"M_BAD_JSON","error":"no"}`}, want: bot.Rejected},
		"logged out":         {fault: matrixtest.Fault{Status: 401, Body: `{"errcode":"M_UNKNOWN_TOKEN","error":"no"}`}, want: bot.Temporary},
		"500":                {fault: matrixtest.Fault{Status: 500, Body: `{"errcode":"M_UNKNOWN","error":"oh"}`}, want: bot.Temporary, unsure: true},
		"502 of a proxy":     {fault: matrixtest.Fault{Status: 502, Body: "<html>bad gateway</html>"}, want: bot.Temporary, unsure: true},
		"no JSON":            {fault: matrixtest.Fault{Status: 200, Body: "<html>welcome</html>"}, want: bot.Temporary, unsure: true},
		"null":               {fault: matrixtest.Fault{Status: 200, Body: "null"}, want: bot.Temporary, unsure: true},
		"no event id":        {fault: matrixtest.Fault{Status: 200, Body: "{}"}, want: bot.Temporary, unsure: true},
		"the answer is lost": {fault: matrixtest.Fault{Lose: true}, want: bot.Temporary, unsure: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.now = func() time.Time { return time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC) }
			s.start()
			test.fault.Path = matrixtest.Message
			s.server.Fail(test.fault)
			m := text("Now")
			m.Chat = s.chat()
			_, err := s.matrix.Send(t.Context(), m)
			failed, ok := errors.AsType[*bot.SendError](err)
			if !ok {
				t.Fatalf("Send returned %v", err)
			}
			if failed.Failure != test.want || failed.After != test.after || failed.Unsure != test.unsure {
				t.Errorf("failed as %v after %v, unsure %v; want %v after %v, unsure %v",
					failed.Failure, failed.After, failed.Unsure, test.want, test.after, test.unsure)
			}
			if n := s.server.Sends(); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

func TestUnreachableIsSureNotToHaveArrived(t *testing.T) {
	s := newStage(t)
	s.send(text("the room is known now"))
	s.server.Stop()
	m := text("Now")
	m.Chat = s.chat()
	// The first may still go out on a connection whose end nobody has noticed.
	_, _ = s.matrix.Send(t.Context(), m)
	_, err := s.matrix.Send(t.Context(), m)
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok || failed.Failure != bot.Temporary || failed.Unsure {
		t.Errorf("Send returned %+v, want a temporary failure that is sure", err)
	}
}

func TestRingNotifiesAndAnswerDoesNot(t *testing.T) {
	s := newDoors(t)
	in, _ := s.receive()
	room := s.ada.Room()
	s.ada.Invite(room, true)
	s.welcomed(in, room)
	s.ada.Type(room, "tpm")
	s.next(in)
	var ref bot.Ref
	for _, rings := range []bool{false, true} {
		m := text("Starting in 10 min")
		m.Chat, m.Rings = chat(room), rings
		var err error
		if ref, err = s.matrix.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	seen := s.ada.Messages(room)
	if len(seen) != 2 {
		t.Fatalf("seen: %+v", seen)
	}
	if answer := seen[0]; answer.Type != "m.notice" || answer.Mentions != nil {
		t.Errorf("the answer is %s with mentions %v", answer.Type, answer.Mentions)
	}
	if ring := seen[1]; ring.Type != "m.text" || !slices.Equal(ring.Mentions, []string{s.ada.ID}) {
		t.Errorf("the ring is %s with mentions %v", ring.Type, ring.Mentions)
	}
	amended := text("Moved to 15:15")
	amended.Key = "amend"
	if err := s.matrix.Edit(t.Context(), ref, amended); err != nil {
		t.Fatal(err)
	}
	if ring := s.ada.Messages(room)[1]; ring.Text != "Moved to 15:15" || ring.Mentions != nil {
		t.Errorf("once amended it reads %q and rings again for %v", ring.Text, ring.Mentions)
	}
}

func TestLooks(t *testing.T) {
	s := newStage(t)
	s.send(bot.Message{Body: []bot.Paragraph{
		{{Text: "Now", Style: bot.Bold}, {Text: ", try "}, {Text: "/next dome", Style: bot.Command}, {Text: " or "}, {Text: "/tpm", Style: bot.Code}},
		{},
		{{Text: "14:30", Style: bot.Strike}, {Text: " "}, {Text: "Page", Style: bot.Link, URL: `https://example.org/?a="b"&c`}, {Text: " "}, {Text: "bad", Style: bot.Link, URL: "javascript:alert(1)"}},
	}})
	got := s.newest()
	if want := "Now, try !next dome or /tpm\n\n14:30 Page bad"; got.Text != want {
		t.Errorf("shows %q, want %q", got.Text, want)
	}
	if want := "Now, try !next dome or /tpm\n\n~~14:30~~ Page (https://example.org/?a=\"b\"&c) bad"; got.Plain != want {
		t.Errorf("shows without markup %q, want %q", got.Plain, want)
	}
}

func TestLegend(t *testing.T) {
	s := newStage(t)
	button := func(label, command string) bot.Button { return bot.Button{Label: label, Command: command} }
	for _, test := range []struct {
		buttons []bot.Button
		want    string
	}{
		{[]bot.Button{button("★ Star", "/star x"), button("1", "/talk a"), button("2", "/talk b"), button("After that", "/next +2")},
			"⭐ Star · 1️⃣ 2️⃣ · ➡️ After that"},
		{[]bot.Button{button("★ 1", "/star a"), button("★ 2", "/star b"), button("Next", "/next")},
			"★ 1️⃣ 2️⃣ · ➡️ Next"},
		{[]bot.Button{button("Keep 1", "/keep a"), button("Keep 2", "/keep b"), button("Keep both", "/keep all")},
			"Keep 1️⃣ 2️⃣ · 📌 Keep both"},
		{[]bot.Button{button("1", "/talk a"), button("1", "/talk b"), {Label: "Page", URL: "https://example.org/"}, button("11", "/talk c")},
			"1️⃣ · A 1 · Page (https://example.org/) · ℹ️ 11"},
		{[]bot.Button{button("2 more", "/search tpm +3 < /now"), button("Back", "/now")},
			"➡️ 2 more · ▶️ Back"},
		{[]bot.Button{button("Now", "/now"), button("Settings", "/settings"), button("Help", "/help")},
			"▶️ Now · ⚙️ Settings · ❓ Help"},
		{[]bot.Button{button("Language", "/language < /settings"), button("Mute", "/mute"), button("What I keep", "/mydata"), button("Forget me", "/forget")},
			"🌐 Language · 🔕 Mute · 📄 What I keep · 🗑️ Forget me"},
		{[]bot.Button{button("Main Hall", "/next main"), button("Now", "/now"), button("Dome", "/next dome")},
			"A Main Hall · ▶️ Now · B Dome"},
	} {
		m := text("What")
		m.Buttons = [][]bot.Button{test.buttons}
		s.send(m)
		if got := s.newest().Legend; got != test.want {
			t.Errorf("the last line is %q, want %q", got, test.want)
		}
	}
	s.receive()
	s.server.Wait("all reactions of the last", func() bool { return len(s.newest().Reactions) == 3 })
	s.server.Wait("all reactions of the first", func() bool { return len(s.ada.Messages(s.room)[0].Reactions) == 4 })
	if diff := cmp.Diff([]string{"⭐", "1️⃣", "2️⃣", "➡️"}, s.ada.Messages(s.room)[0].Reactions); diff != "" {
		t.Error(diff)
	}
}

func TestManyButtonsHaveReactionsOfTheirOwn(t *testing.T) {
	s := newStage(t)
	m := text("All")
	for range 60 {
		m.Buttons = append(m.Buttons, []bot.Button{{Label: "1", Command: "/talk x"}})
	}
	s.send(m)
	s.receive()
	s.server.Wait("all reactions", func() bool { return len(s.newest().Reactions) == 60 })
	keys := s.newest().Reactions
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 60 {
		t.Errorf("not all reactions differ: %q", keys)
	}
}

func TestReactionsFollowAnEdit(t *testing.T) {
	s := newStage(t)
	s.receive()
	m := text("New Mount API")
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x"}, {Label: "More", Command: "/talk x more"}}}
	ref := s.send(m)
	s.server.Wait("reactions", func() bool { return slices.Equal(s.newest().Reactions, []string{"⭐", "ℹ️"}) })
	for _, label := range []string{"Unstar", "★ Star"} {
		m.Buttons[0][0] = bot.Button{Label: label, Command: "/star x"}
		if label == "Unstar" {
			m.Buttons[0][0].Command = "/unstar x"
		}
		if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{"Unstar": {"ℹ️", "✖️"}, "★ Star": {"ℹ️", "⭐"}}[label]
		s.server.Wait("reactions after "+label, func() bool { return slices.Equal(s.newest().Reactions, want) })
	}
	if err := s.matrix.Edit(t.Context(), ref, text("Gone")); err != nil {
		t.Fatal(err)
	}
	s.server.Wait("no reactions", func() bool { return len(s.newest().Reactions) == 0 })
}

func TestReactionsWaitWhenTheServerIsBusy(t *testing.T) {
	s := newStage(t)
	s.server.Fail(matrixtest.Fault{Path: "/send/m.reaction/", Status: 429, Times: 2,
		Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"slow down","retry_after_ms":1}`})
	s.receive()
	m := text("New Mount API")
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}}
	s.send(m)
	s.server.Wait("a reaction", func() bool { return len(s.newest().Reactions) == 1 })
}

func TestLongMessagesAreSplitBetweenParagraphs(t *testing.T) {
	s := newStage(t)
	var m bot.Message
	for range 60 {
		m.Body = append(m.Body, bot.Paragraph{{Text: strings.Repeat("ten chars ", 99) + "the end", Style: bot.Bold}})
	}
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}}
	m.Key = "long"
	ref := s.send(m)
	again := s.send(m)
	seen := s.ada.Messages(s.room)
	var all []string
	for _, part := range seen {
		if !strings.HasSuffix(part.Text, "the end") {
			t.Errorf("cut in a paragraph: …%q", part.Text[len(part.Text)-20:])
		}
		all = append(all, part.Text)
	}
	if got := strings.Join(all, "\n"); got != m.Text() || len(seen) < 3 {
		t.Errorf("%d messages of %d bytes, want a few of %d", len(seen), len(got), len(m.Text()))
	}
	if last := seen[len(seen)-1]; ref != again || ref.ID != last.ID || len(last.Buttons) != 1 {
		t.Errorf("sent as %v and %v; the last is %s with buttons %q", ref, again, last.ID, last.Buttons)
	}
	if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
		t.Errorf("editing it: %v", err)
	}
}

func TestHostileParagraphFits(t *testing.T) {
	for name, piece := range map[string]string{"html": `<&>"`, "quotes": `"\`, "wide": "👩‍👩‍👧‍👦"} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			want := strings.Repeat(piece, 9000)
			s.send(text(want))
			var got strings.Builder
			for _, part := range s.ada.Messages(s.room) {
				got.WriteString(part.Text)
			}
			if got.String() != want {
				t.Errorf("%d bytes arrive of %d", got.Len(), len(want))
			}
		})
	}
}

// TestReactionsLeaveRoomForMessages: while the homeserver refuses messages, none of
// what it takes is spent on reactions.
func TestReactionsLeaveRoomForMessages(t *testing.T) {
	s := newStage(t)
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Status: 429, Header: map[string]string{"Retry-After": "1"}})
	m := text("Now")
	m.Chat, m.Buttons = s.chat(), [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}}
	if _, err := s.matrix.Send(t.Context(), m); bot.AsSendError(err).Failure != bot.Throttled {
		t.Fatalf("Send returned %v", err)
	}
	s.send(m)
	in, _ := s.receive()
	for range 20 { // of which each takes longer than a reaction
		s.ada.Type(s.room, "tpm")
		s.next(in)
	}
	if got := s.newest().Reactions; len(got) > 0 {
		t.Errorf("reactions %q were put there", got)
	}
}
