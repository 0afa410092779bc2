package telegram_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// The adapter knows who runs a group.
var _ bot.Host = (*telegram.Telegram)(nil)

func TestWhoRunsAGroup(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "").InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	for status, want := range map[string]bool{
		"creator": true, "administrator": true, "member": false, "restricted": false, "left": false, "kicked": false,
	} {
		who := server.Stranger(status, ada)
		who.Become(status)
		if may, err := tg.MayChange(t.Context(), chat(ada), who.ID()); err != nil || may != want {
			t.Errorf("%s: %t, %v", status, may, err)
		}
	}
	if may, err := tg.MayChange(t.Context(), chat(ada), "-1001234"); may || err != nil {
		t.Errorf("a channel: %t, %v", may, err)
	}
	ada.Become("creator")
	server.Fail("getChatMember", telegramtest.BadGateway())
	if may, err := tg.MayChange(t.Context(), chat(ada), ada.ID()); may || err == nil {
		t.Errorf("while nobody knows: %t, %v", may, err)
	}
	if may, err := tg.MayChange(t.Context(), bot.Chat{Platform: "telegram", ID: "-99"}, ada.ID()); may || err == nil {
		t.Errorf("of a group that nobody knows: %t, %v", may, err)
	}
}

// TestWhoRunsAGroupIsNotAskedEachTime: who changes something tends to change more. Who
// does not run it may be made to at any moment.
func TestWhoRunsAGroupIsNotAskedEachTime(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "").InGroup("All Systems Go!")
	bob := server.Person("Bob", "").With(ada)
	ada.Become("administrator")
	now := time.Now()
	tg, err := telegram.New(telegram.Options{
		Token: telegramtest.Token, API: server.URL, Inbox: &bottest.Inbox{}, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := func(p *telegramtest.Person, times int) int {
		before := server.Requests("getChatMember")
		for range times {
			if _, err := tg.MayChange(t.Context(), chat(ada), p.ID()); err != nil {
				t.Fatal(err)
			}
		}
		return server.Requests("getChatMember") - before
	}
	if a, b := asked(ada, 5), asked(bob, 5); a != 1 || b != 5 {
		t.Errorf("asked %d times of who runs it, %d of who does not", a, b)
	}
	now = now.Add(time.Minute)
	if a := asked(ada, 5); a != 1 {
		t.Errorf("a minute later asked %d times", a)
	}
}

// TestAnonymousAdministratorsAreHeard holds that who speaks as the group is one who
// runs it.
func TestAnonymousAdministratorsAreHeard(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "").InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	next, _ := listening(t, tg)
	ada.TypeAnonymously("/star soft reboot")
	in := next()
	if in.Text != "/star soft reboot" || in.Chat != chat(ada) || !in.Shared {
		t.Errorf("heard is %+v", in)
	}
	if may, err := tg.MayChange(t.Context(), in.Chat, in.Sender); err != nil || !may {
		t.Errorf("%s may change it: %t, %v", in.Sender, may, err)
	}
}

// TestWhereSomebodyIsAlone holds that who has not started the bot, or has blocked it,
// has no private chat.
func TestWhereSomebodyIsAlone(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	group := ada.InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	if got, ok, err := tg.Private(t.Context(), group.ID()); err != nil || !ok || got != chat(ada) {
		t.Errorf("%s, %t, %v", got, ok, err)
	}
	if got, ok, err := tg.Private(t.Context(), server.Stranger("Eve", group).ID()); ok || err != nil {
		t.Errorf("a stranger: %s, %v", got, err)
	}
	server.Fail("sendChatAction", telegramtest.TooMany(3))
	if got, ok, err := tg.Private(t.Context(), ada.ID()); ok || err == nil {
		t.Errorf("while nobody knows: %s, %v", got, err)
	}
	server.Fail("sendChatAction", telegramtest.Blocked())
	if got, ok, err := tg.Private(t.Context(), ada.ID()); ok || err != nil {
		t.Errorf("who has blocked the bot: %s, %v", got, err)
	}
}

// TestTheDoorIsTheBotsOwn holds that its address is known once Telegram has told who
// the bot is.
func TestTheDoorIsTheBotsOwn(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	group := ada.InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	if got := tg.Door("talk_x"); got != "" {
		t.Errorf("before that: %q", got)
	}
	next, _ := listening(t, tg)
	for where, shared := range map[*telegramtest.Person]bool{ada: false, group: true} {
		where.Type("/next")
		if in := next(); in.Shared != shared || in.Chat != chat(where) {
			t.Errorf("in %s it is shared: %t", in.Chat, in.Shared)
		}
	}
	if got := tg.Door(""); got != "https://t.me/"+telegramtest.UserName {
		t.Errorf("after that: %q", got)
	}
	if got := tg.Door("talk_x"); got != "https://t.me/"+telegramtest.UserName+"?start=talk_x" {
		t.Errorf("with something to say: %q", got)
	}
}
