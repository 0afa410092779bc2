package command_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

// mortal is an Usher that is killed and started again on the same database.
type mortal struct {
	t    *testing.T
	path string
	db   *storage.DB
	env  *command.Env
	now  time.Time
	last bot.Incoming
}

func newMortal(t *testing.T) *mortal {
	m := &mortal{t: t, path: filepath.Join(t.TempDir(), "usher.db"), now: time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)}
	m.start()
	t.Cleanup(func() { m.db.Close() })
	return m
}

func (m *mortal) start() {
	m.t.Helper()
	var err error
	if m.db, err = storage.Open(m.t.Context(), m.path); err != nil {
		m.t.Fatal(err)
	}
	s := asg(m.t)
	m.env = &command.Env{
		Schedule: func() *schedule.Schedule { return s }, Store: m.db, Now: func() time.Time { return m.now },
		Lead: 10 * time.Minute, Commands: command.Commands(), Log: slog.New(slog.DiscardHandler),
		Owners: []bot.Chat{ada},
	}
}

// accepts stores a line, as a network does before Usher sees it.
func (m *mortal) accepts(update, text string) bot.Incoming {
	m.t.Helper()
	m.last = bot.Incoming{Chat: ada, Sender: ada.ID, Text: text, Update: update, At: m.now}
	fresh, err := m.db.Accept(m.t.Context(), ada.Platform, update, []bot.Incoming{m.last})
	if err != nil || len(fresh) != 1 {
		m.t.Fatalf("accepted %v, %v", fresh, err)
	}
	return m.last
}

// answers is what a line is answered that is finished.
func (m *mortal) answers(update, text string) bot.Message {
	m.t.Helper()
	answer := m.env.Handle(m.t.Context(), m.accepts(update, text))
	if err := m.db.Finish(m.t.Context(), ada.Platform, update); err != nil {
		m.t.Fatal(err)
	}
	return answer
}

// killed starts anew, seven minutes later, and is what the unfinished line is
// answered then.
func (m *mortal) killed() bot.Message {
	m.t.Helper()
	m.db.Close()
	m.now = m.now.Add(7 * time.Minute)
	m.start()
	pending, err := m.db.Pending(m.t.Context(), ada.Platform)
	if err != nil {
		m.t.Fatal(err)
	}
	if diff := cmp.Diff([]bot.Incoming{m.last}, pending); diff != "" {
		m.t.Fatalf("what is not finished: -want +got:\n%s", diff)
	}
	return m.env.Handle(m.t.Context(), pending[0])
}

// state is all that commands change.
func (m *mortal) state() []any {
	m.t.Helper()
	news := queued(m.t, m.env)
	data, err := m.db.Data(m.t.Context(), ada, ada)
	if err != nil {
		m.t.Fatal(err)
	}
	return []any{data, news}
}

