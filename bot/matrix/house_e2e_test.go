//go:build e2e && goolm

package matrix_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/matrix"
	"usher/bot/matrix/dendritetest"
	"usher/bot/matrix/e2ee"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/scheduler"
	"usher/storage"
	"usher/testdata"
)

// site is a homeserver on which Usher has an account, and what outlives its runs.
type site struct {
	*dendritetest.Server
	account  matrix.Account
	database string
	keys     *storage.Keys
	recovery string // the account's key for when those are lost
}

// newSite logs Usher in, with keys for encrypted rooms.
func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{Server: dendritetest.New(t), database: filepath.Join(t.TempDir(), "usher.db")}
	s.Account(t, "usher")
	s.login(t, func(ctx context.Context, client *matrix.Client) (err error) {
		s.recovery, err = e2ee.SetUp(ctx, s.keys.DB(), client, dendritetest.Password)
		return err
	})
	return s
}

// login makes a device, whose keys are in a file of their own.
func (s *site) login(t testing.TB, makeKeys func(context.Context, *matrix.Client) error) {
	t.Helper()
	keys, err := storage.OpenKeys(t.Context(), filepath.Join(t.TempDir(), "keys.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	s.keys = keys
	s.account, err = matrix.Login(t.Context(), matrix.LoginOptions{Homeserver: s.URL, User: "usher", Password: dendritetest.Password})
	if err == nil {
		err = matrix.Speak(t.Context(), s.account, makeKeys)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) usher() id.UserID { return id.UserID(s.account.User) }

// organiser is who may tell everyone something.
const organiser = "olga"

// house is Usher as cmd/usher builds it, with a clock that stands still until it
// is moved.
type house struct {
	matrix    *matrix.Matrix
	scheduler *scheduler.Scheduler

	mu  sync.Mutex
	now time.Time
}

func (h *house) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) set(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = now
}

// on is a time on the first day of the demo's schedule.
func on(clock string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", "2023-09-13 "+clock, time.FixedZone("CEST", 2*60*60))
	if err != nil {
		panic(err)
	}
	return at
}

// open runs Usher until stop is called.
func (s *site) open(t testing.TB, now time.Time) (h *house, stop func()) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	loaded, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: "the demo's schedule", Data: testdata.AllSystemsGo2023}})
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), s.database)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range command.Commands() {
		names = append(names, c.Name)
	}
	h = &house{now: now}
	h.matrix, err = matrix.New(t.Context(), matrix.Options{Account: s.account, Cipher: e2ee.Open(s.keys.DB(), log), Inbox: store, Files: store, Invitations: store, Commands: names, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	platforms := map[string]bot.Platform{h.matrix.Name(): h.matrix}
	live := schedule.NewLive(loaded)
	h.scheduler = scheduler.New(scheduler.Config{Store: store, Schedule: live.Get, Platforms: platforms, Now: h.Now, Language: "en", Log: log})
	env := &command.Env{
		Schedule: live.Get, Store: store, Now: h.Now, Lead: scheduler.DefaultLead, Language: "en",
		Owners: []bot.Chat{{Platform: "matrix", ID: "@" + organiser + ":localhost"}}, Desk: h.scheduler,
		Wake: h.scheduler.Wake, Commands: command.Commands(), Log: log,
	}
	ctx, cancel := context.WithCancel(t.Context())
	in := make(chan bot.Incoming)
	var all sync.WaitGroup
	all.Go(func() {
		defer close(in)
		if err := h.matrix.Receive(ctx, in); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() {
		if err := h.scheduler.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() {
		if err := bot.Serve(context.WithoutCancel(ctx), in, platforms, env.Handle, log); err != nil {
			t.Error(err)
		}
	})
	stop = sync.OnceFunc(func() { cancel(); all.Wait(); store.Close() })
	t.Cleanup(stop)
	return h, stop
}

// said is Usher's message of a type that begins so, and is no edit.
func said(kind event.MessageType, start string) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		if h.Type != event.EventMessage {
			return false
		}
		c := h.Content.AsMessage()
		return c.MsgType == kind && strings.HasPrefix(c.Body, start) && c.RelatesTo.GetReplaceID() == ""
	}
}

// edited is the message in place of another.
func edited(message id.EventID) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		return h.Type == event.EventMessage && h.Content.AsMessage().RelatesTo.GetReplaceID() == message
	}
}

// reaction is one under a message.
func reaction(message id.EventID, key string) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		if h.Type != event.EventReaction {
			return false
		}
		relates := h.Content.AsReaction().RelatesTo
		return relates.EventID == message && relates.Key == key
	}
}
