package telegram_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// become is what came in, as far as it says what has become of a chat.
func become(in bot.Incoming) bot.Incoming {
	return bot.Incoming{Chat: in.Chat, Text: in.Text, Sender: in.Sender, Shared: in.Shared, Fate: in.Fate, Replaces: in.Replaces}
}

func TestHearsWhereItMaySpeak(t *testing.T) {
	may := func(s telegramtest.Standing) telegramtest.Standing { s.MaySend = true; return s }
	silent := telegramtest.Administrator
	silent.MayPost = false
	kicked := telegramtest.Muted
	kicked.Member, kicked.MaySend = false, true
	const hello = bot.NoFate
	tests := map[string]struct {
		in   func(*telegramtest.Person) *telegramtest.Person
		to   []telegramtest.Standing
		want []bot.Fate
	}{
		"a person blocks it, and no longer": {alone, []telegramtest.Standing{telegramtest.Kicked, telegramtest.Member}, []bot.Fate{bot.Lost, bot.Found}},
		"it comes into a group":             {into("group"), []telegramtest.Standing{telegramtest.Member}, []bot.Fate{hello}},
		"it is thrown out, and comes back": {into("supergroup"), []telegramtest.Standing{telegramtest.Member, telegramtest.Kicked, telegramtest.Administrator},
			[]bot.Fate{hello, bot.Lost, hello}},
		"it leaves": {into("group"), []telegramtest.Standing{telegramtest.Member, telegramtest.Left}, []bot.Fate{hello, bot.Lost}},
		"it is muted, and no longer": {into("supergroup"), []telegramtest.Standing{telegramtest.Member, telegramtest.Muted, may(telegramtest.Muted), telegramtest.Muted, telegramtest.Administrator},
			[]bot.Fate{hello, bot.Lost, bot.Found, bot.Lost, bot.Found}},
		"it is restricted, and not there": {into("supergroup"), []telegramtest.Standing{kicked, may(telegramtest.Muted)}, []bot.Fate{bot.Lost, hello}},
		"it may post in a channel": {into("channel"), []telegramtest.Standing{telegramtest.Member, silent, telegramtest.Administrator, telegramtest.Left},
			[]bot.Fate{bot.Lost, bot.Lost, bot.Found, bot.Lost}},
		"a channel is not greeted": {into("channel"), []telegramtest.Standing{telegramtest.Administrator}, []bot.Fate{bot.Found}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := telegramtest.New(t)
			where := test.in(server.Person("Ada", "de"))
			for _, to := range test.to {
				where.Place(to)
			}
			next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
			for i, fate := range test.want {
				want := bot.Incoming{Chat: chat(where), Shared: where.ChatID() != where.ID(), Fate: fate}
				if fate == hello {
					want.Text, want.Sender = "/start", where.ID()
				}
				if diff := cmp.Diff(want, become(next())); diff != "" {
					t.Errorf("%d. %s", i+1, diff)
				}
			}
		})
	}
}

func alone(p *telegramtest.Person) *telegramtest.Person { return p }

func into(kind string) func(*telegramtest.Person) *telegramtest.Person {
	return func(p *telegramtest.Person) *telegramtest.Person { return p.InNew(kind, "All Systems Go!") }
}

// TestHearsThatAGroupIsASupergroup holds that both of the messages that say so mean the
// same, and that nobody is greeted for it.
func TestHearsThatAGroupIsASupergroup(t *testing.T) {
	server := telegramtest.New(t)
	group := server.Person("Ada", "").InGroup("All Systems Go!")
	super := group.Upgrade()
	super.Place(telegramtest.Left)
	super.Place(telegramtest.Member)
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	moved := bot.Incoming{Chat: chat(super), Shared: true, Replaces: chat(group)}
	for range 2 {
		if diff := cmp.Diff(moved, become(next())); diff != "" {
			t.Error(diff)
		}
	}
	next() // that it left
	super.Type("/now")
	if in := next(); in.Text != "/now" || in.Chat != chat(super) {
		t.Errorf("heard is %+v", in)
	}
}

// TestNewsOfAChatIsNeverTooOld: what has become of a chat is true however late.
func TestNewsOfAChatIsNeverTooOld(t *testing.T) {
	server := telegramtest.New(t)
	server.Update("my_chat_member", `{"chat":{"id":7,"type":"private"},"from":{"id":7},"date":1,`+
		`"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}`)
	server.Update("message", `{"message_id":7,"chat":{"id":-7,"type":"group"},"migrate_to_chat_id":-1007,"date":1}`)
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	if in := next(); in.Fate != bot.Lost {
		t.Errorf("heard is %+v", in)
	}
	if in := next(); in.Replaces.ID != "-7" || in.Chat.ID != "-1007" {
		t.Errorf("heard is %+v", in)
	}
}

// TestWhereItMayNotSpeakIsGone holds that what Telegram says there means that.
func TestWhereItMayNotSpeakIsGone(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	tg := open(t, server, &bottest.Inbox{}, nil)
	for _, kind := range []string{"group", "supergroup", "channel"} {
		for _, s := range []telegramtest.Standing{telegramtest.Left, telegramtest.Kicked, telegramtest.Muted} {
			in := ada.InNew(kind, "All Systems Go!")
			in.Place(s)
			_, err := tg.Send(t.Context(), bot.Message{Chat: chat(in), Body: text("x")})
			if failed := bot.AsSendError(err); failed.Failure != bot.Gone {
				t.Errorf("%s in a %s: %v", s.Status, kind, err)
			}
		}
	}
}
