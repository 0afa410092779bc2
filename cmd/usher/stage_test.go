package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/terminal"
)

// atTerminal puts a person in front of a terminal's two pipes.
func atTerminal(t *testing.T, c *clock, zone *time.Location) (bot.Platform, actor) {
	t.Helper()
	s := &scene{lines: make(chan string)}
	t.Cleanup(func() { close(s.lines) })
	return terminal.New(s, s, terminal.Options{Now: func() time.Time { return c.Now().In(zone) }}), s
}

// scene is the far end of a terminal's pipes.
type scene struct {
	lines chan string

	mu      sync.Mutex
	printed bytes.Buffer
	buttons map[string]string // the number that presses a label
}

// Read gives the terminal the next line.
func (s *scene) Read(p []byte) (int, error) {
	line, ok := <-s.lines
	if !ok {
		return 0, io.EOF
	}
	return copy(p, line+"\n"), nil
}

// Write takes what the terminal prints.
func (s *scene) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Write(p)
}

func (s *scene) who() bot.Chat { return terminal.Here }

func (s *scene) say(line string) { s.lines <- line }

func (s *scene) press(t *testing.T, label string) {
	t.Helper()
	number, ok := s.buttons[label]
	if !ok {
		t.Fatalf("there is no button %q, only %v", label, s.buttons)
	}
	s.lines <- number
}

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
func (s *scene) row(line string) []string {
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
