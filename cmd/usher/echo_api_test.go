package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	echoToken = "123456:echo"
	// echoBatch is how many updates a poll brings at most (Bot API, getUpdates).
	echoBatch = 100
)

// echoAPI is as little of a Bot API server as one bot needs, so that what is measured
// is the bot: telegramtest is strict, and takes longer for an answer than a bot does.
type echoAPI struct {
	*httptest.Server
	began func() // called for the first poll

	mu          sync.Mutex
	queue       []string // updates, those that are not confirmed
	first       int      // the id of the first of them
	more        chan struct{}
	asked       map[int64]time.Time // what waits for its answer, by chat
	took        []time.Duration
	last        url.Values // the answer that was sent last
	connections int
	answered    func(chat int64) // called for each answer
}

func newEchoAPI(tb testing.TB) *echoAPI {
	a := &echoAPI{first: 1, more: make(chan struct{}), asked: map[int64]time.Time{}}
	a.began = sync.OnceFunc(func() {})
	a.Server = httptest.NewUnstartedServer(a)
	a.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			a.mu.Lock()
			a.connections++
			a.mu.Unlock()
		}
	}
	a.Start()
	tb.Cleanup(a.CloseClientConnections)
	return a
}

// ServeHTTP implements http.Handler.
func (a *echoAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	result := "true"
	switch path.Base(r.URL.Path) {
	case "getMe":
		result = `{"id":123456,"is_bot":true,"first_name":"Usher","username":"echo_bot","supports_inline_queries":true}`
	case "getWebhookInfo":
		result = `{"url":"","has_custom_certificate":false,"pending_update_count":0}`
	case "getUpdates":
		a.began()
		offset, _ := strconv.Atoi(r.Form.Get("offset"))
		wait, _ := strconv.Atoi(r.Form.Get("timeout"))
		result = "[" + strings.Join(a.poll(r, offset, time.Duration(wait)*time.Second), ",") + "]"
	case "sendMessage":
		result = a.take(r.Form)
	}
	fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
}

// poll confirms what comes before offset, and waits for what is to come.
func (a *echoAPI) poll(r *http.Request, offset int, wait time.Duration) []string {
	timeout := time.After(wait)
	for {
		a.mu.Lock()
		if done := offset - a.first; done > 0 {
			a.queue, a.first = a.queue[done:], offset
		}
		batch, more := a.queue[:min(len(a.queue), echoBatch)], a.more
		a.mu.Unlock()
		if len(batch) > 0 {
			return batch
		}
		select {
		case <-more:
		case <-timeout:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// take is told an answer.
func (a *echoAPI) take(form url.Values) string {
	chat, _ := strconv.ParseInt(form.Get("chat_id"), 10, 64)
	a.mu.Lock()
	if at, ok := a.asked[chat]; ok {
		a.took = append(a.took, time.Since(at))
		delete(a.asked, chat)
	}
	a.last = form
	answered := a.answered
	a.mu.Unlock()
	if answered != nil {
		answered(chat)
	}
	text, _ := json.Marshal(form.Get("text")) // of a string, which cannot fail
	return fmt.Sprintf(`{"message_id":1,"from":{"id":123456,"is_bot":true,"first_name":"Usher"},"chat":{"id":%d,"type":"private"},"date":%d,"text":%s}`,
		chat, time.Now().Unix(), text)
}

// ask has somebody ask what comes next, as of a moment.
func (a *echoAPI) ask(chat int64, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	id := a.first + len(a.queue)
	a.queue = append(a.queue, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Ada","language_code":"en"},`+
		`"chat":{"id":%[3]d,"first_name":"Ada","type":"private"},"date":%d,"text":"/next","entities":[{"offset":0,"length":5,"type":"bot_command"}]}}`,
		id, id, chat, time.Now().Unix()))
	a.asked[chat] = at
	close(a.more)
	a.more = make(chan struct{})
}

// onAnswer has something called for each answer, nil being nothing.
func (a *echoAPI) onAnswer(do func(chat int64)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answered, a.took = do, nil
}

// times are how long answers took, since they were asked for last, and how many are
// still waited for.
func (a *echoAPI) times() (took []time.Duration, waiting int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	took, a.took = a.took, nil
	return took, len(a.asked)
}

// connected is how often somebody has connected so far.
func (a *echoAPI) connected() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.connections
}

// answer is what was answered last.
func (a *echoAPI) answer() url.Values {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last
}
