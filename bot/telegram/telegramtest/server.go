// Package telegramtest is a Bot API server for tests: as strict as Telegram is,
// with people who write and press, and with faults on demand. Its refusals have
// Telegram's own words (tdlib/telegram-bot-api, Client.cpp). Only tests import
// it.
package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account of the bot that a Server knows.
const (
	Token = "123456:AAF-secret_of_the_test_bot"
	// UserName is what the bot is mentioned by, without "@".
	UserName = "usher_test_bot"
	botID    = 123456
)

// Server is a Bot API server that knows one bot. It is safe for concurrent use.
type Server struct {
	// URL is the base URL: telegram.Options.API.
	URL string

	t     testing.TB
	pipes *pipes // nil over TCP

	mu sync.Mutex

	changed  chan struct{} // closed when an update comes in, and replaced
	closed   chan struct{}
	faults   map[string][]Fault
	disturb  func(method string) Fault // nil is none
	requests map[string]int
	conns    int
	wrong    []string
	chats    map[int64]*chat
	lastChat int64
	arrivals []Arrival

	updates    []update
	lastUpdate int
	given      int // the highest update id that a poll was given
	poller     int // the newest poll
	presses    map[string]bool
	pressedAt  map[string]time.Time
	lastPress  int
	inline     inline
	menus      menus

	webhook
	drawer
}

// New starts a server that runs until the test is over. The test fails if the
// bot has done what no bot should, and nobody has asked for Violations.
func New(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	web := httptest.NewUnstartedServer(s)
	web.Config.ConnState = s.connected
	web.Start()
	s.start(web)
	return s
}

// NewPiped is New for a testing/synctest bubble, where connections have to be in
// memory: they are made by Dial.
func NewPiped(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	s.pipes = newPipes()
	web := httptest.NewUnstartedServer(s)
	_ = web.Listener.Close() // it never had a connection
	web.Listener = s.pipes
	web.Start()
	s.start(web)
	return s
}

// Dial connects to a server that NewPiped has made.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) { return s.pipes.dial(ctx) }

// Piped reports whether NewPiped has made the server.
func (s *Server) Piped() bool { return s.pipes != nil }

func newServer(t testing.TB) *Server {
	return &Server{
		t:          t,
		webhook:    newWebhook(),
		changed:    make(chan struct{}),
		closed:     make(chan struct{}),
		faults:     map[string][]Fault{},
		requests:   map[string]int{},
		chats:      map[int64]*chat{},
		lastChat:   1000,
		lastUpdate: 700_000_000,
		presses:    map[string]bool{},
		pressedAt:  map[string]time.Time{},
		inline: inline{
			asked: map[string]*Person{}, answers: map[int64][]Offer{}, cards: map[string]Message{},
			pressed: map[string]*Person{}, told: map[int64][]Told{},
		},
	}
}

func (s *Server) start(web *httptest.Server) {
	s.URL = web.URL
	s.t.Cleanup(func() {
		close(s.closed) // ends the polls, for which Close would wait
		s.end()
		s.bringers.Wait()
		web.CloseClientConnections()
		web.Close()
		for _, v := range s.Violations() {
			s.t.Errorf("the bot should not do this: %s", v)
		}
	})
}

// Violations are what the bot has done, since last asked, that no bot should,
// though the server may have accepted it.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	wrong := s.wrong
	s.wrong = nil
	return wrong
}

func (s *Server) violation(format string, args ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
}

// Requests is how many requests of these methods, or of all, have come.
func (s *Server) Requests(methods ...string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for method, count := range s.requests {
		if len(methods) == 0 || slices.Contains(methods, method) {
			n += count
		}
	}
	return n
}

// Connections is how many connections there are. Once somebody who was killed has
// none, all is served that they had sent.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

func (s *Server) connected(_ net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.conns++
	case http.StateClosed, http.StateHijacked:
		s.conns--
	}
}

// method is how a Bot API method is served: it runs with the lock held, and
// returns a result or a refusal.
type method struct {
	run func(*Server, params) (any, *refusal)
	// takes are the parameters that the bot has reason to send.
	takes []string
}

