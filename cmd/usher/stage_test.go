package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"usher/bot"
	"usher/bot/terminal"
)

// atTerminal puts a person in front of a terminal's two pipes, who speaks for the others,
// too, as in usher demo: "bob> /now".
func atTerminal(t *testing.T, place scene) (bot.Platform, company) {
	t.Helper()
	desk := &desk{lines: make(chan string), papers: map[string]*paper{}}
	t.Cleanup(func() { close(desk.lines) })
	all := company{}
	for _, name := range append(slices.Clone(place.people), plain) {
		if all[name] == nil {
			desk.papers[name] = &paper{desk: desk, name: name}
			all.enter(name, desk.papers[name])
		}
	}
	return terminal.New(desk, desk, terminal.Options{Now: place.now}), all
}

// desk is the far end of a terminal's pipes.
type desk struct {
	lines  chan string
	papers map[string]*paper // by the names of those who read them
}

// Read gives the terminal the next line.
func (d *desk) Read(p []byte) (int, error) {
	line, ok := <-d.lines
	if !ok {
		return 0, io.EOF
	}
	return copy(p, line+"\n"), nil
}

// Write takes what the terminal prints, a message at a time. Whom it is for stands above
// it, but for whoever sits there.
func (d *desk) Write(p []byte) (int, error) {
	all := strings.TrimLeft(string(p), "\n")
	above, text, _ := strings.Cut(all, "\n")
	reader := d.papers[strings.TrimSuffix(above, ":")]
	if reader == nil || reader.name == plain {
		reader, text = d.papers[plain], all
	}
	reader.mu.Lock()
	defer reader.mu.Unlock()
	reader.printed.WriteString("\n" + text)
	return len(p), nil
}

// paper is what one of them reads there.
type paper struct {
	desk *desk
	name string

	mu      sync.Mutex
	printed bytes.Buffer
	buttons map[string]string // the number that presses a label
}

func (s *paper) who() bot.Chat {
	if s.name == plain {
		return terminal.Here
	}
	return bot.Chat{Platform: terminal.Here.Platform, ID: s.name}
}

// show is for nobody: no files go through a terminal.
func (s *paper) show(_, caption string) { s.say(caption) }

// answer is for nobody: nobody shares a chat at a terminal.
func (s *paper) answer(_, line string) { s.say(line) }

func (s *paper) say(line string) {
	if s.name != plain {
		line = s.name + "> " + line
	}
	s.desk.lines <- line
}

func (s *paper) press(t *testing.T, label string) {
	t.Helper()
	number, ok := s.buttons[label]
	if !ok {
		t.Fatalf("there is no button %q, only %v", label, s.buttons)
	}
	s.say(number)
}

func (s *paper) read() string {
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
		line = strings.ReplaceAll(line, "~~", "") // as paper shows what is struck out
		if labels := s.row(line); labels != nil {
			line = strings.Join(labels, " ")
		}
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

var button = regexp.MustCompile(`^\[(\d+)\](?: (\S.*))?$`)

// row are the labels of a line of buttons, nil if it is none. It reads
// "[1] ★ Star  [2] More".
func (s *paper) row(line string) []string {
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
