//go:build e2e

package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
)

var kills = flag.Int("kills", 60, "how often TestCrash kills Usher")

// longestLife is for how long TestCrash waits for what it wants to kill Usher at.
const longestLife = 3 * time.Second

// TestCrash kills Usher again and again, as a kernel does that needs the memory,
// while a few hundred people star talks, the schedule changes, organisers tell
// everyone something, and the network loses answers, cuts connections and throttles.
// In the end nobody has missed anything, and nothing came twice but what
// nobody could know to have arrived. -kills makes it longer.
func TestCrash(t *testing.T) {
	tg := telegramtest.New(t)
	f := newFair(t, tg)
	v := build(t, f)
	tg.Disturb(f.disturb)
	f.open(t)
	for range *kills {
		v.start()
		v.kill(f.await(drawCue()))
		f.step()
	}
	f.close()
	tg.Disturb(f.watchOnly)
	v.start()
	f.settle(t)
	v.stop()
	f.judge(t, v)
}

// victim is Usher as a process, and the lives that it has had.
type victim struct {
	t      *testing.T
	fair   *fair
	binary string
	env    []string
	log    string // the file that all lives write to

	running *exec.Cmd
	lives   []life
}

// life is from when to when a process ran, and how long it took until it asked
// for updates; 0 if it never came to that.
type life struct {
	began, ended time.Time
	ready        time.Duration
}

// build makes the binary that people run, and settings for it.
func build(t *testing.T, f *fair) *victim {
	t.Helper()
	dir := t.ArtifactDir() // the last one is kept with -artifacts
	v := &victim{t: t, fair: f, binary: filepath.Join(dir, "usher"), log: filepath.Join(dir, "log")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", v.binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	v.env = append(os.Environ(),
		"USHER_SCHEDULE="+f.url, "USHER_DATABASE="+filepath.Join(dir, "usher.db"),
		"USHER_COMMANDS_PER_MINUTE=0", "USHER_TELEGRAM_TOKEN="+telegramtest.Token, "USHER_TELEGRAM_API="+f.tg.URL,
		"USHER_ORGANISERS=telegram:"+f.organiser.ID(), "USHER_REFRESH=1s", "USHER_SETTLE=1s")
	return v
}

// database is the file that outlives the lives.
func (v *victim) database() string { return filepath.Join(filepath.Dir(v.binary), "usher.db") }

// start begins a life, on the conference's clock.
func (v *victim) start() {
	v.t.Helper()
	log, err := os.OpenFile(v.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		v.t.Fatal(err)
	}
	defer log.Close() // the process has it, too
	fmt.Fprintf(log, "life %d\n", len(v.lives))
	v.running = exec.CommandContext(v.t.Context(), v.binary, "serve", "--clock", v.fair.clock.Now().Format(time.RFC3339Nano))
	v.running.Env, v.running.Stderr = v.env, log
	v.lives = append(v.lives, life{began: time.Now()})
	v.fair.watch.begin()
	if err := v.running.Start(); err != nil {
		v.t.Fatal(err)
	}
}

// kill ends a life, with SIGKILL, when that is wanted.
func (v *victim) kill(now <-chan struct{}) {
	v.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- v.running.Wait() }()
	select {
	case <-now:
	case <-time.After(longestLife):
	case err := <-ended:
		v.t.Fatalf("it ends by itself: %v\n%s", err, v.said())
	}
	if err := v.running.Process.Kill(); err != nil {
		v.t.Fatal(err)
	}
	<-ended
	v.over()
	// What it sent last may be served late, and must not count for the next life.
	eventually(v.t, "the dead say no more", func() bool { return v.fair.tg.Connections() == 0 })
}

// stop ends the last life as a service manager does.
func (v *victim) stop() {
	v.t.Helper()
	if err := v.running.Process.Signal(os.Interrupt); err != nil {
		v.t.Fatal(err)
	}
	if err := v.running.Wait(); err != nil {
		v.t.Errorf("it ends with %v\n%s", err, v.said())
	}
	v.over()
}

func (v *victim) over() {
	last := &v.lives[len(v.lives)-1]
	last.ended, last.ready = time.Now(), v.fair.watch.ready()
}

// said are the last lines of the log.
func (v *victim) said() string {
	text, err := os.ReadFile(v.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// complaints are the lines of the log that no life should write.
func (v *victim) complaints(t *testing.T) []string {
	t.Helper()
	return complaintsIn(t, v.log)
}

func complaintsIn(t *testing.T, log string) []string {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool {
		return !strings.Contains(line, "level=ERROR") && !strings.Contains(line, "panic")
	})
}

// cue is what a kill waits for: the nth of a kind of request, and then a little.
type cue struct {
	request string // a method of the Bot API, or "schedule"; "" for none
	nth     int
	then    time.Duration
}

// drawCue spreads kills over all that Usher does. What it does with a request's
// answer takes it a few milliseconds: that is where most of them are to fall.
func drawCue() cue {
	switch n := rand.IntN(100); {
	case n < 15: // opening, restoring, recovering
		return cue{then: rand.N(200 * time.Millisecond)}
	case n < 35:
		return cue{then: 200*time.Millisecond + rand.N(1500*time.Millisecond)}
	case n < 70: // claiming, sending, settling
		return cue{"sendMessage", 1 + rand.IntN(60), rand.N(4 * time.Millisecond)}
	case n < 85: // accepting, answering, finishing
		return cue{"getUpdates", 1 + rand.IntN(10), rand.N(20 * time.Millisecond)}
	}
	return cue{"schedule", 1 + rand.IntN(4), rand.N(30 * time.Millisecond)} // refreshing, planning
}

// lookout sees the requests of a life.
type lookout struct {
	mu    sync.Mutex
	began time.Time
	first time.Time // getUpdates
	cue   cue
	now   chan struct{} // closed when the cue's request has come
}

func (w *lookout) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.began, w.first, w.now = time.Now(), time.Time{}, nil
}

func (w *lookout) ready() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first.IsZero() {
		return 0
	}
	return w.first.Sub(w.began)
}

// await closes what it returns when it is time.
func (w *lookout) await(c cue) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cue, w.now = c, make(chan struct{})
	if c.request == "" {
		w.meet()
	}
	return w.now
}

func (w *lookout) saw(request string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if request == "getUpdates" && w.first.IsZero() {
		w.first = time.Now()
	}
	if w.now == nil || request != w.cue.request {
		return
	}
	if w.cue.nth--; w.cue.nth == 0 {
		w.meet()
	}
}

func (w *lookout) meet() {
	now := w.now
	time.AfterFunc(w.cue.then, func() { close(now) })
}
