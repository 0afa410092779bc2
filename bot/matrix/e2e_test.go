//go:build e2e

package matrix_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/matrix"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/scheduler"
	"usher/storage"
	"usher/testdata"
)

// attendee is somebody with a client of mautrix's own, who sees what Element would.
type attendee struct {
	t      *testing.T
	client *mautrix.Client
	room   id.RoomID

	mu   sync.Mutex
	seen []*event.Event
	news chan struct{}
}

func newAttendee(t *testing.T, d *dendrite, name string) *attendee {
	t.Helper()
	client, err := mautrix.NewClient(d.url, "", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Login(t.Context(), &mautrix.ReqLogin{
		Type: mautrix.AuthTypePassword, Identifier: mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: name},
		Password: "attendee-password", StoreCredentials: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &attendee{t: t, client: client, news: make(chan struct{}, 1)}
	syncer := client.Syncer.(*mautrix.DefaultSyncer)
	syncer.OnEvent(func(_ context.Context, e *event.Event) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.seen = append(a.seen, e)
		select {
		case a.news <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = client.SyncWithContext(ctx) }() // ends with the test
	t.Cleanup(func() { cancel(); <-done })
	return a
}

// wait is the first event from the bot that a test takes.
func (a *attendee) wait(what string, is func(*event.Event) bool) *event.Event {
	a.t.Helper()
	late := time.After(30 * time.Second)
	for {
		a.mu.Lock()
		i := slices.IndexFunc(a.seen, is)
		var found *event.Event
		if i >= 0 {
			found = a.seen[i]
		}
		a.mu.Unlock()
		if found != nil {
			return found
		}
		select {
		case <-a.news:
		case <-late:
			a.t.Fatalf("waited in vain: %s", what)
		}
	}
}

func (a *attendee) say(text string) {
	a.t.Helper()
	_, err := a.client.SendMessageEvent(a.t.Context(), a.room, event.EventMessage,
		&event.MessageEventContent{MsgType: event.MsgText, Body: text})
	if err != nil {
		a.t.Fatal(err)
	}
}

// said is the content of a message of a type that begins so.
func said(kind event.MessageType, start string) func(*event.Event) bool {
	return func(e *event.Event) bool {
		c := e.Content.AsMessage()
		return e.Type == event.EventMessage && c.MsgType == kind && strings.HasPrefix(c.Body, start) && c.RelatesTo.GetReplaceID() == ""
	}
}

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

// open runs Usher until stop is called.
func open(t *testing.T, account matrix.Account, database string, now time.Time) (h *house, stop func()) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	loaded, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: "the demo's schedule", Data: testdata.AllSystemsGo2023}})
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range command.Commands() {
		names = append(names, c.Name)
	}
	h = &house{now: now}
	h.matrix, err = matrix.New(t.Context(), matrix.Options{Account: account, Inbox: store, Commands: names, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	platforms := map[string]bot.Platform{h.matrix.Name(): h.matrix}
	live := schedule.NewLive(loaded)
	h.scheduler = scheduler.New(scheduler.Config{Store: store, Schedule: live.Get, Platforms: platforms, Now: h.Now, Language: "en", Log: log})
	env := &command.Env{
		Schedule: live.Get, Store: store, Now: h.Now, Lead: scheduler.DefaultLead, Language: "en",
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

// TestConversationOnARealHomeserver is a person's first morning with Usher, in an
// unencrypted direct chat, over a restart.
func TestConversationOnARealHomeserver(t *testing.T) {
	d := startDendrite(t)
	d.register("usher", "usher-password")
	d.register("ada", "attendee-password")
	account, err := matrix.Login(t.Context(), matrix.LoginOptions{Homeserver: d.url, User: "usher", Password: "usher-password"})
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(t.TempDir(), "usher.db")
	berlin := time.FixedZone("CEST", 2*60*60)
	h, stop := open(t, account, database, time.Date(2023, time.September, 13, 11, 4, 0, 0, berlin))

	ada := newAttendee(t, d, "ada")
	made, err := ada.client.CreateRoom(t.Context(), &mautrix.ReqCreateRoom{
		Invite: []id.UserID{id.UserID(h.matrix.User())}, IsDirect: true, Preset: "trusted_private_chat",
	})
	if err != nil {
		t.Fatal(err)
	}
	ada.room = made.RoomID
	ada.wait("Usher joins", func(e *event.Event) bool {
		return e.Type == event.StateMember && e.GetStateKey() == h.matrix.User() && e.Content.AsMember().Membership == event.MembershipJoin
	})

	ada.say("start")
	ada.wait("the welcome", said(event.MsgNotice, "All Systems Go! 2023"))
	ada.say("!next")
	next := ada.wait("what is next", said(event.MsgNotice, "Next, in 11 min"))
	if html := next.Content.AsMessage().FormattedBody; !strings.Contains(html, "<strong>Next, in 11 min</strong>") {
		t.Errorf("its HTML is %q", html)
	}

	ada.say("New Mount API")
	talk := ada.wait("the talk", said(event.MsgNotice, "New Mount API"))
	ada.wait("its star", func(e *event.Event) bool {
		relates := e.Content.AsReaction().RelatesTo
		return e.Type == event.EventReaction && relates.EventID == talk.ID && relates.Key == "⭐"
	})

	// The press is understood by an Usher that has forgotten what it sent.
	stop()
	h, _ = open(t, account, database, time.Date(2023, time.September, 13, 14, 19, 0, 0, berlin))
	if _, err := ada.client.SendReaction(t.Context(), ada.room, talk.ID, "⭐"); err != nil {
		t.Fatal(err)
	}
	starred := ada.wait("the star, in place", func(e *event.Event) bool {
		return e.Type == event.EventMessage && e.Content.AsMessage().RelatesTo.GetReplaceID() == talk.ID
	})
	if body := starred.Content.AsMessage().NewContent.Body; !strings.Contains(body, "I'll ring at 14:20") {
		t.Errorf("starred, it reads %q", body)
	}

	h.set(time.Date(2023, time.September, 13, 14, 20, 0, 0, berlin))
	if err := h.scheduler.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	ring := ada.wait("the ring", said(event.MsgText, "Starting in 10 min in Dome: New Mount API"))
	if mentions := ring.Content.AsMessage().Mentions; mentions == nil || !mentions.Has(ada.client.UserID) {
		t.Errorf("the ring mentions %v", mentions)
	}
}
