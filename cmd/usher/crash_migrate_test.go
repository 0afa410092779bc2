//go:build e2e

package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/storage"
	"usher/storage/storagetest"
)

// TestCrashWhileMigrating kills Usher while it makes its database, or brings that
// of the first Usher up to date: the next start finishes it, and a star from then
// is still there.
func TestCrashWhileMigrating(t *testing.T) {
	tg := telegramtest.New(t)
	f := newFair(t, tg)
	tg.Disturb(f.watchOnly)
	v := build(t, f)
	t.Run("from nothing", func(t *testing.T) {
		v.beginOften(t, func(string) {}, func(*storage.DB) {})
	})
	t.Run("from the first Usher", func(t *testing.T) {
		var chat bot.Chat
		var star schedule.Topic
		v.beginOften(t, func(path string) { chat, star = storagetest.First(t, path) }, func(store *storage.DB) {
			if w, err := store.Wishes(t.Context(), chat); err != nil || !w.Has(star) {
				t.Errorf("the star is lost: %+v, %v", w, err)
			}
		})
	})
	report(t, "the log says", v.complaints(t))
}

// beginOften kills Usher while it starts on a file, and then lets it start, many
// times, with a new file each time. Holds looks at what is in the file then.
func (v *victim) beginOften(t *testing.T, prepare func(path string), holds func(*storage.DB)) {
	t.Helper()
	whole := time.Duration(0) // how long a start takes that nobody ends
	for n := range 1 + *kills/6 {
		path := filepath.Join(t.TempDir(), "usher.db")
		prepare(path)
		v.env = append(v.env, "USHER_DATABASE="+path) // the last one counts
		if n > 0 {
			v.start()
			v.kill(v.fair.await(cue{then: rand.N(whole)}))
		}
		v.start()
		eventually(t, fmt.Sprintf("it starts after %d kills\n%s", n, v.said()), func() bool { return v.fair.watch.ready() > 0 })
		v.stop()
		whole = max(whole, v.lives[len(v.lives)-1].ready)
		storagetest.Sound(t, path)
		store, err := storage.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		holds(store)
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d kills, in the first %s of a start", *kills/6, whole)
}
