//go:build e2e && goolm

package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// wire is between Usher and a homeserver, and sees which answers go over it, by their
// transaction ids, and which of them the homeserver gives back.
type wire struct {
	url string

	mu    sync.Mutex
	sent  map[string][]sending
	heard map[string]time.Time // when an answer of the homeserver with it was read to its end
	by    map[string]string    // the transaction id of an event
}

// sending is an attempt at an answer.
type sending struct {
	began, ended time.Time
	event        string // what has become of it; "" if the homeserver has not said
}

// newWire listens in until the test ends.
func newWire(t *testing.T, homeserver string) *wire {
	t.Helper()
	to, err := url.Parse(homeserver)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{sent: map[string][]sending{}, heard: map[string]time.Time{}, by: map[string]string{}}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(to) },
		ModifyResponse: w.reads,
		// Usher is killed while it waits: nobody is there to be told.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		transaction := answerOn(r)
		if transaction == "" {
			proxy.ServeHTTP(rw, r)
			return
		}
		n := w.begins(transaction)
		proxy.ServeHTTP(rw, r)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.sent[transaction][n].ended = time.Now()
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// answerOn is the transaction id of an answer that a request sends; "" if it sends none.
func answerOn(r *http.Request) string {
	if id := path.Base(r.URL.Path); r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/send/m.room.") && strings.HasPrefix(id, "re-") {
		return id
	}
	return ""
}

func (w *wire) begins(transaction string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent[transaction] = append(w.sent[transaction], sending{began: time.Now()})
	return len(w.sent[transaction]) - 1
}

var (
	eventID = regexp.MustCompile(`"event_id":"([^"]+)"`)
	echoed  = regexp.MustCompile(`"transaction_id":"(re-[0-9a-f]+)"`)
)

// reads notes what the homeserver says of answers.
func (w *wire) reads(res *http.Response) error {
	if res.Request.Method != http.MethodGet && answerOn(res.Request) == "" {
		return nil
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	if transaction := answerOn(res.Request); transaction != "" {
		if match := eventID.FindSubmatch(body); match != nil {
			w.by[string(match[1])] = transaction
			all := w.sent[transaction]
			all[len(all)-1].event = string(match[1])
		}
		return nil
	}
	for _, match := range echoed.FindAllSubmatch(body, -1) {
		if at := w.heard[string(match[1])]; at.IsZero() {
			w.heard[string(match[1])] = time.Now()
		}
	}
	return nil
}

// twice says why a question has several answers, by their events, and whether that is
// Usher's fault. Who is killed while it waits for what becomes of an answer has to send that
// again, under the same transaction id, by which a homeserver knows it. Dendrite does not
// (v0.15, clientapi/routing/sendevent.go): it looks whether it knows an id before it waits for its
// turn, and notes it at the end, if whoever sent it is still there. So the second one counts as
// Usher's fault where it was sent under another id, or after the first had come back.
func (w *wire) twice(events []string) (why string, ours bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	transaction := ""
	for _, event := range events {
		switch t := w.by[event]; {
		case t == "":
		case transaction != "" && transaction != t:
			return fmt.Sprintf("under two ids, %s and %s", transaction, t), true
		default:
			transaction = t
		}
	}
	all := w.sent[transaction]
	if len(all) < 2 {
		return fmt.Sprintf("%q went over the wire %d times", transaction, len(all)), true
	}
	last := all[len(all)-1]
	if at := w.heard[transaction]; !at.IsZero() && at.Before(last.began) {
		return fmt.Sprintf("%s had come back %s before it was sent again", transaction, last.began.Sub(at)), true
	}
	first := all[0]
	return fmt.Sprintf("%s was sent again %s after the first time, which ended after %s as %q", transaction, last.began.Sub(first.began), first.ended.Sub(first.began), first.event), false
}
