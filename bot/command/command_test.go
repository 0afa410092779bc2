package command_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
	"usher/schedule/format"
	"usher/storage"
	"usher/testdata"
)

var ada = bot.Chat{Platform: "test", ID: "ada"}

// asg is the schedule that the tests ask about.
func asg(tb testing.TB) *schedule.Schedule {
	tb.Helper()
	draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// env is a table of commands over a real schedule and a real database, at 11:04
// on the first day.
func env(tb testing.TB, extra ...command.Command) (*command.Env, *bytes.Buffer) {
	tb.Helper()
	s := asg(tb)
	store, err := storage.OpenMemory(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { store.Close() })
	var logged bytes.Buffer
	return &command.Env{
		Schedule: func() *schedule.Schedule { return s },
		Store:    store,
		Now:      func() time.Time { return time.Date(2023, time.September, 13, 11, 4, 0, 0, s.Zone()) },
		Lead:     10 * time.Minute,
		Commands: append(command.Commands(), extra...),
		Log:      slog.New(slog.NewTextHandler(&logged, nil)),
	}, &logged
}

func ask(tb testing.TB, e *command.Env, text string) string {
	tb.Helper()
	return e.Handle(tb.Context(), bot.Incoming{Chat: ada, Text: text}).Text()
}

func TestOrganisersOnly(t *testing.T) {
	secret := command.Command{Name: "secret", For: command.Organisers,
		Run: func(context.Context, *command.Env, *command.Request) (bot.Message, error) {
			return bot.Message{Body: []bot.Paragraph{{{Text: "the cake is a lie"}}}}, nil
		}}
	e, _ := env(t, secret)
	if got := ask(t, e, "/secret"); got != "That's for organisers. If you are one, ask an owner for /grant." {
		t.Errorf("without organisers: %q", got)
	}
	if got := ask(t, e, "/help"); strings.Contains(got, "secret") {
		t.Errorf("help shows what is not for everyone: %q", got)
	}
	if got := ask(t, e, "/secre"); strings.Contains(got, "secret") {
		t.Errorf("a command that is not for everyone is offered: %q", got)
	}
	e.Owners = []bot.Chat{ada}
	if got := ask(t, e, "/secret"); got != "the cake is a lie" {
		t.Errorf("to an organiser: %q", got)
	}
	if got := e.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "eve"}, Text: "/secret"}).Text(); got != "That's for organisers. If you are one, ask an owner for /grant." {
		t.Errorf("to somebody else: %q", got)
	}
}

func TestOurFaultIsNotTheirs(t *testing.T) {
	fails := command.Command{Name: "fails", Run: func(context.Context, *command.Env, *command.Request) (bot.Message, error) {
		return bot.Message{}, errors.New("disk on fire")
	}}
	panics := command.Command{Name: "panics", Run: func(context.Context, *command.Env, *command.Request) (bot.Message, error) {
		panic("index out of range")
	}}
	const sorry = "That didn't work on my side; it's logged. Try again in a minute."
	for text, cause := range map[string]string{"/fails": "disk on fire", "/panics": "index out of range"} {
		e, logged := env(t, fails, panics)
		if got := ask(t, e, text+" with private words"); got != sorry {
			t.Errorf("%s: %q", text, got)
		}
		if !strings.Contains(logged.String(), cause) {
			t.Errorf("%s: the log does not say why: %q", text, logged)
		}
		if strings.Contains(logged.String(), "private") {
			t.Errorf("%s: the log holds what was typed: %q", text, logged)
		}
	}
}

// TestButtons holds every button of every command against the limit of what a
// button can say, and says it: no button leads nowhere.
func TestButtons(t *testing.T) {
	for _, start := range []string{"/start", "/now", "/next", "/next 2", "/day", "tpm", "kuberneets", "luca", "dome",
		"dome 15:00", "/at 15", "/at 13:20", "thu 10", "tomorrow", "/room dome", "/rooms", "/tracks", "/talk soft reboot", "/star mount api", "/unstar mount api", "/star room dome", "/agenda", "/remind", "/forget"} {
		e, _ := env(t)
		seen := map[string]bool{}
		queue := []string{start}
		for len(queue) > 0 && len(seen) < 60 {
			text := queue[0]
			queue = queue[1:]
			if seen[text] {
				continue
			}
			seen[text] = true
			m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text, Pressed: bot.Ref{Chat: ada, ID: "1"}})
			if m.Empty() || strings.Contains(m.Text(), "I don't know") || strings.Contains(m.Text(), "Nothing matches") && text != "kuberneets" {
				t.Errorf("%q, found from %q, leads nowhere: %q", text, start, m.Text())
			}
			for _, row := range m.Buttons {
				for _, b := range row {
					switch {
					case b.URL != "":
					case b.Command == "" || len(b.Command) > bot.MaxCommand:
						t.Errorf("%q: button %q says %q", text, b.Label, b.Command)
					default:
						queue = append(queue, b.Command)
					}
				}
			}
		}
	}
}

