package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asUsher lets this test binary be usher: for what only a process can show.
const asUsher = "USHER_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asUsher) != "" {
		main()
	}
	if os.Getenv(echoServer) != "" {
		echo()
	}
	m.Run()
}

// process is usher as a process, with its output on a pipe.
func process(t *testing.T, args ...string) (p *exec.Cmd, out io.ReadCloser) {
	t.Helper()
	p = exec.CommandContext(t.Context(), os.Args[0], args...)
	p.Env = append(os.Environ(), asUsher+"=1")
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p, out
}

// answering are command lines that write an answer.
var answering = map[string][]string{
	"demo":      {"demo"},
	"show":      {"schedule", "show", seed},
	"show JSON": {"schedule", "show", "--json", seed},
	"check":     {"schedule", "check", seed},
	"diff":      {"schedule", "diff", seed, seed},
	"help":      {"--help"},
	"more help": {"schedule", "show", "--help"},
}

// fullDisk takes nothing.
type fullDisk struct{}

// Write implements io.Writer.
func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAnswerCannotBeWritten(t *testing.T) {
	for name, args := range answering {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			code := run(args, strings.NewReader("/now\n/next\n"), fullDisk{}, &errs)
			if said := errs.String(); code != 1 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "writing the answer: no space left") {
				t.Errorf("exits %d, says %q", code, said)
			}
		})
	}
}

// TestNobodyReadsOn is `usher … | head`: no error to speak of.
func TestNobodyReadsOn(t *testing.T) {
	for name, args := range answering {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			r.Close()
			var errs bytes.Buffer
			if code := run(args, strings.NewReader("/now\n/next\n"), w, &errs); code != 0 || errs.Len() > 0 {
				t.Errorf("exits %d, says %q", code, errs.String())
			}
		})
	}
	t.Run("as a process", func(t *testing.T) {
		usher, out := process(t, "schedule", "show", "--json", seed)
		if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		out.Close()
		if err := usher.Wait(); err != nil {
			t.Errorf("ends with %v", err)
		}
	})
}

// TestSecondSignalKills lets usher hang where it cannot be called off: its answer
// is longer than a pipe holds that nobody reads.
func TestSecondSignalKills(t *testing.T) {
	usher, out := process(t, "schedule", "show", "--json", seed)
	if _, err := out.Read(make([]byte, 1)); err != nil { // it is at work
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- usher.Wait() }()
	for deadline := time.Now().Add(10 * time.Second); ; {
		if err := usher.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
				t.Errorf("ends with %v, not by the signal", err)
			}
			return
		case <-time.After(time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("signals do not end it")
		}
	}
}
