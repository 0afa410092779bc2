package telegram_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

func TestAnAnswerHasAMeaning(t *testing.T) {
	refused := telegramtest.Refused
	tests := map[string]struct {
		fault telegramtest.Fault
		want  bot.SendError
	}{
		"too many":           {telegramtest.TooMany(283), bot.SendError{Failure: bot.Throttled, After: 283 * time.Second}},
		"too many, untold":   {refused(429, "Too Many Requests"), bot.SendError{Failure: bot.Throttled, After: time.Second}},
		"blocked":            {telegramtest.Blocked(), bot.SendError{Failure: bot.Gone}},
		"deactivated":        {refused(403, "Forbidden: user is deactivated"), bot.SendError{Failure: bot.Gone}},
		"kicked":             {refused(403, "Forbidden: bot was kicked from the group chat"), bot.SendError{Failure: bot.Gone}},
		"no such chat":       {refused(400, "Bad Request: chat not found"), bot.SendError{Failure: bot.Gone}},
		"group deactivated":  {refused(400, "Bad Request: group chat was deactivated"), bot.SendError{Failure: bot.Gone}},
		"muted":              {refused(400, "Bad Request: not enough rights to send text messages to the chat"), bot.SendError{Failure: bot.Gone}},
		"never met":          {refused(403, "Forbidden: bot can't initiate conversation with a user"), bot.SendError{Failure: bot.Gone}},
		"a bot":              {refused(403, "Forbidden: bot can't send messages to bots"), bot.SendError{Failure: bot.Gone}},
		"no member":          {refused(403, "Forbidden: bot is not a member of the channel chat"), bot.SendError{Failure: bot.Gone}},
		"group deleted":      {refused(403, "Forbidden: the group chat was deleted"), bot.SendError{Failure: bot.Gone}},
		"no poster":          {refused(400, "Bad Request: need administrator rights in the channel chat"), bot.SendError{Failure: bot.Gone}},
		"no rights":          {refused(400, "Bad Request: have no rights to send a message"), bot.SendError{Failure: bot.Gone}},
		"no writing":         {refused(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), bot.SendError{Failure: bot.Gone}},
		"restricted":         {refused(400, "Bad Request: CHAT_RESTRICTED"), bot.SendError{Failure: bot.Gone}},
		"no such peer":       {refused(400, "Bad Request: PEER_ID_INVALID"), bot.SendError{Failure: bot.Gone}},
		"general is closed":  {refused(400, "Bad Request: TOPIC_CLOSED"), bot.SendError{Failure: bot.Rejected}},
		"bad button":         {refused(400, "Bad Request: BUTTON_DATA_INVALID"), bot.SendError{Failure: bot.Rejected}},
		"no text":            {refused(400, "Bad Request: message text is empty"), bot.SendError{Failure: bot.Rejected}},
		"penalty of hours":   {telegramtest.TooMany(36_000), bot.SendError{Failure: bot.Throttled, After: 10 * time.Hour}},
		"another receives":   {refused(409, "Conflict: terminated by other getUpdates request"), bot.SendError{Failure: bot.Temporary}},
		"no such method":     {refused(404, "Not Found: method not found"), bot.SendError{Failure: bot.Temporary}},
		"proxy with JSON":    {refused(502, "Bad Gateway"), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"moved":              {telegramtest.Migrated(-1007), bot.SendError{Failure: bot.ChatMoved, To: bot.Chat{Platform: "telegram", ID: "-1007"}}},
		"bad markup":         {refused(400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3"), bot.SendError{Failure: bot.Rejected}},
		"too long":           {refused(400, "Bad Request: message is too long"), bot.SendError{Failure: bot.Rejected}},
		"too old to edit":    {refused(400, "Bad Request: message can't be edited"), bot.SendError{Failure: bot.Rejected}},
		"deleted meanwhile":  {refused(400, "Bad Request: message to edit not found"), bot.SendError{Failure: bot.Rejected}},
		"token revoked":      {refused(401, "Unauthorized"), bot.SendError{Failure: bot.Temporary}},
		"internal error":     {refused(500, "Internal Server Error"), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"proxy without way":  {telegramtest.BadGateway(), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"half an answer":     {telegramtest.Foreign(200, `{"ok":tr`), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"empty answer":       {telegramtest.Foreign(204, ""), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"elsewhere":          {telegramtest.Foreign(302, ""), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"connection cut":     {telegramtest.Reset(), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"answer lost":        {telegramtest.LostAnswer(), bot.SendError{Failure: bot.Temporary, Unsure: true}},
		"answer never comes": {telegramtest.Slow(time.Hour), bot.SendError{Failure: bot.Temporary, Unsure: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := telegramtest.NewPiped(t)
				ada := server.Person("Ada", "")
				tg, _ := piped(t, server, &bottest.Inbox{})
				m := bot.Message{Chat: chat(ada), Body: text("Now")}
				ref := send(t, tg, m)
				server.Fail("sendMessage", test.fault)
				_, err := tg.Send(t.Context(), m)
				judged(t, "send", err, test.want)
				server.Fail("editMessageText", test.fault)
				m.Body = text("Next")
				judged(t, "edit", tg.Edit(t.Context(), ref, m), test.want)
				server.Fail("setMyCommands", test.fault)
				judged(t, "publish", tg.PublishMenu(t.Context(), bot.Menu{Items: menuOf("now", "what is on")}), test.want)
			})
		})
	}
}

func judged(t *testing.T, what string, err error, want bot.SendError) {
	t.Helper()
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		t.Fatalf("%s: %v is no *bot.SendError", what, err)
	}
	if diff := cmp.Diff(want, *failed, cmpopts.IgnoreFields(bot.SendError{}, "Err")); diff != "" || failed.Err == nil {
		t.Errorf("%s: %v: %s", what, failed, diff)
	}
}

func TestWhatWasNotWrittenDidNotArrive(t *testing.T) {
	server := telegramtest.New(t)
	nobody, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: "http://127.0.0.1:1", Inbox: &bottest.Inbox{}})
	if err != nil {
		t.Fatal(err)
	}
	m := bot.Message{Chat: chat(server.Person("Ada", "")), Body: text("Now")}
	_, err = nobody.Send(t.Context(), m)
	judged(t, "refused", err, bot.SendError{Failure: bot.Temporary})

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = open(t, server, &bottest.Inbox{}, nil).Send(ctx, m)
	judged(t, "cancelled", err, bot.SendError{Failure: bot.Temporary})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled it says %v", err)
	}
}

func TestMarkup(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := open(t, server, &bottest.Inbox{}, nil)
	const page = `https://example.org/?a="b"&c=<d>`
	send(t, tg, bot.Message{
		Chat: chat(ada),
		Body: []bot.Paragraph{
			{{Text: "Soft <Reboot> & co", Style: bot.Bold}, {Text: " in "}, {Text: "Dome", Style: bot.Italic}},
			{},
			{{Text: "14:30", Style: bot.Strike}, {Text: " try "}, {Text: "tpm", Style: bot.Code}, {Text: " or "}, {Text: "/next", Style: bot.Command}},
			{{Text: "page", Style: bot.Link, URL: page}, {Text: " "}, {Text: "no page", Style: bot.Link, URL: "javascript:alert(1)"}},
		},
		Buttons: [][]bot.Button{
			{{Label: "★ <1>", Command: "/star 1"}, {Label: "Page", URL: "https://example.org/x"}},
			{{Label: "Not a page", URL: "http://localhost:8080/"}},
		},
	})
	star, leads := "/star 1", "https://example.org/x"
	want := []telegramtest.Message{{
		ID:     1,
		Text:   "Soft <Reboot> & co in Dome\n\n14:30 try tpm or /next\npage no page",
		Silent: true,
		Entities: []telegramtest.Entity{
			{Tag: "b", Text: "Soft <Reboot> & co"}, {Tag: "i", Text: "Dome"},
			{Tag: "s", Text: "14:30"}, {Tag: "code", Text: "tpm"},
			{Tag: "a", Text: "page", URL: page},
		},
		Buttons: [][]telegramtest.Key{{{Text: "★ <1>", Data: &star}, {Text: "Page", URL: &leads}}},
	}}
	if diff := cmp.Diff(want, ada.Messages()); diff != "" {
		t.Error(diff)
	}
}

func TestARingIsHeard(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := open(t, server, &bottest.Inbox{}, nil)
	send(t, tg, bot.Message{Chat: chat(ada), Body: text("Starting in 10 min in Dome"), Rings: true})
	send(t, tg, bot.Message{Chat: chat(ada), Body: text("Now")})
	if got := ada.Messages(); got[0].Silent || !got[1].Silent {
		t.Errorf("a ring is silent: %v, an answer: %v", got[0].Silent, got[1].Silent)
	}
}

func TestLongTextIsParted(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := open(t, server, &bottest.Inbox{}, nil)
	var lines []string
	for range 10 {
		lines = append(lines, strings.Repeat("<ü>&", 250), "")
	}
	m := bot.Message{Chat: chat(ada), Body: text(lines...), Buttons: [][]bot.Button{{{Label: "Next", Command: "/next"}}}}
	ref := send(t, tg, m)
	got := ada.Messages()
	var joined []string
	for i, part := range got {
		joined = append(joined, part.Text)
		if last := i == len(got)-1; last != (len(part.Buttons) > 0) || last != (strconv.Itoa(part.ID) == ref.ID) {
			t.Errorf("message %d of %d has the buttons %v and the id %d; the ref is %v", i+1, len(got), part.Labels(), part.ID, ref)
		}
	}
	if len(got) != 3 {
		t.Errorf("10,000 characters make %d messages", len(got))
	}
	trimmed := strings.TrimSpace(strings.Join(lines, "\n"))
	if diff := cmp.Diff(strings.Fields(trimmed), strings.Fields(strings.Join(joined, "\n"))); diff != "" {
		t.Error(diff)
	}

	// An edit has one message to change.
	if err := tg.Edit(t.Context(), ref, m); err != nil {
		t.Fatal(err)
	}
	edited := ada.Messages()[len(got)-1]
	if n := utf8.RuneCountInString(edited.Text); n < 3000 || n > 4096 || !strings.HasSuffix(edited.Text, "…") {
		t.Errorf("edited, it has %d characters and ends in %q", n, edited.Text[len(edited.Text)-10:])
	}

	// When the first part has arrived, what follows leaves doubt.
	server.Fail("sendMessage", telegramtest.Slow(0), telegramtest.TooMany(3))
	_, err := tg.Send(t.Context(), m)
	judged(t, "second part", err, bot.SendError{Failure: bot.Throttled, After: 3 * time.Second, Unsure: true})
}

func TestSizesAtTheLimit(t *testing.T) {
	for name, body := range map[string][]bot.Paragraph{
		"exactly as long as may be":    text(strings.Repeat("😀", 4096)),
		"with a blank line behind":     text(strings.Repeat("😀", 4096), ""),
		"with a blank line before":     text("", strings.Repeat("😀", 4096)),
		"two that just fit":            text(strings.Repeat("a", 4000), strings.Repeat("b", 95)),
		"more markup than text":        {{{Text: strings.Repeat(`"`, 4096)}}, {{Text: strings.Repeat(`"`, 4096)}}},
		"many links with long targets": {manyLinks(60)},
		"two that just do not fit":     text(strings.Repeat("a", 4000), strings.Repeat("b", 96)),
		"links that need two messages": {manyLinks(5), manyLinks(5)},
	} {
		t.Run(name, func(t *testing.T) {
			server := telegramtest.New(t)
			ada := server.Person("Ada", "")
			send(t, open(t, server, &bottest.Inbox{}, nil), bot.Message{Chat: chat(ada), Body: body})
			if got := ada.Messages(); len(got) == 0 {
				t.Error("nothing arrived")
			}
		})
	}
}

func manyLinks(n int) bot.Paragraph {
	var p bot.Paragraph
	for range n {
		p = append(p, bot.Span{Text: "link", Style: bot.Link, URL: "https://example.org/" + strings.Repeat("&", 900)})
	}
	return p
}

func TestNothingToSayIsRejected(t *testing.T) {
	server := telegramtest.New(t)
	tg := open(t, server, &bottest.Inbox{}, nil)
	_, err := tg.Send(t.Context(), bot.Message{Chat: chat(server.Person("Ada", "")), Body: text("", " \x00")})
	judged(t, "blank", err, bot.SendError{Failure: bot.Rejected})
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]telegram.Options{
		"no token":         {Inbox: &bottest.Inbox{}},
		"not a token":      {Token: "123:a b\n", Inbox: &bottest.Inbox{}},
		"not an address":   {Token: telegramtest.Token, API: "example.org", Inbox: &bottest.Inbox{}},
		"nowhere to keep":  {Token: telegramtest.Token},
		"another protocol": {Token: telegramtest.Token, API: "ftp://example.org", Inbox: &bottest.Inbox{}},
	} {
		if _, err := telegram.New(o); err == nil || o.Token != "" && strings.Contains(err.Error(), o.Token) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