// TestAnEffectHappensOnce kills Usher after each command's effect and before the
// line is finished: answered again, it does nothing more.
func TestAnEffectHappensOnce(t *testing.T) {
	for _, test := range []struct {
		before []string
		typed  string
		// clock says that the answer tells the time, and so is another one.
		clock bool
	}{
		{typed: "/star mount api"},
		{typed: "/star room dome"},
		{before: []string{"/star mount api"}, typed: "/unstar mount api"},
		{before: []string{"/star room dome"}, typed: "/unstar room dome"},
		{typed: "/mute 1h", clock: true},
		{before: []string{"/mute", "/mute mount api"}, typed: "/unmute"},
		{before: []string{"/mute mount api", "/mute soft reboot"}, typed: "/unmute"},
		{typed: "/remind 30 5"},
		{typed: "/language de"},
		{before: []string{"/star soft reboot", "/star bpfilter"}, typed: "/keep bpfilter"},
		{before: []string{"/star mount api"}, typed: "/forget yes"},
		{before: []string{"/now"}, typed: "/broadcast Lunch is ready."},
		{before: []string{"/broadcast Lunch is ready."}, typed: "/broadcast send 1.1"},
		{before: []string{"/broadcast Lunch is ready."}, typed: "/broadcast cancel 1.1"},
		{before: []string{"/broadcast Lunch is ready."}, typed: "/broadcast edit 1 Dinner is ready."},
		{before: []string{"/broadcast Lunch is ready."}, typed: "/broadcast to 1.1 everyone"},
		{before: []string{"/broadcast everyone Party!"}, typed: "/broadcast keep 1.1"},
	} {
		t.Run(test.typed, func(t *testing.T) {
			m := newMortal(t)
			for i, text := range test.before {
				m.answers("before-"+string(rune('a'+i)), text)
			}
			untouched := m.state()
			first := m.env.Handle(t.Context(), m.accepts("the one", test.typed))
			done := m.state()
			if cmp.Equal(untouched, done) {
				t.Fatalf("it has no effect: %q", first.Text())
			}
			second := m.killed()
			if diff := cmp.Diff(done, m.state()); diff != "" {
				t.Errorf("answered again it does more: -once +twice:\n%s", diff)
			}
			if diff := cmp.Diff(first, second); diff != "" && !test.clock {
				t.Errorf("the answers: -first +second:\n%s", diff)
			}
			if err := m.db.Finish(t.Context(), ada.Platform, "the one"); err != nil {
				t.Fatal(err)
			}
			// The same typed once more is another line, with an effect of its own.
			if test.typed == "/mute 1h" {
				m.answers("another", test.typed)
				if cmp.Equal(done, m.state()) {
					t.Error("another line has no effect")
				}
			}
		})
	}
}

// errKilled ends a command in the middle.
var errKilled = errors.New("killed")

// dying is a store that is killed after some mutes were ended.
type dying struct {
	*storage.DB
	left int
}

// Unmute writes unless it was killed.
func (d *dying) Unmute(ctx context.Context, chat bot.Chat, talk string) (bool, error) {
	if d.left--; d.left < 0 {
		return false, errKilled
	}
	return d.DB.Unmute(ctx, chat, talk)
}

// TestWhatWasBegunIsFinished kills Usher between the writes of one command: what
// was written stays, the rest is made up for, and the answer tells all of it.
func TestWhatWasBegunIsFinished(t *testing.T) {
	for after := range 3 {
		m := newMortal(t)
		m.answers("a", "/mute mount api")
		m.answers("b", "/mute soft reboot")
		m.env.Store = &dying{DB: m.db, left: after}
		m.env.Handle(t.Context(), m.accepts("the one", "/unmute"))
		got := m.killed().Text()
		w, err := m.db.Wishes(t.Context(), ada)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Mutes) != 0 {
			t.Errorf("killed after %d writes: %v stays muted", after, w.Mutes)
		}
		if !strings.HasPrefix(got, "Not muted any more.") {
			t.Errorf("killed after %d writes: the answer is %q", after, got)
		}
	}
}

// TestAPressInAGroupIsAnsweredAgainAlone has Usher killed before Bob has read that his
// star is gone, which he took away in a group.
func TestAPressInAGroupIsAnsweredAgainAlone(t *testing.T) {
	m := newMortal(t)
	m.env.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: group.Platform, ID: "bob"}, Text: "/star mount api"})
	said := pressedIn("bob", "/unstar "+m.env.Schedule().Search("mount api").Talks[0].Key)
	said.Update, said.At = "1", m.now
	if _, err := m.db.Accept(t.Context(), group.Platform, "1", []bot.Incoming{said}); err != nil {
		t.Fatal(err)
	}
	var answers []bot.Message
	for range 2 {
		m.env.Hosts = map[string]bot.Host{group.Platform: house{}}
		pending, err := m.db.Pending(t.Context(), group.Platform)
		if err != nil || len(pending) != 1 {
			t.Fatalf("%d lines wait, %v", len(pending), err)
		}
		answers = append(answers, m.env.Handle(t.Context(), pending[0]))
		if err := m.db.Close(); err != nil {
			t.Fatal(err)
		}
		m.start()
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" || answers[1].Chat.ID != "bob" {
		t.Errorf("in %s (-first +again):\n%s", answers[1].Chat, diff)
	}
}
