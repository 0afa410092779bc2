package telegram_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// TestPollingEndsTheWebhookThatWasLeft, and what that has not brought is heard.
func TestPollingEndsTheWebhookThatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front, inbox := server.Person("Ada", ""), server.Front(), &bottest.Inbox{}
		tg, _ := hooked(t, server, front, inbox)
		next, stop := hearing(t, tg)
		ada.Type("/now")
		next().Done()
		if err := stop(); err != nil {
			t.Error(err)
		}
		front.Serve(nil)
		ada.Type("/next")
		time.Sleep(time.Minute)

		tg, log := piped(t, server, inbox)
		next, stop = hearing(t, tg)
		if in := next(); in.Text != "/next" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("it is logged as an error:\n%s", log)
		}
	})
}

// TestAWebhookSetWhilePollingIsAnAlarm: it is another program's, and stays.
func TestAWebhookSetWhilePollingIsAnAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		front := server.Front()
		tg, log := piped(t, server, &bottest.Inbox{})
		_, stop := hearing(t, tg)
		synctest.Wait()
		other, _ := hooked(t, server, front, &bottest.Inbox{})
		_, stopOther := hearing(t, other)
		time.Sleep(10 * time.Minute)
		for _, end := range []func() error{stop, stopOther} {
			if err := end(); err != nil {
				t.Error(err)
			}
		}
		if server.Requests("deleteWebhook") != 0 || !strings.Contains(log.String(), "level=ERROR msg=\"somebody else receives") {
			t.Errorf("it ends the webhook, or says nothing of it:\n%s", log)
		}
	})
}

// TestAWebhookIsEndedOnce: two that would each have the bot to itself must not fight
// over it as fast as they can.
func TestAWebhookIsEndedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		active := telegramtest.Refused(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		server.Fail("getUpdates", active, active, active)
		tg, log := piped(t, server, &bottest.Inbox{})
		next, stop := hearing(t, tg)
		start := time.Now()
		ada.Type("/now")
		next()
		if took := time.Since(start); took != 3*time.Second || server.Requests("deleteWebhook") != 1 {
			t.Errorf("heard after %v, and %d webhooks ended", took, server.Requests("deleteWebhook"))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if n := strings.Count(log.String(), "level=ERROR msg=\"somebody else receives"); n != 2 {
			t.Errorf("there are %d alarms:\n%s", n, log)
		}
	})
}

// TestAWebhookThatIsTakenAwayIsSetAgain, with an alarm.
func TestAWebhookThatIsTakenAwayIsSetAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		tg, log := hooked(t, server, server.Front(), &bottest.Inbox{})
		next, stop := hearing(t, tg)
		synctest.Wait()
		server.TakeWebhook("https://example.org/other")
		ada.Type("/now")
		if in := next(); in.Text != "/now" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if n := strings.Count(log.String(), "level=ERROR msg=\"somebody else receives"); n != 1 {
			t.Errorf("there are %d alarms:\n%s", n, log)
		}
	})
}

// TestAWebhookThatLeadsNowhereIsToldOf, by what Telegram says of it, and once where
// it fails no more.
func TestAWebhookThatLeadsNowhereIsToldOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, log := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		front.Serve(http.NotFoundHandler())
		next, stop := hearing(t, tg)
		synctest.Wait()
		ada.Type("/now")
		time.Sleep(time.Second + time.Millisecond) // one more attempt
		front.Serve(handler)
		next().Done()
		time.Sleep(5 * time.Minute)
		if err := stop(); err != nil {
			t.Error(err)
		}
		if n := strings.Count(log.String(), "404 Not Found"); n != 1 {
			t.Errorf("it is told of %d times:\n%s", n, log)
		}
	})
}

// TestAWebhookEndsWhenTheTokenIsRevoked: nothing is brought then by which one would
// notice.
func TestAWebhookEndsWhenTheTokenIsRevoked(t *testing.T) {
	for name, method := range map[string]string{"from the start": "setWebhook", "later": "getWebhookInfo"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := telegramtest.NewPiped(t)
				server.Fail(method, telegramtest.Refused(http.StatusUnauthorized, "Unauthorized"))
				tg, _ := hooked(t, server, server.Front(), &bottest.Inbox{})
				err := tg.Receive(t.Context(), make(chan bot.Incoming))
				if !errors.Is(err, telegram.ErrToken) || strings.Count(err.Error(), telegram.ErrToken.Error()) != 1 {
					t.Errorf("Receive returned %v", err)
				}
			})
		})
	}
}

// TestAWebhookIsSetUntilTelegramHears: what is brought before is heard already.
func TestAWebhookIsSetUntilTelegramHears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		server.Fail("setWebhook", telegramtest.TooMany(77), telegramtest.BadGateway())
		tg, _ := hooked(t, server, server.Front(), &bottest.Inbox{})
		next, stop := hearing(t, tg)
		start := time.Now()
		ada.Type("/now")
		next()
		if took := time.Since(start); took != 79*time.Second {
			t.Errorf("heard after %v", took)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
