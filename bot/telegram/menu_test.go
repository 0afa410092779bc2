package telegram_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

var _ bot.MenuPublisher = (*telegram.Telegram)(nil)

// menuOf is a menu from pairs of commands and what they are for.
func menuOf(pairs ...string) (items []bot.MenuItem) {
	for i := 0; i < len(pairs); i += 2 {
		items = append(items, bot.MenuItem{Command: pairs[i], What: pairs[i+1]})
	}
	return items
}

// TestMenusHaveScopes: each is shown where it is meant for, in its language.
func TestMenusHaveScopes(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "de")
	tg := open(t, server, &bottest.Inbox{}, nil)
	publish := func(m bot.Menu) error { return tg.PublishMenu(t.Context(), m) }
	for scope, m := range map[string]bot.Menu{
		"all_private_chats":       {},
		"all_group_chats":         {For: bot.Shared, Language: "de-AT"},
		"all_chat_administrators": {For: bot.Rulers, Language: "en"},
		"chat " + ada.ChatID():    {Chat: chat(ada), Language: "de"},
	} {
		m.Items = menuOf("now", "what is on <"+scope+">", "next", strings.Repeat("what it is for ", 30))
		if err := publish(m); err != nil {
			t.Fatal(err)
		}
		language, _, _ := strings.Cut(m.Language, "-")
		menu := server.Menu(scope, language)
		if len(menu) != 2 || menu[0] != (telegramtest.MenuItem{Command: "now", Description: "what is on <" + scope + ">"}) ||
			!strings.HasSuffix(menu[1].Description, "…") {
			t.Errorf("in %s stands %+v", scope, menu)
		}
	}
	judged(t, "no language", publish(bot.Menu{Language: "deutsch"}), bot.SendError{Failure: bot.Rejected})
	judged(t, "wrong", publish(bot.Menu{Items: menuOf("Now!", "x")}), bot.SendError{Failure: bot.Rejected})
	judged(t, "nobody", publish(bot.Menu{Chat: bot.Chat{Platform: "telegram", ID: "7"}}), bot.SendError{Failure: bot.Gone})
}

// TestOnlyWhatDiffersIsSet: Telegram soon has enough of who sets things at each start.
func TestOnlyWhatDiffersIsSet(t *testing.T) {
	server := telegramtest.New(t)
	tg := open(t, server, &bottest.Inbox{}, nil)
	start := func(what, long, short string) (set int) {
		t.Helper()
		methods := []string{"setMyCommands", "setMyDescription", "setMyShortDescription"}
		before := server.Requests(methods...)
		for _, err := range []error{
			tg.PublishMenu(t.Context(), bot.Menu{Items: menuOf("now", what)}), tg.Introduce(t.Context(), "de", long, short),
		} {
			if err != nil {
				t.Error(err)
			}
		}
		return server.Requests(methods...) - before
	}
	got := []int{start("a", "long", "short"), start("a", "long", "short"), start("b", "long", "short"), start("b", "long", "other")}
	if diff := cmp.Diff([]int{3, 0, 1, 1}, got); diff != "" {
		t.Error(diff)
	}
}

// TestUsherIntroducesItself in as many characters as there is room for.
func TestUsherIntroducesItself(t *testing.T) {
	server := telegramtest.New(t)
	tg := open(t, server, &bottest.Inbox{}, nil)
	if err := tg.Introduce(t.Context(), "", strings.Repeat("ö", 513), strings.Repeat("ö", 121)); err != nil {
		t.Fatal(err)
	}
	long, short := server.About("")
	if long != strings.Repeat("ö", 511)+"…" || short != strings.Repeat("ö", 119)+"…" {
		t.Errorf("it says %q and %q", long, short)
	}
	for _, method := range []string{"getMyDescription", "setMyDescription", "getMyShortDescription", "setMyShortDescription"} {
		server.Fail(method, telegramtest.Refused(400, "Bad Request: no"))
		judged(t, method, tg.Introduce(t.Context(), "de", "long "+method, "short "+method), bot.SendError{Failure: bot.Rejected})
	}
}
