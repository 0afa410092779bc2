package terminal_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"usher/bot"
	"usher/bot/terminal"
)

// pty is a terminal, and the hands and eyes in front of it.
func pty(t *testing.T) (hands, tty *os.File, eyes *paper) {
	t.Helper()
	hands, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { hands.Close() })
	if err := unix.IoctlSetPointerInt(int(hands.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	n, err := unix.IoctlGetInt(int(hands.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { tty.Close() })
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 40}); err != nil {
		t.Fatal(err)
	}
	eyes = &paper{}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := hands.Read(buffer)
			if err != nil {
				return // the test has closed it
			}
			eyes.Write(buffer[:n])
		}
	}()
	return hands, tty, eyes
}

// patience is how long a test waits for what has to happen. It passes only
// where something is broken.
const patience = 10 * time.Second

// until waits until what is shown is as wanted.
func until(t *testing.T, eyes *paper, wanted func(all string) bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if wanted(eyes.String()) {
			return
		}
	}
	t.Fatalf("what should be shown is not in\n%q", eyes.String())
}

func showing(text string) func(string) bool {
	return func(all string) bool { return strings.Contains(all, text) }
}

func endsWell(t *testing.T, ended <-chan error) {
	t.Helper()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Receive returned %v", err)
		}
	case <-time.After(patience):
		t.Fatal("Receive does not return")
	}
}

func TestConsole(t *testing.T) {
	for name, test := range map[string]struct {
		term, noColor string
		bold          string
		leave         string
	}{
		"styled, left by Ctrl-D":   {"xterm", "", "\x1b[0;1mDome\x1b[0m", "\x04"},
		"plain, left by Ctrl-C":    {"xterm", "1", "in Dome", "\x03"},
		"without escapes, by quit": {"dumb", "", "in Dome", "/quit\r"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TERM", test.term)
			t.Setenv("NO_COLOR", test.noColor)
			hands, tty, eyes := pty(t)
			before, err := term.GetState(int(tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			at := time.Date(2023, 9, 13, 11, 4, 0, 0, time.UTC)
			usher := terminal.New(tty, tty, terminal.Options{Now: func() time.Time { return at }})
			to := make(chan bot.Incoming)
			ended := make(chan error, 1)
			go func() { ended <- usher.Receive(t.Context(), to) }()

			until(t, eyes, showing("11:04 › "))
			ring := text("")
			ring.Rings = true
			ring.Body[0] = bot.Paragraph{{Text: "Starting in 10 min in "}, {Text: "Dome", Style: bot.Bold}}
			if _, err := usher.Send(t.Context(), ring); err != nil {
				t.Fatal(err)
			}
			until(t, eyes, showing("11:04 · Starting"))
			until(t, eyes, showing(test.bold))
			fmt.Fprint(hands, "/now\r")
			in := <-to
			if in.Text != "/now" {
				t.Errorf("typed /now, came in %q", in.Text)
			}
			until(t, eyes, showing("/now"))
			shown := strings.Count(eyes.String(), "›")
			in.Done()
			// Only below the next prompt are keys the terminal's, not the shell's.
			until(t, eyes, func(all string) bool { return strings.Count(all, "›") > shown })
			fmt.Fprint(hands, test.leave)
			endsWell(t, ended)
			if test.term == "dumb" && strings.Contains(eyes.String(), "\x1b") {
				t.Errorf("a dumb terminal is shown escapes: %q", eyes.String())
			}
			restored(t, tty, before)
		})
	}
}

func TestConsoleIsRestoredWhenCancelled(t *testing.T) {
	t.Setenv("TERM", "xterm")
	_, tty, eyes := pty(t)
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	usher := terminal.New(tty, tty, terminal.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- usher.Receive(ctx, make(chan bot.Incoming)) }()
	until(t, eyes, showing("›"))
	if raw, _ := term.GetState(int(tty.Fd())); *raw == *before {
		t.Error("the terminal is not raw while a line is typed")
	}
	cancel()
	endsWell(t, ended)
	restored(t, tty, before)
}

func restored(t *testing.T, tty *os.File, before *term.State) {
	t.Helper()
	after, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *after != *before {
		t.Errorf("the terminal's settings were %+v, are %+v", *before, *after)
	}
}

// TestRingWhileTypingAtAConsole is the same with somebody at the keys.
func TestRingWhileTypingAtAConsole(t *testing.T) {
	for name, test := range map[string]struct{ before, after, want string }{
		"before the first key": {"", "1\r", "/keep mount"},
		"after the first key":  {"1", "\r", "/talk ★ 1"},
		"a line begun anew":    {"1", "\x7f1\r", "/keep mount"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TERM", "xterm")
			hands, tty, eyes := pty(t)
			usher := terminal.New(tty, tty, terminal.Options{})
			to := make(chan bot.Incoming)
			ended := make(chan error, 1)
			go func() { ended <- usher.Receive(t.Context(), to) }()
			until(t, eyes, showing("›"))
			send(t, usher, labelled("★ 1"))
			fmt.Fprint(hands, test.before)
			until(t, eyes, func(all string) bool { return strings.HasSuffix(all, "› "+test.before) })
			send(t, usher, ring())
			fmt.Fprint(hands, test.after)
			said := <-to
			if said.Text != test.want {
				t.Errorf("it presses %q, want %q", said.Text, test.want)
			}
			shown := strings.Count(eyes.String(), "›")
			said.Done()
			until(t, eyes, func(all string) bool { return strings.Count(all, "›") > shown })
			fmt.Fprint(hands, "\x04")
			endsWell(t, ended)
		})
	}
}
