package terminal_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/terminal"
)

// TestReadAloud has somebody at a terminal of 40 columns who does not see it: no
// symbol stands for a word, no line is cut within one, and where escapes are not
// understood there are none.
func TestReadAloud(t *testing.T) {
	want := strings.Join([]string{
		"1 (yours) until 11:10 in Dome",
		"Same time as bpfilter: a BPF-based",
		"packet filtering framework",
		"[1] Star 1  [2] Next",
		"[3] Storage, file systems and all that",
		"is kept in them",
	}, "\r\n")
	for name, test := range map[string]struct {
		term, noColor string
		plain         bool
		editor        bool // moves the cursor, on the line that is typed
	}{
		"TERM=dumb": {term: "dumb"},
		"plain":     {term: "xterm", plain: true},
		"NO_COLOR":  {term: "xterm", noColor: "1", editor: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TERM", test.term)
			t.Setenv("NO_COLOR", test.noColor)
			hands, tty, eyes := pty(t)
			at := time.Date(2023, 9, 13, 11, 4, 0, 0, time.UTC)
			usher := terminal.New(tty, tty, terminal.Options{Now: func() time.Time { return at }, Plain: test.plain})
			if !usher.Interactive() {
				t.Error("nobody is greeted")
			}
			to := make(chan bot.Incoming)
			ended := make(chan error, 1)
			go func() { ended <- usher.Receive(t.Context(), to) }()
			until(t, eyes, showing("11:04 › "))
			send(t, usher, marked())
			until(t, eyes, showing(want))
			fmt.Fprint(hands, "1\r")
			said := <-to
			if said.Text != "/star a" {
				t.Errorf("1 presses %q", said.Text)
			}
			shown := strings.Count(eyes.String(), "›")
			said.Done()
			until(t, eyes, func(all string) bool { return strings.Count(all, "›") > shown })
			fmt.Fprint(hands, "\x04")
			endsWell(t, ended)
			isPlain(t, eyes.String(), test.editor)
		})
	}
}

var colour = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// isPlain looks for what cannot be read aloud in all that was shown. An editor may
// move the cursor.
func isPlain(t *testing.T, all string, editor bool) {
	t.Helper()
	if colour.MatchString(all) || !editor && strings.Contains(all, "\x1b") {
		t.Errorf("there are escapes: %q", all)
	}
	if strings.ContainsAny(all, "★⚠") {
		t.Errorf("there are symbols: %q", all)
	}
	for line := range strings.SplitSeq(all, "\n") {
		if !editor && strings.Contains(line, "›") && !strings.HasPrefix(line, "11:04 › ") {
			t.Errorf("a prompt stands within a line: %q", line)
		}
	}
}
