package telegram_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// People share what they find, and are answered alone.
var (
	_ bot.Sharer    = (*telegram.Telegram)(nil)
	_ bot.Whisperer = (*telegram.Telegram)(nil)
)

// shelf has 45 cards, of which it shows some from where it is asked to.
func shelf(_ context.Context, q bot.Query) bot.Finds {
	if q.Text == "nothing" {
		return bot.Finds{Otherwise: "Ask me"}
	}
	var finds bot.Finds
	for i := q.Skip; i < min(45, q.Skip+q.Most); i++ {
		finds.Cards = append(finds.Cards, bot.Card{
			Key: fmt.Sprint("talk-", i), Title: fmt.Sprint("Talk ", i, " of <", q.Text, ">"), What: "12:30 in Dome",
			Message: bot.Message{
				Body:    []bot.Paragraph{{{Text: "Talk <1>", Style: bot.Bold}}, {{Text: strings.Repeat("long ", 2000)}}},
				Buttons: [][]bot.Button{{{Label: "★ Star", Command: "/star talk-1"}, {Label: "More", URL: "https://t.me/usher_test_bot?start=talk_1"}}},
			},
		})
	}
	finds.More = q.Skip+q.Most < 45
	return finds
}

// sharing is an Usher on whose inbox nothing of this may leave a trace.
func sharing(t *testing.T, server *telegramtest.Server) (*telegram.Telegram, *bottest.Inbox, func() bot.Incoming) {
	t.Helper()
	inbox := &bottest.Inbox{}
	tg := open(t, server, inbox, nil)
	tg.Share(shelf)
	next, _ := listening(t, tg)
	return tg, inbox, next
}

// TestInlineQueriesAreAnswered a page at a time, in Telegram's own limits, and are not
// kept: Telegram itself forgets them after 30 s.
func TestInlineQueriesAreAnswered(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "de")
	_, inbox, _ := sharing(t, server)
	var cards []telegramtest.Card
	for offset, page := "", 0; page == 0 || offset != ""; page++ {
		ada.Look("reboot", offset)
		eventually(t, "the page is there", func() bool { return len(ada.Offers()) > page })
		offer := ada.Offers()[page]
		cards, offset = append(cards, offer.Cards...), offer.Next
		if offer.Keep > 10 {
			t.Errorf("what is on now is kept for %d s", offer.Keep)
		}
	}
	if len(cards) != 45 || cards[44].ID != "talk-44" || cards[44].Title != "Talk 44 of <reboot>" || cards[44].What != "12:30 in Dome" {
		t.Errorf("%d cards, the last of which is %+v", len(cards), cards[len(cards)-1])
	}
	m := cards[0].Message
	if !strings.HasPrefix(m.Text, "Talk <1>\n") || !strings.HasSuffix(m.Text, "…") || m.Preview {
		t.Errorf("what is passed on is\n%.100s", m.Text)
	}
	if diff := cmp.Diff([]string{"★ Star", "More"}, m.Labels()); diff != "" {
		t.Error(diff)
	}
	if kept, err := inbox.Pending(t.Context(), "telegram"); err != nil || len(kept) > 0 {
		t.Errorf("the inbox has %v, %v", kept, err)
	}
	ada.Look("nothing", "")
	eventually(t, "nothing is found", func() bool { return len(ada.Offers()) == 4 })
	if last := ada.Offers()[3]; len(last.Cards) > 0 || last.Button != "Ask me" || last.Start != "find" {
		t.Errorf("where there is nothing: %+v", last)
	}
	ada.Look("reboot", "garbage")
	eventually(t, "an offset that is none begins anew", func() bool { return len(ada.Offers()) == 5 && len(ada.Offers()[4].Cards) == 20 })
}

// TestQueriesHoldUpNothing: a search that hangs delays no command, and who types on
// meanwhile is answered once, for what they typed last.
func TestQueriesHoldUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		tg, _ := piped(t, server, &bottest.Inbox{})
		free := make(chan struct{})
		var mu sync.Mutex
		var asked []string
		tg.Share(func(ctx context.Context, q bot.Query) bot.Finds {
			mu.Lock()
			asked = append(asked, q.Text)
			mu.Unlock()
			<-free
			return shelf(ctx, q)
		})
		next, stop := hearing(t, tg)
		for _, typed := range []string{"s", "so", "sof", "soft"} {
			ada.Look(typed, "")
			time.Sleep(100 * time.Millisecond)
		}
		ada.Type("/now")
		if in := next(); in.Text != "/now" {
			t.Errorf("heard is %q", in.Text)
		}
		close(free)
		time.Sleep(time.Second)
		mu.Lock()
		if diff := cmp.Diff([]string{"s", "soft"}, asked); diff != "" {
			t.Errorf("looked for (-want +got)\n%s", diff)
		}
		mu.Unlock()
		if n := len(ada.Offers()); n != 2 {
			t.Errorf("%d answers", n)
		}
		_ = stop()
	})
}

