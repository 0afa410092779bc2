package telegram_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

func TestHearsWhatIsMeantForIt(t *testing.T) {
	const private, group = "in private", "in a group"
	tests := map[string]map[string]string{ // where, typed, heard: "" is not
		private: {
			"/next":                          "/next",
			"/next Dome":                     "/next Dome",
			"/next@usher_test_bot Dome":      "/next Dome",
			"/NEXT@Usher_Test_Bot Dome":      "/NEXT Dome",
			"/next@other_bot Dome":           "",
			"/next\u00A0Dome":                "/next Dome",
			"/next\n Main  Hall":             "/next Main  Hall",
			"/home/ada":                      "/home/ada",
			"  dome 15:00 ":                  "dome 15:00",
			"@usher_test_bot tpm":            "tpm",
			"@usher_test_bot":                "",
			"write to me@usher_test_bot.org": "write to me@usher_test_bot.org",
		},
		group: {
			"/next Dome":                    "/next Dome",
			"/next@usher_test_bot Dome":     "/next Dome",
			"/next@other_bot Dome":          "",
			"who has the adapter?":          "",
			"@usher_test_bot tpm":           "tpm",
			"what is next @USHER_test_bot?": "what is next ?",
			"@usher_test_bot_2 tpm":         "",
			"@other_bot tpm":                "",
			"/home/ada is full":             "",
		},
	}
	for where, lines := range tests {
		t.Run(where, func(t *testing.T) {
			server := telegramtest.New(t)
			ada := server.Person("Ada", "de-AT")
			if where == group {
				ada = ada.InGroup("All Systems Go!")
			}
			next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
			for typed, want := range lines {
				ada.Type(typed)
				ada.Type("/mark")
				in := next()
				if want == "" {
					want = "/mark"
				}
				if in.Text != want {
					t.Errorf("%q is heard as %q, want %q", typed, in.Text, want)
				}
				if in.Text != "/mark" {
					next()
				}
				if in.Chat != chat(ada) || in.Sender != ada.ID() || in.Language != "de-AT" {
					t.Errorf("%q is heard from %s in %v in %q", typed, in.Sender, in.Chat, in.Language)
				}
			}
		})
	}
}

func TestHearsRepliesToItself(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "").InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	next, _ := listening(t, tg)
	send(t, tg, bot.Message{Chat: chat(ada), Body: text("Starting in 10 min in Dome")})
	ada.Reply(ada.Messages()[0], "main hall")
	if in := next(); in.Text != "main hall" {
		t.Errorf("the reply is heard as %q", in.Text)
	}
}

func TestHearsAndAcknowledgesPresses(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := open(t, server, &bottest.Inbox{}, nil)
	next, stop := listening(t, tg)
	ref := send(t, tg, bot.Message{
		Chat: chat(ada), Body: text("Soft Reboot"),
		Buttons: [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}},
	})
	for range 20 {
		ada.Press("★ Star")
		in := next()
		want := bot.Incoming{Chat: chat(ada), Sender: ada.ID(), Name: "Ada", Text: "/star x", Pressed: ref}
		in.Done, in.Before, in.At, in.Update = nil, nil, time.Time{}, ""
		if diff := cmp.Diff(want, in); diff != "" {
			t.Error(diff)
		}
	}
	eventually(t, "each press is acknowledged", func() bool { return server.Waiting() == 0 })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if got := server.Requests("answerCallbackQuery"); got != 20 {
		t.Errorf("20 presses were acknowledged %d times", got)
	}
}

// TestConfirmsWhatItDoesNotUnderstand: one strange update must not keep those
// behind it back.
func TestConfirmsWhatItDoesNotUnderstand(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	for _, u := range [][2]string{
		{"message", `null`},
		{"message", `{"message_id":"seven"}`},
		{"message", `{"message_id":7,"text":"nobody, nowhere","date":4102444800}`},
		{"message", `{"message_id":7,"chat":{"id":-7,"type":"group"},"from":{"id":7},"sticker":{"file_id":"x"},"date":4102444800}`},
		{"message", `{"message_id":7,"chat":{"id":7,"type":"private"},"from":{"id":8,"is_bot":true},"text":"/now","date":4102444800}`},
		{"edited_message", `{"message_id":7,"from":{"id":7},"text":"/now","date":4102444800}`},
		{"channel_post", `{"message_id":7,"chat":{"id":-1007,"type":"channel"},"text":"Lunch is ready.","date":4102444800}`},
		{"callback_query", `{"id":"1","from":{"id":7},"inline_message_id":"abc","game_short_name":"chess"}`},
		{"callback_query", `{"id":"2","from":{"id":7},"message":{"message_id":7,"date":0},"data":"/now"}`},
		{"my_chat_member", `{"chat":{"id":7,"type":"private"},"from":{"id":7},"date":1}`},
		{"my_chat_member", `{"from":{"id":7},"old_chat_member":{"status":"left"},"new_chat_member":{"status":"member"}}`},
		{"message", `{"message_id":9,"chat":{"id":-7,"type":"supergroup"},"from":{"id":777000},"sender_chat":{"id":-8,"type":"channel"},"is_automatic_forward":true,"text":"/now","date":4102444800}`},
		{"brain_wave", `{"frequency":[1,2,3]}`},
		{"message", `"a text"`},
	} {
		server.Update(u[0], u[1])
	}
	ada.Type("/now")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	if in := next(); in.Text != "/now" || in.Chat != chat(ada) {
		t.Errorf("what came in first is %+v", in)
	}
	eventually(t, "all is confirmed", func() bool { return server.Unconfirmed() == 0 })
}

// eventually waits for what has to come about.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happens that %s", what)
		}
	}
}

func text(lines ...string) []bot.Paragraph {
	var body []bot.Paragraph
	for _, line := range lines {
		body = append(body, bot.Paragraph{{Text: line}})
	}
	return body
}

func send(t *testing.T, p bot.Platform, m bot.Message) bot.Ref {
	t.Helper()
	ref, err := p.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}
