package telegram_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
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

// hooked is open, with a webhook behind a front.
func hooked(t testing.TB, server *telegramtest.Server, front *telegramtest.Front, inbox bot.Inbox) (*telegram.Telegram, *record) {
	t.Helper()
	log := &record{}
	o := telegram.Options{
		Token: telegramtest.Token, API: server.URL, Webhook: front.URL, Inbox: inbox,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if server.Piped() {
		o.Dial = server.Dial
	}
	tg, err := telegram.New(o)
	if err != nil {
		t.Fatal(err)
	}
	path, handler := tg.Webhook()
	if path != "/telegram" {
		t.Errorf("the webhook is at %q", path)
	}
	front.Serve(handler)
	return tg, log
}

// TestAWebhookTakesUpdatesFromTelegramAlone brings what Telegram would not, with its
// secret or without.
func TestAWebhookTakesUpdatesFromTelegramAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, log := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		next, stop := hearing(t, tg)
		ada.Type("/now")
		next().Done()
		secret := front.Secret()
		const forged = `{"update_id":1,"message":{"message_id":1,"date":946684800,"text":"/forget","from":{"id":7},"chat":{"id":7,"type":"private"}}}`
		for name, test := range map[string]struct {
			secret, body string
			want         int
		}{
			"without a secret":      {"", forged, http.StatusForbidden},
			"with another":          {strings.Repeat("0", len(secret)), forged, http.StatusForbidden},
			"with more than it":     {secret + "0", forged, http.StatusForbidden},
			"with the bot's token":  {telegramtest.Token, forged, http.StatusForbidden},
			"no JSON":               {secret, "update_id=1", http.StatusBadRequest},
			"cut off":               {secret, forged[:60], http.StatusBadRequest},
			"an update without id":  {secret, `{"message":{}}`, http.StatusBadRequest},
			"of an unknown kind":    {secret, `{"update_id":2,"novelty":{}}`, http.StatusOK},
			"of an unexpected form": {secret, `{"update_id":3,"message":[]}`, http.StatusOK},
			"larger than they are":  {secret, `{"update_id":4,"novelty":"` + strings.Repeat("x", 1<<20) + `"}`, http.StatusRequestEntityTooLarge},
		} {
			if got := brought(handler, test.secret, test.body); got != test.want {
				t.Errorf("%s: status %d, want %d", name, got, test.want)
			}
		}
		ada.Type("/next")
		if in := next(); in.Text != "/next" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), secret) {
			t.Error("the log shows the secret")
		}
	})
}

// brought brings an update by hand, and returns the status of the answer.
func brought(handler http.Handler, secret, body string) int {
	req := httptest.NewRequest(http.MethodPost, "/telegram", strings.NewReader(body))
	req.Header.Set(telegramtest.SecretHeader, secret)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	return w.Code
}

// TestTheSecretOutlivesTheProcess: it is made of the token, and nothing of that can
// be read in it.
func TestTheSecretOutlivesTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		var secrets []string
		for range 2 {
			tg, _ := hooked(t, server, front, &bottest.Inbox{})
			next, stop := hearing(t, tg)
			ada.Type("/now")
			next().Done()
			secrets = append(secrets, front.Secret())
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
		_, ofToken, _ := strings.Cut(telegramtest.Token, ":")
		if secrets[0] != secrets[1] || len(secrets[0]) < 32 || strings.Contains(secrets[0], ofToken) {
			t.Errorf("the secrets are %q", secrets)
		}
	})
}

// TestAWebhookIsAnsweredWhenTheInboxHasIt: until then Telegram brings it again.
func TestAWebhookIsAnsweredWhenTheInboxHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, inbox := server.Person("Ada", ""), &bottest.Inbox{}
		tg, log := hooked(t, server, server.Front(), inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		inbox.Fail(errors.New("the index is gone"))
		ada.Type("/now")
		ada.Type("/next")
		synctest.Wait()
		if got := server.Unconfirmed(); got != 2 {
			t.Errorf("Telegram keeps %d updates of which the inbox has none, want 2", got)
		}
		if diff := cmp.Diff([]string{"/now", "/next"}, []string{next().Text, next().Text}); diff != "" {
			t.Error(diff)
		}
		synctest.Wait()
		if got := server.Unconfirmed(); got != 0 {
			t.Errorf("Telegram keeps %d updates that the inbox has", got)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), "the index is gone") {
			t.Errorf("nothing is logged of it:\n%s", log)
		}
	})
}

// TestAWebhookAnswersPeopleWhileNothingCanBeWritten: what is in memory alone is
// answered, and Telegram keeps it until that is done.
func TestAWebhookAnswersPeopleWhileNothingCanBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, inbox := server.Person("Ada", ""), &bottest.Inbox{}
		tg, _ := hooked(t, server, server.Front(), inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		full := make([]error, 20)
		for i := range full {
			full[i] = bot.ErrCannotWrite
		}
		inbox.Fail(full...)
		ada.Type("/now")
		in := next()
		time.Sleep(5 * time.Second) // it is brought again, and not heard
		if got := server.Unconfirmed(); in.Text != "/now" || got != 1 {
			t.Errorf("heard %q, of which Telegram keeps %d", in.Text, got)
		}
		in.Done()
		time.Sleep(time.Minute)
		if got := server.Unconfirmed(); got != 0 {
			t.Errorf("Telegram keeps %d updates that are answered", got)
		}
		ada.Type("/next")
		if in := next(); in.Text != "/next" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestALostAnswerOfAWebhookRepeatsNothing: Telegram brings again what it cannot know
// to be kept.
func TestALostAnswerOfAWebhookRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		var lost sync.Once
		front.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handler.ServeHTTP(w, r)
			lost.Do(func() { panic(http.ErrAbortHandler) })
		}))
		next, stop := hearing(t, tg)
		ada.Type("/now")
		ada.Type("/next")
		if diff := cmp.Diff([]string{"/now", "/next"}, []string{next().Text, next().Text}); diff != "" {
			t.Error(diff)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAWebhookThatNobodyHearsSaysSo: Telegram is told to bring later what waits for
// too long, and gets rid of it when somebody hears again.
func TestAWebhookThatNobodyHearsSaysSo(t *testing.T) {
	const guests = 150
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		front := server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		for range guests {
			server.Person("Guest", "").Type("/now")
		}
		_, stop := hearing(t, tg) // and nobody hears
		time.Sleep(time.Minute)
		if kept, answers := server.Unconfirmed(), front.Answered(); kept == 0 || answers < guests {
			t.Errorf("Telegram keeps %d updates after %d answers", kept, answers)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		next, stop := hearing(t, tg)
		for range guests {
			next().Done()
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAFullWebhookSaysSoAtOnce: beyond what Telegram brings at once nobody waits.
func TestAFullWebhookSaysSoAtOnce(t *testing.T) {
	const more = 7
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		_, stop := hearing(t, tg)
		ada.Type("/now") // which nobody hears: Receive waits
		synctest.Wait()
		secret := front.Secret()
		statuses := make(chan int, 100+more)
		for i := range cap(statuses) {
			go func() { statuses <- brought(handler, secret, fmt.Sprintf(`{"update_id":%d}`, i)) }()
		}
		synctest.Wait()
		if refused := len(statuses); refused != more {
			t.Errorf("%d are refused at once, want %d", refused, more)
		}
		start := time.Now()
		if err := stop(); err != nil {
			t.Error(err)
		}
		for range cap(statuses) {
			if status := <-statuses; status != http.StatusServiceUnavailable {
				t.Errorf("status %d", status)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("they are answered %v after Receive has ended", took)
		}
	})
}
