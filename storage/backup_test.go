package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// backup copies a database and returns where to.
func backup(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := storage.Backup(t.Context(), path, to, false); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestBackupWhileAnotherProcessWrites lets another process star one talk after
// the other. A copy holds the first so many stars, no fewer than had been
// acknowledged, and the other process goes on.
func TestBackupWhileAnotherProcessWrites(t *testing.T) {
	if path := os.Getenv("USHER_TEST_WRITE"); path != "" {
		writeOn(t, path)
		return
	}
	path := empty(t)
	writer := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	writer.Env = append(os.Environ(), "USHER_TEST_WRITE="+path)
	stop, err := writer.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := bufio.NewScanner(out)
	stars := 0
	for range 4 {
		for range 500 {
			if !acknowledged.Scan() || acknowledged.Text() != fmt.Sprint(stars) {
				t.Fatalf("instead of star %d the writer says %q", stars, acknowledged.Text())
			}
			stars++
		}
		holdsFirst(t, backup(t, path), stars)
	}
	stop.Close()
	for acknowledged.Scan() { // so that it does not wait for us to read
	}
	if err := writer.Wait(); err != nil {
		t.Errorf("the writer ends with %v", err)
	}
}

// writeOn is the other process: it stars and says so until nobody is there to
// listen.
func writeOn(t *testing.T, path string) {
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // whatever ends it
		stop()
	}()
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	for i := 0; ctx.Err() == nil; i++ {
		if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: nth(i)}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(os.Stdout, i)
	}
}

func nth(i int) schedule.Topic {
	return schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprintf("main-c-%d", i)}
}

// holdsFirst opens a copy, which has the first stars without a gap, at least so
// many.
func holdsFirst(t *testing.T, path string, least int) {
	t.Helper()
	db, err := storage.Open(t.Context(), path) // which looks whether it is sound
	if err != nil {
		t.Fatal(err)
	}
	found := mustFollow(t, db, ada)
	if len(found) < least {
		t.Errorf("%d stars were acknowledged, and the copy has %d", least, len(found))
	}
	for i, topic := range found {
		if topic != nth(i) {
			t.Fatalf("star %d in the copy is %v", i, topic)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestBackupIsForOurEyesOnly(t *testing.T) {
	to := backup(t, ours(t))
	info, err := os.Stat(to)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the copy's mode is %o: it says who follows what", mode)
	}
	alone(t, to)
}

// alone holds that nothing lies about beside a file.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// TestBackupHasNothingThatWasForgotten copies files in which a person's rows still
// stand, because somebody reads in them.
func TestBackupHasNothingThatWasForgotten(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	follow(t, db, eve, mount)
	stop := reading(t, path)
	defer stop()
	if err := db.Forget(t.Context(), eve, eve); err != nil {
		t.Fatal(err)
	}
	if !remembered(t, path) {
		t.Error("nobody was in the way: this is not what it was to be about")
	}
	if remembered(t, backup(t, path)) {
		t.Error("she is in the copy")
	}
}

// TestRestoredDeliveriesAreNews restores a copy twice. What had not been sent at
// the time of the copy is sent again, and under keys of its own: those that were
// used after the copy stand for other messages.
func TestRestoredDeliveriesAreNews(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
	kept := backup(t, path)
	keys := map[string]bool{mustClaim(t, db).Key: true}
	for range 2 {
		data, err := os.ReadFile(kept)
		if err != nil {
			t.Fatal(err)
		}
		restored := write(t, data)
		key := firstKey(t, restored)
		if keys[key] {
			t.Errorf("%s is used a second time", key)
		}
		keys[key] = true
		if again := firstKey(t, restored); again != key {
			t.Errorf("after a restart it is %s and not %s: an attempt would not be known for a repetition", again, key)
		}
	}
}

// firstKey opens a database, as after a crash, and claims what is due.
func firstKey(t *testing.T, path string) string {
	t.Helper()
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Recover(t.Context(), "telegram", true); err != nil {
		t.Fatal(err)
	}
	return mustClaim(t, db).Key
}

// TestBackupWasNeverAlive holds that a copy, whenever it is restored, does not know
// when Usher was last alive: people were told meanwhile.
func TestBackupWasNeverAlive(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	if err := db.Alive(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	restored, err := storage.Open(t.Context(), backup(t, path))
	opened(t, restored, err)
	for want, db := range map[time.Time]*storage.DB{noon: db, {}: restored} {
		if got, err := db.LastAlive(t.Context()); err != nil || !got.Equal(want) {
			t.Errorf("last alive %v, %v; want %v", got, err, want)
		}
	}
}

func TestBackupReplacesWhenTold(t *testing.T) {
	to := write(t, []byte("yesterday's"))
	if err := storage.Backup(t.Context(), ours(t), to, true); err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), to)
	equal(t, len(mustFollow(t, opened(t, db, err), ada)), 3)
}

// TestBackupCanBeCalledOff leaves nothing behind.
func TestBackupCanBeCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	to := empty(t)
	if err := storage.Backup(ctx, ours(t), to, false); err == nil {
		t.Error("was copied")
	}
	alone(t, to)
}
