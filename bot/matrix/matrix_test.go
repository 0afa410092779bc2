package matrix_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

// commands are those that the tests type.
var commands = []string{"now", "next", "star", "unstar", "talk"}

// stage is a bot on a homeserver, and ada, who has a direct chat with it.
type stage struct {
	t      *testing.T
	server *matrixtest.Server
	ada    *matrixtest.Person
	room   string // ada's direct chat
	inbox  *bottest.Inbox
	log    *logged
	matrix *matrix.Matrix
	cipher *matrixtest.Cipher // nil without encryption
	now    func() time.Time   // nil is the real clock
	files  *bottest.Drawer    // nil remembers none
	// store, unless it is nil, keeps invitations, and is the inbox in place of the other.
	store *storage.DB
	// rule and organisers say who may invite the bot.
	rule       matrix.Rule
	organisers []string
	stop       func() error // ends Receive

	mu        sync.Mutex
	encrypted []bot.Chat // of Options.Encrypted
	lockedOut []string   // of Options.LockedOut
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, server: matrixtest.New(t), inbox: &bottest.Inbox{}, log: &logged{}}
	s.ada = s.server.Person("ada")
	s.room = s.ada.Direct()
	s.start()
	return s
}

// start logs in, as a program that has just been started does.
func (s *stage) start() {
	s.t.Helper()
	m, err := matrix.New(s.t.Context(), s.options())
	if err != nil {
		s.t.Fatal(err)
	}
	s.matrix = m
}

func (s *stage) options() matrix.Options {
	o := matrix.Options{
		Account: account(s.server), Inbox: s.inbox, Commands: commands, Aliases: []string{"danach"}, Now: s.now,
		Encrypted: func(room bot.Chat) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.encrypted = append(s.encrypted, room)
		},
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if s.files != nil {
		o.Files = s.files
	}
	if s.store != nil {
		o.Inbox, o.Invitations, o.Invites, o.Organisers = s.store, s.store, s.rule, s.organisers
		o.Declined = "Only organisers."
		o.LockedOut = func(room bot.Chat, called string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.lockedOut = append(s.lockedOut, room.ID+" "+called)
		}
	}
	if s.cipher != nil {
		o.Cipher = s.cipher.Open
	}
	return o
}

// account is the bot's, logged in.
func account(s *matrixtest.Server) matrix.Account {
	return matrix.Account{Homeserver: s.URL, User: matrixtest.Bot, Device: matrixtest.Device, Token: matrixtest.Token}
}

func (s *stage) chat() bot.Chat { return chat(s.room) }

func chat(room string) bot.Chat { return bot.Chat{Platform: "matrix", ID: room} }

// receive runs Receive until stop is called or the test ends. What comes in is
// to be taken from the channel.
func (s *stage) receive() (in <-chan bot.Incoming, stop func() error) {
	s.t.Helper()
	to := make(chan bot.Incoming)
	ctx, cancel := context.WithCancel(s.t.Context())
	result := make(chan error, 1)
	go func() { result <- s.matrix.Receive(ctx, to) }()
	stop = sync.OnceValue(func() error { cancel(); return <-result })
	s.t.Cleanup(func() { _ = stop() })
	return to, stop
}

// next is what comes in next, which is finished.
func (s *stage) next(in <-chan bot.Incoming) bot.Incoming {
	s.t.Helper()
	select {
	case got := <-in:
		if got.Done != nil {
			got.Done()
		}
		return got
	case <-time.After(time.Minute): // passes only where something is broken
		s.t.Fatal("nothing came in")
		return bot.Incoming{}
	}
}

func (s *stage) send(m bot.Message) bot.Ref {
	s.t.Helper()
	m.Chat = s.chat()
	ref, err := s.matrix.Send(s.t.Context(), m)
	if err != nil {
		s.t.Fatal(err)
	}
	return ref
}

// newest is the last message that ada sees in her chat.
func (s *stage) newest() matrixtest.Shown {
	s.t.Helper()
	all := s.ada.Messages(s.room)
	if len(all) == 0 {
		s.t.Fatal("nothing is seen")
	}
	return all[len(all)-1]
}

func text(lines ...string) bot.Message {
	var m bot.Message
	for _, l := range lines {
		m.Body = append(m.Body, bot.Paragraph{{Text: l}})
	}
	return m
}

// logged is a log that can be read meanwhile.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestMatrixIsAPlatform(t *testing.T) {
	bottest.Suite{New: subject}.Run(t)
}

func subject(t *testing.T) bottest.Subject {
	s := newStage(t)
	pressed := ""
	return bottest.Subject{
		Platform: s.matrix,
		Chat:     s.chat(),
		Say:      func(line string) { s.ada.Type(s.room, line) },
		Spell: func(command string) []string {
			bare := strings.TrimPrefix(command, "/")
			return []string{command, bare, "!" + bare, strings.ToUpper(bare[:1]) + bare[1:], "Usher: " + bare, "@usher:test !" + bare}
		},
		Seen: func() []bottest.Seen {
			var seen []bottest.Seen
			for _, m := range s.ada.Messages(s.room) {
				seen = append(seen, bottest.Seen{Text: m.Text, Buttons: m.Buttons})
			}
			return seen
		},
		Press:    func(label string) { pressed = s.ada.Press(s.room, label) },
		Withdraw: func() { s.ada.Withdraw(s.room, pressed, true) },
		Requests: s.server.Sends,
		Fail: func(kind bot.Failure) bool {
			fault, ok := map[bot.Failure]matrixtest.Fault{
				bot.Temporary: {Lose: true},
				bot.Throttled: {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"slow down","retry_after_ms":1500}`},
				bot.Gone:      {Status: 403, Body: `{"errcode":"M_FORBIDDEN","error":"not in the room"}`},
				bot.Rejected:  {Status: 413, Body: `{"errcode":"M_BAD_JSON","error":"too large"}`},
			}[kind]
			fault.Path = matrixtest.Message
			if ok {
				s.server.Fail(fault)
			}
			return ok
		},
		Restart: func() bot.Platform {
			s.server.Forget()
			s.start()
			return s.matrix
		},
		Secrets: []string{matrixtest.Token},
	}
}

// TestNewWithoutTheHomeserver holds that Usher can start while the homeserver is
// away.
func TestNewWithoutTheHomeserver(t *testing.T) {
	s := matrixtest.New(t)
	s.Stop()
	m, err := matrix.New(t.Context(), matrix.Options{Account: account(s), Inbox: &bottest.Inbox{}})
	if err != nil || m.User() != matrixtest.Bot {
		t.Errorf("New returned %v", err)
	}
}
