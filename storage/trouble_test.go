package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"usher/bot"
	"usher/schedule"
)

// hindrances are what keeps a database from being written to, and end with what
// they return.
var hindrances = map[string]func(t *testing.T, db *DB, path string) (end func()){
	"full": func(t *testing.T, db *DB, _ string) func() {
		tell(t, db, `PRAGMA max_page_count = 1`) // which is as many as there are
		return func() { tell(t, db, `PRAGMA max_page_count = 1000000`) }
	},
	"read-only": func(t *testing.T, db *DB, _ string) func() {
		tell(t, db, `PRAGMA query_only = 1`)
		return func() { tell(t, db, `PRAGMA query_only = 0`) }
	},
	"held by another program": func(t *testing.T, db *DB, path string) func() {
		tell(t, db, `PRAGMA busy_timeout = 1`) // or it would wait five seconds
		other, err := sql.Open("sqlite", uri(path)+"?_txlock=exclusive")
		if err != nil {
			t.Fatal(err)
		}
		tx, err := other.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := errors.Join(tx.Rollback(), other.Close()); err != nil {
				t.Error(err)
			}
		}
	},
}

// tell says something to the connection that writes.
func tell(t *testing.T, db *DB, pragma string) {
	t.Helper()
	err := db.writer.apart(t.Context(), func(tx *transaction) error {
		_, err := tx.ExecContext(t.Context(), pragma)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTroubleWithTheDiskPasses has writing fail, with an error that says so, while
// reading goes on, and has it go on once the trouble is over.
func TestTroubleWithTheDiskPasses(t *testing.T) {
	for name, hinder := range hindrances {
		t.Run(name, func(t *testing.T) { passes(t, t.TempDir(), hinder) })
	}
}

func passes(t *testing.T, dir string, hinder func(t *testing.T, db *DB, path string) (end func())) {
	path := filepath.Join(dir, "usher.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	before := starMany(t, db, 0)
	if before < 100 {
		t.Fatalf("only %d are kept", before)
	}
	end := hinder(t, db, path)
	during := starMany(t, db, 1)
	if during == 100 {
		t.Error("nothing is hindered")
	}
	if kept := stars(t, db); kept != before+during {
		t.Errorf("%d are kept, %d were acknowledged", kept, before+during)
	}
	end()
	if after := starMany(t, db, 2); after < 100 {
		t.Errorf("only %d are kept once it is over", after)
	}
	var found string
	if err := db.read.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&found); err != nil || found != "ok" {
		t.Errorf("it is damaged: %s, %v", found, err)
	}
}

var starrer = bot.Chat{Platform: "test", ID: "1"}

// starMany has somebody star a hundred talks, of a round, and says how many of
// them were acknowledged. The others fail as trouble does.
func starMany(t *testing.T, db *DB, round int) (kept int) {
	t.Helper()
	for n := range 100 {
		topic := schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprintf("%d-%d-%01000d", round, n, 0)}
		_, err := db.Follow(t.Context(), starrer, bot.Follow{Topic: topic})
		switch {
		case err == nil:
			kept++
		case !errors.Is(err, bot.ErrCannotWrite):
			t.Fatalf("the error is not known for what it is: %v", err)
		}
	}
	return kept
}

func stars(t *testing.T, db *DB) int {
	t.Helper()
	w, err := db.Wishes(t.Context(), starrer)
	if err != nil {
		t.Fatal(err)
	}
	return len(w.Follows)
}