// TestAFloodOfQueriesIsAnsweredFourTimesASecond, the last of it too, and meanwhile
// everybody else at once.
func TestAFloodOfQueriesIsAnsweredFourTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		eve, ada := server.Person("Eve", ""), server.Person("Ada", "")
		tg, _ := piped(t, server, &bottest.Inbox{})
		var mu sync.Mutex
		asked := map[bot.Chat][]string{}
		tg.Share(func(ctx context.Context, q bot.Query) bot.Finds {
			mu.Lock()
			defer mu.Unlock()
			asked[q.Chat] = append(asked[q.Chat], q.Text)
			return shelf(ctx, q)
		})
		_, stop := hearing(t, tg)
		for i := range 200 { // in two seconds
			eve.Look(fmt.Sprint("flood ", i), "")
			if i == 100 {
				ada.Look("reboot", "")
				synctest.Wait()
				if len(ada.Offers()) != 1 {
					t.Error("another waits for that")
				}
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		mu.Lock()
		flood := asked[chat(eve)]
		mu.Unlock()
		if len(flood) != 1+8 || flood[8] != "flood 199" {
			t.Errorf("Eve is answered %d times: %q", len(flood), flood)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAnOldQueryIsLeft: nobody waits for what was typed long ago, and Telegram takes no
// answer to it.
func TestAnOldQueryIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		tg, _ := piped(t, server, &bottest.Inbox{})
		tg.Share(func(ctx context.Context, q bot.Query) bot.Finds {
			if q.Text == "slow" {
				time.Sleep(15 * time.Second)
			}
			return shelf(ctx, q)
		})
		_, stop := hearing(t, tg)
		for range 4 { // as many as are answered at the same time
			server.Person("Eve", "").Look("slow", "")
		}
		time.Sleep(time.Millisecond)
		ada := server.Person("Ada", "")
		ada.Look("fast", "")
		time.Sleep(time.Minute)
		if n := len(ada.Offers()); n != 0 {
			t.Errorf("what was asked too long ago is answered")
		}
		ada.Look("fast", "")
		time.Sleep(time.Second)
		if n := len(ada.Offers()); n != 1 {
			t.Errorf("%d answers to the next", n)
		}
		_ = stop()
	})
}

// TestAPressUnderACardIsWhispered: it belongs to who pressed, in their own chat, and is
// acknowledged by the answer.
func TestAPressUnderACardIsWhispered(t *testing.T) {
	server := telegramtest.New(t)
	ada, bob := server.Person("Ada", "de"), server.Person("Bob", "")
	tg, _, next := sharing(t, server)
	ada.Look("reboot", "")
	eventually(t, "there are cards", func() bool { return len(ada.Offers()) > 0 })
	card := ada.PassOn(ada.Offers()[0].Cards[0])
	whisper := func(m bot.Message) telegramtest.Told {
		t.Helper()
		bob.PressCard(card, "★ Star")
		in := next()
		if in.Text != "/star talk-1" || in.Chat != chat(bob) || in.Sender != bob.ID() || !in.Elsewhere || in.Shared {
			t.Errorf("heard is %+v", in)
		}
		if err := tg.Whisper(t.Context(), in.Pressed, m); err != nil {
			t.Error(err)
		}
		in.Done()
		all := bob.Told()
		return all[len(all)-1]
	}
	for want, m := range map[telegramtest.Told]bot.Message{
		{Text: "★ Yours."}:                     {Body: text("★ Yours.")},
		{Text: strings.Repeat("x", 199) + "…"}: {Body: text(strings.Repeat("x", 300))},
		{URL: "https://t.me/usher_test_bot?start=star_x"}: {
			Body: text("Write to me"), Buttons: [][]bot.Button{{{Label: "Write to me", URL: "https://t.me/usher_test_bot?start=star_x"}}},
		},
		{Text: "Elsewhere"}: {Body: text("Elsewhere"), Buttons: [][]bot.Button{{{Label: "Page", URL: "https://example.org/?start=x"}}}},
	} {
		if diff := cmp.Diff(want, whisper(m)); diff != "" {
			t.Error(diff)
		}
	}
	if n := server.Waiting(); n != 0 {
		t.Errorf("%d presses were not acknowledged", n)
	}
	if n := len(bob.Messages()); n != 0 {
		t.Errorf("Bob got %d messages", n)
	}
	err := tg.Whisper(t.Context(), bot.Ref{Chat: chat(bob), ID: "long ago"}, bot.Message{Body: text("★ Yours.")})
	judged(t, "whisper", err, bot.SendError{Failure: bot.Rejected})
}
