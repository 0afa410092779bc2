package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"usher/bot"
	"usher/bot/terminal"
)

// atTerminal puts a person in front of a terminal's two pipes.
func atTerminal(t *testing.T, place scene) (bot.Platform, company) {
	t.Helper()
	s := &paper{lines: make(chan string)}
	t.Cleanup(func() { close(s.lines) })
	all := company{}
	all.enter(plain, s)
	return terminal.New(s, s, terminal.Options{Now: place.now}), all
}

// paper is the far end of a terminal's pipes.
type paper struct {
	lines chan string

	mu      sync.Mutex
	printed bytes.Buffer
	buttons map[string]string // the number that presses a label
}

// Read gives the terminal the next line.
func (s *paper) Read(p []byte) (int, error) {
	line, ok := <-s.lines
	if !ok {
		return 0, io.EOF
	}
	return copy(p, line+"\n"), nil
}

// Write takes what the terminal prints.
func (s *paper) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Write(p)
}

func (s *paper) who() bot.Chat { return terminal.Here }

// show is for nobody: no files go through a terminal.
func (s *paper) show(_, caption string) { s.say(caption) }

// answer is for nobody: there is one person at a terminal.
func (s *paper) answer(_, line string) { s.say(line) }

func (s *paper) say(line string) { s.lines <- line }

func (s *paper) press(t *testing.T, label string) {
	t.Helper()
	number, ok := s.buttons[label]
	if !ok {
		t.Fatalf("there is no button %q, only %v", label, s.buttons)
	}
	s.lines <- number
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
