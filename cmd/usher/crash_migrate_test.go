//go:build e2e

package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"usher/bot"
	"usher/bot/telegram/telegramtest"
	"usher/storage"
)

// TestCrashWhileMigrating kills Usher while it makes its database, or brings that
// of the first Usher up to date: the next start finishes it, and a star from then
// is still there.
func TestCrashWhileMigrating(t *testing.T) {
	tg := telegramtest.New(t)
	f := newFair(t, tg)
	tg.Disturb(f.watchOnly)
	v := build(t, f)
	for _, from := range []string{"nothing", "the first Usher"} {
		t.Run("from "+from, func(t *testing.T) {
			whole := time.Duration(0) // how long a start takes that nobody ends
			for n := range 1 + *kills/6 {
				path := filepath.Join(t.TempDir(), "usher.db")
				if from != "nothing" {
					first(t, path)
				}
				v.env = append(v.env, "USHER_DATABASE="+path)
				if n > 0 {
					v.start()
					v.kill(f.await(cue{then: rand.N(whole)}))
				}
				v.start()
				eventually(t, fmt.Sprintf("it starts after %d kills\n%s", n, v.said()), func() bool { return f.watch.ready() > 0 })
				v.stop()
				whole = max(whole, v.lives[len(v.lives)-1].ready)
				sound(t, path)
				if from != "nothing" {
					keepsStar(t, path)
				}
			}
			t.Logf("%d kills in the first %s", *kills/6, whole)
		})
	}
	report(t, "the log says", v.complaints(t))
}

// first is a database of the first Usher, with somebody in it who has a star.
func first(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := os.DirFS(filepath.Join("..", "..", "storage", "migrations"))
	p, err := goose.NewProvider(goose.DialectSQLite3, db, tables, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO chats (platform, chat) VALUES ('telegram', '1')`,
		`INSERT INTO leads (chat, lead) VALUES (1, -1)`,
		`INSERT INTO follows (chat, kind, key) VALUES (1, 'talk', 'main-c-T0600')`,
		`PRAGMA application_id = 0x55736872`,
		`PRAGMA journal_mode = WAL`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// keepsStar holds that the star of first is there.
func keepsStar(t *testing.T, path string) {
	t.Helper()
	store, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	w, err := store.Wishes(t.Context(), bot.Chat{Platform: "telegram", ID: "1"})
	if err != nil || w.Stars() != 1 {
		t.Errorf("the star is lost: %+v, %v", w, err)
	}
}
