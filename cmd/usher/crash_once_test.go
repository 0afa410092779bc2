//go:build e2e

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

const (
	// onceGuests are whom organisers tell something while TestCrashOnce kills Usher.
	onceGuests = 200
	// onceKills is how often it does, of that many notices.
	onceKills = 12
	onceNews  = "The coffee is in the foyer."
)

// TestCrashOnce kills Usher while it tells 200 people something in Matrix, on a
// homeserver that loses answers and knows no transaction from before: each is told
// once, exactly.
func TestCrashOnce(t *testing.T) {
	mx := matrixtest.New(t)
	mx.Fail(matrixtest.Fault{Path: matrixtest.Message, Times: 1 << 20, Slow: 10 * time.Millisecond})
	v := buildOnce(t, mx)
	rooms := map[string]*matrixtest.Person{}
	for i := range onceGuests {
		p := mx.Person(fmt.Sprintf("guest%d", i))
		rooms[p.Direct()] = p
	}
	v.announce(rooms)

	kills := 0
	for ; kills < onceKills; kills++ {
		v.live(func() {
			sends, enough := mx.Sends(), 1+rand.IntN(2*onceGuests/onceKills)
			waitFor(3*time.Second, func() bool { return mx.Sends() >= sends+enough })
			time.Sleep(rand.N(10 * time.Millisecond)) // any moment is a good one
		}, os.Kill)
		mx.Forget()
	}
	told := func() (missing, doubled []string) {
		for room, p := range rooms {
			switch n := len(p.Messages(room)); {
			case n == 0:
				missing = append(missing, p.ID)
			case n > 1:
				doubled = append(doubled, fmt.Sprintf("%s: %d times", p.ID, n))
			}
		}
		return missing, doubled
	}
	for range 5 { // until all is known to have arrived
		v.live(func() {
			waitFor(30*time.Second, func() bool { missing, _ := told(); return len(missing) == 0 })
			time.Sleep(2 * time.Second) // what was in flight at the last kill may go again
		}, os.Interrupt)
		if v.waiting() == 0 {
			break
		}
	}
	missing, doubled := told()
	t.Logf("%d kills, %d notices in %d requests: %d lost, %d doubled", kills, onceGuests, mx.Sends(), len(missing), len(doubled))
	if len(missing) > 0 || len(doubled) > 0 || v.waiting() > 0 {
		t.Errorf("lost %v, doubled %v, %d still wait\n%s", missing, doubled, v.waiting(), v.said())
	}
}

// once is Usher as a process that talks on Matrix alone.
type once struct {
	t                     *testing.T
	binary, database, log string
	env                   []string
}

func buildOnce(t *testing.T, mx *matrixtest.Server) *once {
	t.Helper()
	dir := t.TempDir()
	v := &once{t: t, binary: filepath.Join(dir, "usher"), database: filepath.Join(dir, "usher.db"), log: filepath.Join(dir, "log")}
	args := []string{"build", "-o", v.binary}
	if encrypts { // as the account that is logged in does
		args = append(args, "-tags", "goolm")
	}
	build := exec.CommandContext(t.Context(), "go", append(args, ".")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	v.env = append(os.Environ(), "USHER_SCHEDULE="+seed, "USHER_DATABASE="+v.database,
		"USHER_MATRIX_HOMESERVER="+mx.URL, "USHER_MATRIX_KEYS="+loggedIn(t, mx))
	return v
}

// announce has an organiser tell everyone the news.
func (v *once) announce(rooms map[string]*matrixtest.Person) {
	v.t.Helper()
	v.open(func(ctx context.Context, db *storage.DB) error {
		now := time.Now()
		for room := range rooms {
			if err := db.Seen(ctx, bot.Visit{Chat: bot.Chat{Platform: "matrix", ID: room}}); err != nil {
				return err
			}
		}
		olga := bot.Chat{Platform: "matrix", ID: "@olga:test"}
		id, err := db.Draft(ctx, bot.News{Author: olga, Texts: map[string]string{"": onceNews}}, now, now.Add(-time.Hour))
		if err != nil {
			return err
		}
		_, err = db.Confirm(ctx, bot.Seen{Number: id, Author: olga, Revision: 1}, now, now.Add(-time.Hour))
		return err
	})
}

// waiting is how many notices nobody knows to have arrived.
func (v *once) waiting() (notices int) {
	v.t.Helper()
	v.open(func(ctx context.Context, db *storage.DB) error {
		queues, err := db.Queues(ctx, time.Now(), time.Now().Add(-time.Hour))
		for _, q := range queues {
			notices += q.Waiting
		}
		return err
	})
	return notices
}

func (v *once) open(do func(context.Context, *storage.DB) error) {
	v.t.Helper()
	db, err := storage.Open(v.t.Context(), v.database)
	if err != nil {
		v.t.Fatal(err)
	}
	defer db.Close()
	if err := do(v.t.Context(), db); err != nil {
		v.t.Fatal(err)
	}
}

// live runs Usher until something is over, and ends it then by a signal.
func (v *once) live(until func(), end os.Signal) {
	v.t.Helper()
	log, err := os.OpenFile(v.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		v.t.Fatal(err)
	}
	defer log.Close()
	running := exec.CommandContext(v.t.Context(), v.binary, "serve")
	running.Env, running.Stderr = v.env, log
	if err := running.Start(); err != nil {
		v.t.Fatal(err)
	}
	until()
	if err := running.Process.Signal(end); err != nil {
		v.t.Fatalf("it has ended by itself: %v\n%s", err, v.said())
	}
	if err := running.Wait(); err != nil && end != os.Kill {
		v.t.Errorf("it ends with %v\n%s", err, v.said())
	}
}

// said are the last lines of the log.
func (v *once) said() string {
	text, err := os.ReadFile(v.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// waitFor waits until something holds, or for a while.
func waitFor(while time.Duration, holds func() bool) {
	for end := time.Now().Add(while); !holds() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}
