package telegramtest

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
)

// SecretHeader is where Telegram says the secret that setWebhook was told.
const SecretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Front is where a webhook leads: a proxy that is always there, before a bot that
// comes and goes.
type Front struct {
	// URL is the webhook's: telegram.Options.Webhook.
	URL string

	pipes   *pipes // nil over TCP
	behind  atomic.Pointer[http.Handler]
	secret  atomic.Pointer[string]
	answers atomic.Int64
}

// Front opens the only front that a server can reach. It is there until the test is
// over.
func (s *Server) Front() *Front {
	f := &Front{}
	web := httptest.NewUnstartedServer(f)
	if s.pipes != nil {
		f.pipes = newPipes()
		_ = web.Listener.Close() // it never had a connection
		web.Listener = f.pipes
	}
	web.Start()
	f.URL = web.URL + "/telegram"
	s.mu.Lock()
	s.front = f
	s.mu.Unlock()
	s.t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	return f
}

// Serve lets a bot answer, nil nobody: then the proxy says that it reaches no one.
func (f *Front) Serve(bot http.Handler) {
	if bot == nil {
		f.behind.Store(nil)
		return
	}
	f.behind.Store(&bot)
}

// Secret is what Telegram last said to show that it is Telegram.
func (f *Front) Secret() string {
	if secret := f.secret.Load(); secret != nil {
		return *secret
	}
	return ""
}

// Answered is how many requests the bot has answered.
func (f *Front) Answered() int { return int(f.answers.Load()) }

// ServeHTTP implements http.Handler.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secret := r.Header.Get(SecretHeader)
	f.secret.Store(&secret)
	bot := f.behind.Load()
	if bot == nil {
		http.Error(w, "502 Bad Gateway", http.StatusBadGateway)
		return
	}
	(*bot).ServeHTTP(w, r)
	f.answers.Add(1)
}
