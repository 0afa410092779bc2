package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// noted is what has been noted, in order.
func noted(t *testing.T, db *DB) []int64 {
	t.Helper()
	ids, err := all(t.Context(), db.read, scanID, `SELECT cursor FROM cursors ORDER BY CAST(cursor AS INTEGER)`)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// note writes something down.
func note(tx *transaction, n int) error {
	_, err := tx.ExecContext(context.Background(), `INSERT INTO cursors (platform, cursor) VALUES (?1, ?1)`, fmt.Sprint(n))
	return err
}

// together has updates wait behind one that is running, so that they are one
// batch, and returns what comes of each: its error, or its panic as one.
func together(t *testing.T, db *DB, updates ...func(tx *transaction) error) []error {
	t.Helper()
	running, enough := make(chan struct{}), make(chan struct{})
	results := make([]error, len(updates))
	var all sync.WaitGroup
	all.Go(func() {
		_ = db.update(t.Context(), "first", func(*transaction) error { // fails where all do
			close(running)
			<-enough
			return nil
		})
	})
	<-running
	for i, do := range updates {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					results[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			results[i] = db.update(t.Context(), "update", do)
		})
		synctest.Wait() // so that they wait in this order
	}
	close(enough)
	all.Wait()
	return results
}

// inMemory runs a test in a bubble, with a database.
func inMemory(t *testing.T, test func(t *testing.T, db *DB)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db, err := OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		test(t, db)
	})
}

func TestThoseWhoWaitAreCommittedTogether(t *testing.T) {
	inMemory(t, func(t *testing.T, db *DB) {
		commits := 0
		onCommit(t, db, func() { commits++ })
		var updates []func(tx *transaction) error
		var want []int64
		for n := range 20 {
			updates = append(updates, func(tx *transaction) error { return note(tx, n) })
			want = append(want, int64(n))
		}
		if err := errors.Join(together(t, db, updates...)...); err != nil {
			t.Error(err)
		}
		if commits != 1 {
			t.Errorf("%d commits", commits)
		}
		if diff := cmp.Diff(want, noted(t, db)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestABatchIsBounded(t *testing.T) {
	inMemory(t, func(t *testing.T, db *DB) {
		commits := 0
		onCommit(t, db, func() { commits++ })
		var updates []func(tx *transaction) error
		for n := range 2 * batchUpdates {
			updates = append(updates, func(tx *transaction) error { return note(tx, n) })
		}
		if err := errors.Join(together(t, db, updates...)...); err != nil {
			t.Error(err)
		}
		if commits != 3 { // the first, which holds them up, is one more
			t.Errorf("%d commits of %d updates", commits, len(updates)+1)
		}
	})
}

// TestOneThatFailsFailsAlone has some updates of a batch fail, in all ways there
// are, after they have written something.
func TestOneThatFailsFailsAlone(t *testing.T) {
	broken := errors.New("broken")
	inMemory(t, func(t *testing.T, db *DB) {
		got := together(t, db,
			func(tx *transaction) error { return note(tx, 1) },
			func(tx *transaction) error { return errors.Join(note(tx, 2), broken) },
			func(tx *transaction) error { return note(tx, 3) },
			func(tx *transaction) error { panic(fmt.Sprint("at the disco", note(tx, 4))) },
			func(tx *transaction) error { return errors.Join(note(tx, 5), note(tx, 5)) }, // not twice
			func(tx *transaction) error { return note(tx, 6) },
		)
		if !errors.Is(got[1], broken) {
			t.Errorf("the second: %v", got[1])
		}
		if got[3] == nil || !strings.Contains(got[3].Error(), "at the disco") {
			t.Errorf("the fourth: %v", got[3])
		}
		if got[4] == nil {
			t.Error("the fifth has not failed")
		}
		if got[0] != nil || got[2] != nil || got[5] != nil {
			t.Errorf("others failed: %v", got)
		}
		if diff := cmp.Diff([]int64{1, 3, 6}, noted(t, db)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestACommitThatFailsFailsAll breaks a promise that SQLite checks at the end.
func TestACommitThatFailsFailsAll(t *testing.T) {
	inMemory(t, func(t *testing.T, db *DB) {
		got := together(t, db,
			func(tx *transaction) error { return note(tx, 1) },
			func(tx *transaction) error {
				_, err := tx.ExecContext(t.Context(), `PRAGMA defer_foreign_keys = 1`)
				if err == nil {
					_, err = tx.ExecContext(t.Context(), `INSERT INTO leads (chat, lead) VALUES (1, 1)`)
				}
				return err
			},
		)
		if got[0] == nil || got[1] == nil {
			t.Errorf("acknowledged: %v", got)
		}
		if err := db.update(t.Context(), "next", func(tx *transaction) error { return note(tx, 2) }); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]int64{2}, noted(t, db)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhoeverStopsWaitingWritesNothing(t *testing.T) {
	inMemory(t, func(t *testing.T, db *DB) {
		impatient, stop := context.WithCancel(t.Context())
		running, enough := make(chan struct{}), make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() {
			// What has begun is not interrupted: a batch would be lost with it.
			if err := db.update(impatient, "first", func(tx *transaction) error {
				close(running)
				<-enough
				return note(tx, 1)
			}); err != nil {
				t.Error(err)
			}
		})
		<-running
		both.Go(func() {
			err := db.update(impatient, "second", func(tx *transaction) error { return note(tx, 2) })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("stopped with %v", err)
			}
		})
		synctest.Wait()
		stop()
		synctest.Wait()
		close(enough)
		both.Wait()
		if diff := cmp.Diff([]int64{1}, noted(t, db)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNothingIsWrittenOnceItIsClosed(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	chat := bot.Chat{Platform: "test", ID: "1"}
	if err := db.SetLanguage(t.Context(), chat, "de"); !errors.Is(err, errClosed) {
		t.Errorf("written: %v", err)
	}
}

// TestTidyingLeavesTheWriterAsPatientAsItWas, or each write would wait anew for a
// program that holds the file.
func TestTidyingLeavesTheWriterAsPatientAsItWas(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "usher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, impatient := range []bool{true, false} {
		var want, patience int64
		err := errors.Join(
			db.writer.apart(t.Context(), func(*transaction) error {
				db.writer.hurry(impatient)
				want = db.writer.patience().Milliseconds()
				return nil
			}),
			db.wipe(t.Context()),
			db.update(t.Context(), "look", func(tx *transaction) error {
				return tx.QueryRowContext(t.Context(), `PRAGMA busy_timeout`).Scan(&patience)
			}))
		if err != nil || patience != want {
			t.Errorf("it waits %d ms, %v; want %d", patience, err, want)
		}
	}
}
