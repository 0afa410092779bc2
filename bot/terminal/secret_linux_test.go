package terminal_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/term"

	"usher/bot/terminal"
)

// asked asks for a secret, and returns what is answered.
func asked(ctx context.Context, t *testing.T, tty *os.File) (answer func() (string, error)) {
	t.Helper()
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	var secret string
	ended := make(chan error, 1)
	go func() {
		var err error
		secret, err = terminal.AskSecret(ctx, tty, tty, "Password: ")
		ended <- err
	}()
	return func() (string, error) {
		t.Helper()
		select {
		case err := <-ended:
			restored(t, tty, before)
			return secret, err
		case <-time.After(patience):
			t.Fatal("it waits on")
			return "", nil
		}
	}
}

func TestASecretIsNotShown(t *testing.T) {
	for typed, want := range map[string]string{" hunter2\r": "hunter2", "hunt\x03": "", "\x04": ""} {
		hands, tty, eyes := pty(t)
		answer := asked(t.Context(), t, tty)
		until(t, eyes, showing("Password: "))
		if _, err := io.WriteString(hands, typed); err != nil {
			t.Fatal(err)
		}
		if got, err := answer(); got != want || err != nil {
			t.Errorf("typing %q answers %q, %v", typed, got, err)
		}
		if strings.Contains(eyes.String(), "hunt") {
			t.Errorf("it is shown: %q", eyes.String())
		}
	}
}

// TestAskingIsCalledOff holds that the terminal shows again what is typed.
func TestAskingIsCalledOff(t *testing.T) {
	_, tty, eyes := pty(t)
	ctx, cancel := context.WithCancel(t.Context())
	answer := asked(ctx, t, tty)
	until(t, eyes, showing("Password: "))
	cancel()
	if _, err := answer(); !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}

func TestNobodyIsAsked(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for _, in := range []io.Reader{strings.NewReader("hunter2\n"), r} {
		var out strings.Builder
		if secret, err := terminal.AskSecret(t.Context(), in, &out, "Password: "); !errors.Is(err, terminal.ErrNobody) || secret != "" || out.Len() > 0 {
			t.Errorf("the answer is %q, %v, after %q", secret, err, out.String())
		}
	}
}