var methods = map[string]method{
	"getMe":               {run: (*Server).getMe},
	"sendMessage":         {(*Server).sendMessage, []string{"chat_id", "text", "parse_mode", "link_preview_options", "disable_notification", "reply_markup", "message_thread_id", "reply_parameters"}},
	"sendDocument":        {(*Server).sendDocument, append([]string{"document"}, filed...)},
	"sendPhoto":           {(*Server).sendPhoto, append([]string{"photo"}, filed...)},
	"sendAudio":           {(*Server).sendAudio, append([]string{"audio"}, filed...)},
	"sendVoice":           {(*Server).sendVoice, append([]string{"voice"}, filed...)},
	"sendVideo":           {(*Server).sendVideo, append([]string{"video"}, filed...)},
	"getFile":             {(*Server).getFile, []string{"file_id"}},
	"editMessageCaption":  {(*Server).editMessageCaption, []string{"chat_id", "message_id", "caption", "parse_mode", "reply_markup"}},
	"deleteMessage":       {(*Server).deleteMessage, []string{"chat_id", "message_id"}},
	"editMessageText":     {(*Server).editMessageText, []string{"chat_id", "message_id", "text", "parse_mode", "link_preview_options", "reply_markup"}},
	"answerCallbackQuery": {(*Server).answerCallbackQuery, []string{"callback_query_id", "text", "url"}},
	"answerInlineQuery":   {(*Server).answerInlineQuery, []string{"inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button"}},
	"getChatMember":       {(*Server).getChatMember, []string{"chat_id", "user_id"}},
	"unpinChatMessage":    {(*Server).unpinChatMessage, []string{"chat_id", "message_id"}},
	"pinChatMessage":      {(*Server).pinChatMessage, []string{"chat_id", "message_id", "disable_notification"}},
	"sendChatAction":      {(*Server).sendChatAction, []string{"chat_id", "action"}},
	"setWebhook":          {(*Server).setWebhook, []string{"url", "secret_token", "max_connections", "allowed_updates"}},
	"deleteWebhook":       {run: (*Server).deleteWebhook},
	"getWebhookInfo":      {run: (*Server).getWebhookInfo},
	"setMyCommands":       {(*Server).setMyCommands, []string{"commands", "scope", "language_code"}},
	"deleteMyCommands":    {(*Server).deleteMyCommands, []string{"scope", "language_code"}},
	"getMyCommands":       {(*Server).getMyCommands, []string{"scope", "language_code"}},

	"setMyDescription":      {describe("description", 512), []string{"description", "language_code"}},
	"getMyDescription":      {described("description"), []string{"language_code"}},
	"setMyShortDescription": {describe("short_description", 120), []string{"short_description", "language_code"}},
	"getMyShortDescription": {described("short_description"), []string{"language_code"}},
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // whoever asked is gone
	}
	if path, is := strings.CutPrefix(r.URL.Path, "/file/bot"+Token+"/"); is {
		s.giveOut(w, r, path)
		return
	}
	name, known := strings.CutPrefix(r.URL.Path, "/bot"+Token+"/")
	if !known {
		refuse(w, &refusal{Code: http.StatusUnauthorized, Description: "Unauthorized"})
		return
	}
	p, err := parameters(r, body)
	fault := s.arrived(name, err)
	if fault.before(w, r, s.closed) {
		return
	}
	result, refused := s.serve(name, r, p)
	if sent, ok := result.(incoming); ok && name == "sendMessage" {
		defer func() { s.answered(sent, fault.loses) }()
	}
	switch {
	case fault.loses:
		reset(w)
	case refused != nil:
		refuse(w, refused)
	default:
		answer(w, http.StatusOK, map[string]any{"ok": true, "result": result})
	}
}

// arrived counts a request, and gives the fault that it meets.
func (s *Server) arrived(name string, unreadable error) Fault {
	s.mu.Lock()
	s.requests[name]++
	if unreadable != nil {
		s.violation("%s cannot be read: %v", name, unreadable)
	}
	disturb := s.disturb
	if waiting := s.faults[name]; len(waiting) > 0 {
		s.faults[name] = waiting[1:]
		disturb = func(string) Fault { return waiting[0] }
	}
	s.mu.Unlock()
	if disturb == nil {
		return Fault{}
	}
	return disturb(name)
}

func (s *Server) serve(name string, r *http.Request, p params) (any, *refusal) {
	if name == "getUpdates" {
		return s.getUpdates(r.Context(), p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := methods[name]
	if !ok {
		s.violation("there is no method %q", name)
		return nil, &refusal{Code: http.StatusNotFound, Description: "Not Found: method not found"}
	}
	for parameter := range p {
		if !slices.Contains(m.takes, parameter) {
			s.violation("%s takes no %q", name, parameter)
		}
	}
	return m.run(s, p)
}

func (s *Server) getMe(params) (any, *refusal) {
	return struct {
		user
		Inline bool `json:"supports_inline_queries"`
	}{user{ID: botID, Bot: true, FirstName: "Usher", UserName: UserName}, true}, nil
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails when whoever asked is gone
}
