package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

var update = flag.Bool("update", false, "rewrite what the conversations expect")

// TestConversations plays the conversations under testdata/conversations. They
// are plain text:
//
//	# A remark.
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
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			steps := parseConversation(t, string(data))
			var got strings.Builder
			play(t, steps, func(s step, read string) {
				got.WriteString(s.before + s.line + "\n" + indent(read))
			})
			got.WriteString(steps[len(steps)-1].after)
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(data), got.String()); diff != "" && !*update {
				t.Errorf("the conversation goes otherwise (-want +got; go test ./cmd/usher -update accepts it):\n%s", diff)
			}
		})
	}
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
		case strings.HasPrefix(line, "> "), strings.HasPrefix(line, "at "):
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
	if len(steps) == 0 || !strings.HasPrefix(steps[0].line, "at ") {
		t.Fatal("a conversation begins with: at 2023-09-13 11:04")
	}
	// A blank line inside a message was taken for one between steps.
	for i := range steps {
		if i > 0 && !strings.Contains(steps[i].before, "#") {
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

// play runs a whole demo, with a real terminal adapter and database, and a clock
// that stands still between the steps.
func play(t *testing.T, steps []step, read func(step, string)) {
	t.Helper()
	s := asg2023(t)
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	frozen := time.Now()
	c := &clock{real: func() time.Time { return frozen }}
	c.Set(at(t, s, steps[0].line))
	scene := newScene()
	d := newDemo(t.Context(), demoSetup{
		schedule: s, store: store, clock: c, language: "en",
		std: streams{In: scene, Out: scene, Err: io.Discard}, log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	defer func() {
		leave()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	<-scene.idle
	read(steps[0], "")
	for _, step := range steps[1:] {
		if said, ok := strings.CutPrefix(step.line, "> "); ok {
			read(step, scene.say(t, said))
			continue
		}
		if err := d.walk(ctx, at(t, s, step.line)); err != nil {
			t.Fatal(err)
		}
		read(step, scene.read())
	}
}

func asg2023(t *testing.T) *schedule.Schedule {
	t.Helper()
	var request loader.Request
	brought(&request)
	s, err := loader.Load(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return s
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

// scene is the two ends of a pipe at which the test sits: it says a line when
// the terminal asks for one, and reads what was printed before it asks again.
type scene struct {
	idle  chan struct{} // the terminal waits for a line
	lines chan string

	mu      sync.Mutex
	printed bytes.Buffer
	buttons map[string]string // the number that presses a label
}

func newScene() *scene {
	return &scene{idle: make(chan struct{}), lines: make(chan string)}
}

// Read gives the terminal the next line.
func (s *scene) Read(p []byte) (int, error) {
	s.idle <- struct{}{}
	return copy(p, <-s.lines+"\n"), nil
}

// Write takes what the terminal prints.
func (s *scene) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Write(p)
}

func (s *scene) say(t *testing.T, said string) string {
	t.Helper()
	if label, ok := strings.CutPrefix(said, "["); ok {
		label = strings.TrimSuffix(label, "]")
		number, ok := s.buttons[label]
		if !ok {
			t.Fatalf("there is no button %q, only %v", label, s.buttons)
		}
		said = number
	}
	s.lines <- said
	<-s.idle
	return s.read()
}

var button = regexp.MustCompile(`^\[(\d+)\](?: (\S.*))?$`)

// read is what was printed since the last time, with the buttons as every
// network has them: "[1] ★ Star  [2] More" is "[★ Star] [More]".
func (s *scene) read() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Trim(s.printed.String(), "\n")
	s.printed.Reset()
	if text == "" {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if labels := s.row(line); labels != nil {
			line = strings.Join(labels, " ")
		}
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// row are the labels of a line of buttons, nil if it is none.
func (s *scene) row(line string) []string {
	if !button.MatchString(strings.SplitN(line, "  ", 2)[0]) && !strings.HasPrefix(line, "[1] [2]") {
		return nil
	}
	var labels []string
	buttons := map[string]string{}
	for part := range strings.SplitSeq(strings.ReplaceAll(line, "] [", "]  ["), "  ") {
		m := button.FindStringSubmatch(part)
		if m == nil {
			return nil
		}
		label := m[2]
		if label == "" {
			label = m[1]
		}
		buttons[label] = m[1]
		labels = append(labels, "["+label+"]")
	}
	s.buttons = buttons
	return labels
}
