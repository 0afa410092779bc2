package main

import (
	"bytes"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"usher/bot/telegram/telegramtest"
)

// TestServeByWebhookAndByPollingInTurn restarts Usher from one way of receiving to the
// other and back. What is asked while it is away is answered, once.
func TestServeByWebhookAndByPollingInTurn(t *testing.T) {
	t.Parallel()
	tg, address, database := telegramtest.New(t), freeAddress(t), filepath.Join(t.TempDir(), "usher.db")
	ada, front := tg.Person("Ada", "en"), tg.Front()
	front.Serve(httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address}))
	for i, more := range [][]string{nil, {"--telegram-webhook", front.URL}, {"--telegram-webhook", front.URL}, nil} {
		ada.Type("/now")
		stop := start(t, settings(t, append([]string{"--schedule", seed, "--database", database, "--listen", address,
			"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL, "--clock", "2023-09-13 11:04"}, more...)...))
		eventually(t, "Ada is answered", func() bool { return len(ada.Messages()) == 2*i+1 })
		ada.Type("/next")
		eventually(t, "Ada is answered", func() bool { return len(ada.Messages()) == 2*i+2 })
		stop()
	}
	for i, m := range ada.Messages() {
		if want := []string{"Now, ", "Next, "}[i%2]; !strings.HasPrefix(m.Text, want) {
			t.Errorf("answer %d is %q", i, m.Text)
		}
	}
}

// TestAWebhookIsBesideHealth, at its path and by its method.
func TestAWebhookIsBesideHealth(t *testing.T) {
	tg, address := telegramtest.New(t), freeAddress(t)
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--listen", address,
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL, "--telegram-webhook", tg.Front().URL))
	eventually(t, "it is healthy", func() bool {
		code, _, _ := usher("health", "--listen", address)
		return code == exitOK
	})
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/healthz", http.StatusOK},
		{http.MethodPost, "/telegram", http.StatusForbidden},
		{http.MethodGet, "/telegram", http.StatusMethodNotAllowed},
		{http.MethodPost, "/telegram/", http.StatusNotFound},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, "http://"+address+test.path, strings.NewReader(`{"update_id":1}`))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != test.want {
			t.Errorf("%s %s: %s, want %d", test.method, test.path, response.Status, test.want)
		}
	}
	stop()
}

func TestServeSaysWhichWebhookCannotBe(t *testing.T) {
	const good = "https://usher.example.org/telegram"
	for name, test := range map[string]struct {
		webhook string
		env     map[string]string
		want    string
	}{
		"no address":             {"usher.example.org/telegram", nil, "that is not an address"},
		"without TLS":            {"http://usher.example.org/telegram", nil, "that is not an address"},
		"a port of another kind": {"https://usher.example.org:8080/telegram", nil, "the ports 443"},
		"no path":                {"https://usher.example.org/", nil, "give it a plain path"},
		"an operator's path":     {"https://usher.example.org/metrics", nil, "give it a plain path"},
		"a path with a pattern":  {"https://usher.example.org/{x}", nil, "give it a plain path"},
		"a path that changes":    {"https://usher.example.org/a/../b", nil, "give it a plain path"},
		"with a secret in it":    {good + "?secret=x", nil, "no more"},
		"nowhere to listen":      {good, map[string]string{"USHER_LISTEN": ""}, "USHER_LISTEN"},
		"no bot":                 {good, map[string]string{"USHER_TELEGRAM_TOKEN": "", "USHER_MATRIX_HOMESERVER": "https://example.org"}, "Telegram is not set up"},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range map[string]string{"USHER_SCHEDULE": seed, "USHER_TELEGRAM_TOKEN": telegramtest.Token,
				"USHER_LISTEN": "127.0.0.1:8080", "USHER_TELEGRAM_WEBHOOK": test.webhook} {
				t.Setenv(variable, value)
			}
			for variable, value := range test.env {
				t.Setenv(variable, value)
			}
			var errs bytes.Buffer
			code := run([]string{"serve", "--database", filepath.Join(t.TempDir(), "usher.db")}, strings.NewReader(""), &bytes.Buffer{}, &errs)
			said := errs.String()
			if code != exitUsage || !strings.Contains(said, "USHER_TELEGRAM_WEBHOOK: ") || !strings.Contains(said, test.want) || strings.Count(said, "\n") != 1 {
				t.Errorf("exit %d: %s", code, said)
			}
		})
	}
}
