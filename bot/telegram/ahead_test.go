package telegram_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// damaged is an inbox that keeps nothing that is not finished.
type damaged struct{ bottest.Inbox }

// Accept implements bot.Inbox.
func (d *damaged) Accept(context.Context, string, string, []bot.Incoming) ([]bot.Incoming, error) {
	return nil, errors.New("on purpose")
}

// TestWhatCannotBeStoredIsNotConfirmed: who has heard it and dies before they have
// answered hears it again, of Telegram.
func TestWhatCannotBeStoredIsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		ada.Type("/now")
		tg, _ := piped(t, server, &damaged{})
		next, stop := hearing(t, tg)
		next()
		time.Sleep(time.Minute) // it polls as ever
		if err := stop(); err != nil {
			t.Error(err)
		}
		tg, _ = piped(t, server, &bottest.Inbox{})
		next, stop = hearing(t, tg)
		if in := next(); in.Text != "/now" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhatIsAnsweredIsNotedThoughUsherStops a moment after, when the poll that tells
// Telegram so is under way.
func TestWhatIsAnsweredIsNotedThoughUsherStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		ada.Type("/now")
		inbox := &bottest.Inbox{}
		tg, _ := piped(t, server, inbox)
		next, stop := hearing(t, tg)
		in := next()
		in.Done()
		synctest.Wait()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if unheard, err := inbox.Unheard(t.Context(), "telegram", []bot.Incoming{in}); err != nil || len(unheard) > 0 {
			t.Errorf("nobody has noted that %v is answered, %v", unheard, err)
		}
	})
}

// TestAForeignPageSpoilsNoOtherAnswer, however much of it nobody has read.
func TestAForeignPageSpoilsNoOtherAnswer(t *testing.T) {
	server := telegramtest.New(t)
	ada := chat(server.Person("Ada", ""))
	tg := open(t, server, &bottest.Inbox{}, nil)
	for range 20 {
		server.Fail("sendMessage", telegramtest.Foreign(http.StatusBadGateway, strings.Repeat("<p>", 4_000)))
		if _, err := tg.Send(t.Context(), bot.Message{Chat: ada, Body: text("Now")}); err == nil {
			t.Fatal("a page is taken for an answer")
		}
		if _, err := tg.Send(t.Context(), bot.Message{Chat: ada, Body: text("Now")}); err != nil {
			t.Fatal(err)
		}
	}
}