func TestStarIsKeptOnce(t *testing.T) {
	e, _ := env(t)
	woken := 0
	e.Wake = func() { woken++ }
	for range 2 {
		if got := ask(t, e, "/star mount api"); !strings.Contains(got, "I'll ring at 14:20.") {
			t.Errorf("starring says %q", got)
		}
	}
	w, err := e.Store.Wishes(t.Context(), ada)
	if err != nil || len(w.Follows) != 1 {
		t.Errorf("two stars on one talk are kept as %v, %v", w.Follows, err)
	}
	if woken == 0 {
		t.Error("nobody plans for the star")
	}
}

func TestRemind(t *testing.T) {
	for typed, want := range map[string]string{
		"15":       "From now on I ring 15 min before",
		"15 min":   "From now on I ring 15 min before",
		"1h":       "From now on I ring 1 h before",
		"1 h 5":    "From now on I ring 1 h and 5 min before",
		"5, 30":    "From now on I ring 30 min and 5 min before",
		"5 5 5":    "From now on I ring 5 min before",
		"1440":     "From now on I ring 24 h before",
		"24h":      "From now on I ring 24 h before",
		"25h":      "I don't understand",
		"-5":       "I don't understand",
		"five":     "I don't understand",
		"min":      "I don't understand",
		"99999999": "I don't understand",
		"1 hour":   "From now on I ring 1 h before",
		"2 hours":  "From now on I ring 2 h before",
		"1h30m":    "From now on I ring 1 h 30 min before",
		"1h 30m":   "From now on I ring 1 h 30 min before",
		"1h, 30m":  "From now on I ring 1 h and 30 min before",
		"30m 1h":   "From now on I ring 1 h and 30 min before",
		"2h 1h":    "From now on I ring 2 h and 1 h before",
		"off":      "No rings at all? /mute keeps me quiet until you say /unmute.",
		"0":        "No rings at all?",
		"aus":      "No rings at all?",
		"nie":      "No rings at all?",
		"5 hen":    "I don't understand",
		"15 the":   "I don't understand",
		"15 h h h": "I don't understand",
		"default":  "From now on I ring 10 min before",
	} {
		e, _ := env(t)
		if got := ask(t, e, "/remind "+typed); !strings.HasPrefix(got, want) {
			t.Errorf("/remind %s: %q", typed, got)
		}
	}
}

// BenchmarkNext answers a /next from the schedule of All Systems Go! 2023, with
// a database in a file, as a platform would ask for it.
func BenchmarkNext(b *testing.B) {
	e, _ := env(b)
	store, err := storage.Open(b.Context(), b.TempDir()+"/usher.db")
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	e.Store = store
	if _, err := store.Follow(b.Context(), ada, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicRoom, Key: e.Schedule().Rooms()[0].Key}}); err != nil {
		b.Fatal(err)
	}
	in := bot.Incoming{Chat: ada, Text: "/next"}
	b.ReportAllocs()
	for b.Loop() {
		if e.Handle(b.Context(), in).Empty() {
			b.Fatal("nothing is next")
		}
	}
}

// FuzzHandle types anything at all.
func FuzzHandle(f *testing.F) {
	e, _ := env(f)
	for _, seed := range []string{"/now", "/next 2", "/star mount api", "tpm < /now", "/talk x +3", "dome 15:00", "/remind 30 5",
		"/day 2023-09-13 +2", "/keep a b", "\xff/", "/next after 2023-09-13 11:15", "/star room \u202e", "/agenda thu", "/search +1",
		"/at halb vier", "fri 10 dome", "/room dome 2023-09-13 +8", "/rooms +1", "/tracks x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := e.Handle(context.Background(), bot.Incoming{Chat: ada, Text: text})
		if strings.Contains(m.Text(), "on my side") {
			t.Errorf("%q: %s", text, m.Text())
		}
		for _, row := range m.Buttons {
			for _, b := range row {
				if len(b.Command) > bot.MaxCommand {
					t.Errorf("%q: button %q says %d bytes", text, b.Label, len(b.Command))
				}
			}
		}
		if len(m.Text()) > 20_000 {
			t.Errorf("%q gets an answer of %d bytes", text, len(m.Text()))
		}
	})
}
