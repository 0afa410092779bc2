//go:build e2e

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
	"usher/testdata"
)

// firstPollWithin is how long after its start Usher asks Telegram for updates.
const firstPollWithin = 150 * time.Millisecond

// TestFirstPoll starts a real Usher, anew and on the database that it has left. The
// fastest of some starts counts, as other programs only ever make it slower.
func TestFirstPoll(t *testing.T) {
	dir := t.TempDir()
	binary, source := filepath.Join(dir, "usher"), filepath.Join(dir, "schedule.xml")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	if err := os.WriteFile(source, testdata.AllSystemsGo2023, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, database := range map[string]func(start int) string{
		"anew":  func(start int) string { return fmt.Sprintf("usher-%d.db", start) },
		"again": func(int) string { return "usher.db" },
	} {
		var took []time.Duration
		for start := range 8 {
			took = append(took, firstPoll(t, binary, source, filepath.Join(dir, database(start))))
		}
		slices.Sort(took)
		t.Logf("%s: the first poll comes after %v", name, took)
		if took[0] > firstPollWithin {
			t.Errorf("%s: the first poll comes after %v", name, took[0])
		}
	}
}

// firstPoll is how long a start takes, from exec to the first getUpdates.
func firstPoll(t *testing.T, binary, source, database string) time.Duration {
	t.Helper()
	server := telegramtest.New(t)
	var polled atomic.Int64
	server.Disturb(func(method string) telegramtest.Fault {
		if method == "getUpdates" {
			polled.CompareAndSwap(0, time.Now().UnixNano())
		}
		return telegramtest.Fault{}
	})
	running := exec.CommandContext(t.Context(), binary, "serve", "--clock", "2023-09-13 14:20")
	running.Env = append(os.Environ(), "USHER_SCHEDULE="+source, "USHER_DATABASE="+database,
		"USHER_COMMANDS_PER_MINUTE=0", "USHER_TELEGRAM_TOKEN="+telegramtest.Token, "USHER_TELEGRAM_API="+server.URL)
	running.Stderr = t.Output()
	began := time.Now()
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	for polled.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := running.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := running.Wait(); err != nil {
		t.Error(err)
	}
	return time.Unix(0, polled.Load()).Sub(began)
}
