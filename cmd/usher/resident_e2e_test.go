//go:build e2e && goolm

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"usher/bot/matrix/dendritetest"
)

// resident is Usher as a process that has an account on a real homeserver.
type resident struct {
	t       testing.TB
	user    string // its Matrix id
	dir     string
	env     []string
	running *exec.Cmd
	ended   chan error
}

// newResident makes the program that people with encrypted rooms run, gives it an
// account, and logs it in.
func newResident(t testing.TB, server *dendritetest.Server, schedule string) *resident {
	t.Helper()
	return newResidentBehind(t, server, server.URL, schedule)
}

// newResidentBehind reaches the homeserver by another URL.
func newResidentBehind(t testing.TB, server *dendritetest.Server, url, schedule string) *resident {
	t.Helper()
	r := &resident{t: t, user: server.Account(t, "usher"), dir: t.TempDir()}
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "goolm", "-o", r.program(), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	r.env = append(os.Environ(), "USHER_COMMANDS_PER_MINUTE=0",
		"USHER_SCHEDULE="+schedule, "USHER_DATABASE="+filepath.Join(r.dir, "usher.db"),
		"USHER_MATRIX_HOMESERVER="+url, "USHER_MATRIX_USER="+r.user, "USHER_REFRESH=24h")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Usher's log ends:\n%s", r.said())
		}
	})
	login := exec.CommandContext(t.Context(), r.program(), "matrix", "login")
	login.Env = append(r.env[:len(r.env):len(r.env)], "USHER_MATRIX_PASSWORD="+dendritetest.Password)
	if out, err := login.CombinedOutput(); err != nil {
		t.Fatalf("usher matrix login: %v\n%s", err, out)
	}
	return r
}

func (r *resident) program() string { return filepath.Join(r.dir, "usher") }

// start begins a life at a time of the conference's clock.
func (r *resident) start(at time.Time) {
	r.t.Helper()
	log, err := os.OpenFile(r.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		r.t.Fatal(err)
	}
	defer log.Close() // the process has it, too
	fmt.Fprintf(log, "a life begins at %s\n", at)
	r.running = exec.CommandContext(context.WithoutCancel(r.t.Context()), r.program(), "serve", "--clock", at.Format(time.RFC3339Nano))
	r.running.Env, r.running.Stderr = r.env, log
	if err := r.running.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan error, 1)
	r.ended = ended
	go func(running *exec.Cmd) { ended <- running.Wait() }(r.running)
	r.t.Cleanup(func() {
		if r.running != nil {
			r.kill()
		}
	})
}

func (r *resident) log() string { return filepath.Join(r.dir, "log") }

// said are the last lines of the log.
func (r *resident) said() string {
	text, err := os.ReadFile(r.log())
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-40):], []byte("\n")))
}

// kill ends a life with SIGKILL.
func (r *resident) kill() {
	r.t.Helper()
	select {
	case err := <-r.ended:
		r.running = nil
		r.t.Fatalf("it has ended by itself: %v\n%s", err, r.said())
	default:
	}
	if err := r.running.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	<-r.ended
	r.running = nil
}

// stop ends a life as a service manager does.
func (r *resident) stop() {
	r.t.Helper()
	if err := r.running.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	if err := <-r.ended; err != nil {
		r.t.Errorf("it ends with %v\n%s", err, r.said())
	}
	r.running = nil
}
