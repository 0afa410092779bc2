// Package matrixtest is a Matrix homeserver in memory, for tests: one account for
// a bot, which talks to it over HTTP, and people, who type, press and read by
// method calls. It speaks what Usher's adapter uses of the client-server API, is
// strict about what it is sent, and fails on demand. Only tests import it.
package matrixtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// The bot's account.
const (
	Bot      = "@usher:test"
	Password = "correct-horse-battery"
	Token    = "syt_secret_token"
	Device   = "USHER" // that the token is of
)

// Server is the homeserver.
type Server struct {
	// URL is its base URL.
	URL string

	t    testing.TB
	http *httptest.Server

	mu       sync.Mutex
	news     chan struct{} // closed when something happens
	events   []*event      // all rooms', in order: their index is their place in the stream
	rooms    map[string]*room
	tokens   map[string]string          // the device that a token is of
	account  map[string]json.RawMessage // the bot's account data
	done     map[string]string          // the event that a transaction made
	sends    int
	requests []string
	faults   []*Fault
	clock    func() time.Time
	terse    bool
	shows    attention
	// faltering says when a room is left out of an answer, and hole which.
	faltering faltering
	hole      string
	// acknowledged is the place up to which the bot has what was sent to its device.
	acknowledged int
	keys         keyring
	media        media
}

type room struct {
	members map[string]string // membership by user
	invites []int             // places in the stream where the bot was invited
	created *event            // m.room.create, which no timeline shows
}

type event struct {
	ID       string         `json:"event_id"`
	Room     string         `json:"room_id"`
	Type     string         `json:"type"`
	Sender   string         `json:"sender"`
	StateKey *string        `json:"state_key,omitempty"`
	At       int64          `json:"origin_server_ts"`
	Content  map[string]any `json:"content"`
	Redacts  string         `json:"redacts,omitempty"`
	Unsigned map[string]any `json:"unsigned,omitempty"`
	raw      string         // in place of all the above
	redacted bool
}

// New starts a homeserver that stops when the test ends.
func New(t testing.TB) *Server {
	s := &Server{
		t: t, news: make(chan struct{}), rooms: map[string]*room{}, tokens: map[string]string{Token: Device},
		account: map[string]json.RawMessage{}, done: map[string]string{}, clock: time.Now, keys: newKeyring(),
	}
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL
	t.Cleanup(s.Stop)
	return s
}

// routes are the paths that the server knows. An unknown one is a mistake.
func (s *Server) routes() http.Handler {
	const v3 = "/_matrix/client/v3/"
	mux := http.NewServeMux()
	handle := func(pattern string, answer func(*http.Request) (any, *problem)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, answer) })
	}
	handle("GET /_matrix/client/versions", versions)
	handle("POST "+v3+"login", s.login)
	handle("POST "+v3+"logout", s.logout)
	handle("GET "+v3+"account/whoami", s.whoami)
	handle("GET "+v3+"sync", s.sync)
	handle("POST "+v3+"rooms/{room}/join", s.join)
	handle("POST "+v3+"join/{room}", s.join)
	handle("POST "+v3+"rooms/{room}/leave", s.leave)
	handle("PUT "+v3+"rooms/{room}/send/{type}/{txn}", s.send)
	handle("PUT "+v3+"rooms/{room}/redact/{event}/{txn}", s.redact)
	handle("PUT "+v3+"rooms/{room}/typing/{user}", s.typing)
	handle("POST "+v3+"rooms/{room}/receipt/{type}/{event}", s.receipt)
	handle("GET "+v3+"rooms/{room}/state/{type}/", s.state)
	handle("GET "+v3+"rooms/{room}/state/{type}", s.state)
	handle("PUT "+v3+"rooms/{room}/state/{type}", s.setState)
	handle("PUT "+v3+"rooms/{room}/state/{type}/", s.setState)
	handle("GET "+v3+"rooms/{room}/joined_members", s.joinedMembers)
	handle("GET "+v3+"rooms/{room}/event/{event}", s.event)
	handle("GET "+v3+"rooms/{room}/messages", s.messages)
	handle("GET /_matrix/client/v1/rooms/{room}/relations/{event}/{rel}", s.relations)
	handle("GET "+v3+"user/{user}/account_data/{type}", s.accountData)
	handle("PUT "+v3+"user/{user}/account_data/{type}", s.setAccountData)
	s.keyRoutes(v3, handle)
	s.mediaRoutes(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.t.Errorf("the homeserver does not know %s %s", r.Method, r.URL.Path)
		http.NotFound(w, r)
	})
	return mux
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, answer func(*http.Request) (any, *problem)) {
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	if r.Method == http.MethodPut && (strings.Contains(r.URL.Path, Message) || strings.Contains(r.URL.Path, Encrypted)) {
		s.sends++
	}
	known := s.owner(r).device != ""
	fault := s.fault(r)
	s.happened()
	s.mu.Unlock()
	if fault != nil && fault.apply(w, r, func() { _, _ = answer(r) }) {
		return
	}
	var body any
	wrong := noToken
	if known || strings.HasSuffix(r.URL.Path, "/login") || strings.HasSuffix(r.URL.Path, "/versions") {
		body, wrong = answer(r)
	}
	status := http.StatusOK
	if wrong != nil {
		status = wrong.status
		if wrong.code != "" {
			body = map[string]any{"errcode": wrong.code, "error": "the test's homeserver says so"}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who has hung up misses it
}

// SetClock dates what is said from now on.
func (s *Server) SetClock(clock func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = clock
}

// LeaveOutSummaries lets sync no longer tell how many are in a room, which the
// specification allows.
func (s *Server) LeaveOutSummaries() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.terse = true
}

// Sends is how many requests to send or edit a message have arrived.
func (s *Server) Sends() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sends
}

// Requests are all requests so far, as "PUT /path".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// happened wakes whoever waits for news. The caller holds mu.
func (s *Server) happened() {
	close(s.news)
	s.news = make(chan struct{})
}

// add puts an event into its room. The caller holds mu.
func (s *Server) add(e *event) *event {
	e.ID = fmt.Sprintf("$event-%d", len(s.events)+1)
	if e.At == 0 {
		e.At = s.clock().UnixMilli()
	}
	s.events = append(s.events, e)
	if e.Type == "m.room.member" {
		in := s.rooms[e.Room]
		in.members[*e.StateKey] = fmt.Sprint(e.Content["membership"])
		if *e.StateKey == Bot && in.members[Bot] == "invite" {
			in.invites = append(in.invites, len(s.events)-1)
		}
	}
	s.happened()
	return e
}

// Wait waits until a condition holds that depends on what has happened, or fails
// the test.
func (s *Server) Wait(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute) // passes only where something is broken
	defer cancel()
	for {
		s.mu.Lock()
		news := s.news
		s.mu.Unlock()
		if holds() {
			return
		}
		select {
		case <-news:
		case <-ctx.Done():
			s.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// Account is what the bot has written into its account data under a type.
func (s *Server) Account(kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.account[kind])
}

// Stop lets nobody reach the server any more.
func (s *Server) Stop() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Joined reports whether the bot is in a room.
func (s *Server) Joined(room string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[room].members[Bot] == "join"
}
