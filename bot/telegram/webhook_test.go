package telegram_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

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
