package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

var update = flag.Bool("update", false, "rewrite what the conversations expect")

// TestConversations plays the conversations under testdata/conversations. They
// are plain text:
//
//	# A remark.
//	schedule edges.xml       first, for another schedule than the demo's
//	organiser                if the person is one
//	language de              what the person's network hints at; where it hints
//	                         at nothing, the conference's language
//	at 2023-09-13 11:04      the clock is walked there; the first one starts it
//	> /now                   the person types
//	> [★ 1]                  the person presses a button of the last message
//	    Now, Wed 11:04       what they read, indented
//	    [★ 1] [★ 2]          and its buttons
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(converse(t, string(data), atTerminal)), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for network, stage := range stages {
				want := string(data)
				if network == "matrix" {
					// There a page is a link in the line that names the buttons.
					want = strings.NewReplacer(" [Page]", "", " [Webseite]", "").Replace(want)
				}
				t.Run(network, func(t *testing.T) {
					t.Parallel()
					if diff := cmp.Diff(want, converse(t, want, stage)); diff != "" {
						t.Errorf("the conversation goes otherwise (-want +got; go test ./cmd/usher -update accepts it):\n%s", diff)
					}
				})
			}
		})
	}
}

// converse plays a conversation and writes down how it goes.
func converse(t *testing.T, text string, enter stage) string {
	t.Helper()
	steps := parseConversation(t, text)
	var got strings.Builder
	play(t, steps, enter, func(s step, read string) {
		got.WriteString(s.before + s.line + "\n" + indent(read))
	})
	return got.String() + steps[len(steps)-1].after
}

// isHeader reports whether a line tells of the person or the conference.
func isHeader(line string) bool {
	return line == "organiser" || strings.HasPrefix(line, "schedule ") || strings.HasPrefix(line, "language ")
}

// step is a line of a conversation that makes something happen.
type step struct {
	line          string // as it stands in the file
	before, after string // remarks and blank lines around it
}

// parseConversation leaves out what is expected: the whole file is compared.
func parseConversation(t *testing.T, text string) []step {
	t.Helper()
	var steps []step
	between := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "> "), strings.HasPrefix(line, "at "), isHeader(line):
			steps = append(steps, step{line: line, before: between})
			between = ""
		case strings.HasPrefix(line, "    "):
			between = ""
		case line == "", strings.HasPrefix(line, "#"):
			between += line + "\n"
		default:
			t.Fatalf("what does %q mean?", line)
		}
	}
	first := slices.IndexFunc(steps, func(s step) bool { return !isHeader(s.line) })
	if first < 0 || !strings.HasPrefix(steps[first].line, "at ") {
		t.Fatal("a conversation begins with: at 2023-09-13 11:04")
	}
	// A blank line inside a message was taken for one between steps.
	for i := range steps {
		if i > first && !strings.Contains(steps[i].before, "#") {
			steps[i].before = "\n"
		}
	}
	steps[len(steps)-1].after = between
	return steps
}

func indent(read string) string {
	var b strings.Builder
	for line := range strings.Lines(read) {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// scene is where and when a conversation takes place.
type scene struct {
	clock    *clock
	zone     *time.Location
	language string // of the person's device; "" is English
}

func (s scene) now() time.Time { return s.clock.Now().In(s.zone) }

// stage is a network with a person on it.
type stage func(*testing.T, scene) (bot.Platform, actor)

// actor is the person in a conversation, on some network.
type actor interface {
	// say types a line, press presses a button of the newest message. What
	// comes of it is waited for by whoever calls.
	say(line string)
	press(t *testing.T, label string)
	// who is the person, as /whoami would say.
	who() bot.Chat
	// read is what the person has read since the last time, as the terminal
	// prints it, with buttons as "[★ 1] [★ 2]".
	read() string
}

// play runs a whole app, with a real adapter and database, and a clock that
// stands still between the steps.
func play(t *testing.T, steps []step, enter stage, read func(step, string)) {
	t.Helper()
	var request loader.Request
	brought(&request)
	organiser, place := false, scene{}
	for ; isHeader(steps[0].line); steps = steps[1:] {
		switch name, value, _ := strings.Cut(steps[0].line, " "); name {
		case "schedule":
			request = loader.Request{Schedule: loader.Source{Location: filepath.Join("../../testdata/schedules", value)}}
		case "organiser":
			organiser = true
		case "language":
			place.language = value
		}
		read(steps[0], "")
	}
	s, err := loader.Load(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	frozen := time.Now()
	c := &clock{real: func() time.Time { return frozen }}
	c.Set(at(t, s, steps[0].line))
	place.clock, place.zone = c, s.Zone()
	platform, person := enter(t, place)
	conference := "en"
	if platform.Name() != "telegram" && place.language != "" {
		conference = place.language // no other network hints
	}
	var organisers people
	if organiser {
		organisers = people{person.who()}
	}
	a := newApp(setup{
		live: schedule.NewLive(s), store: store, platforms: []bot.Platform{platform}, clock: c,
		language: conference, log: slog.New(slog.NewTextHandler(t.Output(), nil)), organisers: organisers,
	})
	// Rings come from settle alone, so that their place is the same each time.
	a.commands.Wake = func() {}
	answered := make(chan struct{})
	a.settle = func(ctx context.Context) {
		if err := a.scheduler.Tick(ctx); err != nil {
			t.Error(err)
		}
		answered <- struct{}{}
	}
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	defer func() {
		leave()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	read(steps[0], "")
	for _, step := range steps[1:] {
		said, typed := strings.CutPrefix(step.line, "> ")
		if label, pressed := strings.CutPrefix(said, "["); pressed {
			person.press(t, strings.TrimSuffix(label, "]"))
			<-answered
		} else if typed {
			person.say(said)
			<-answered
		} else if err := a.walk(ctx, c, at(t, s, step.line)); err != nil {
			t.Fatal(err)
		}
		read(step, person.read())
	}
}

// at reads "at 2023-09-13 11:04".
func at(t *testing.T, s *schedule.Schedule, line string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("at 2006-01-02 15:04", line, s.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return when
}
