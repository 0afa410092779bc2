package storage

import (
	"path/filepath"
	"testing"

	"usher/bot"
)

// TestOnlyWhatAPowerCutMayTakeBackIsNotAwaited by its writers: of what is finished
// people notice nothing, of anything else that it is gone.
func TestOnlyWhatAPowerCutMayTakeBackIsNotAwaited(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "usher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const normal, full = 1, 2 // sqlite.org/pragma.html#pragma_synchronous
	mode := func() (mode int) {
		t.Helper()
		err := db.writer.apart(t.Context(), func(tx *transaction) error {
			return tx.QueryRowContext(t.Context(), `PRAGMA synchronous`).Scan(&mode)
		})
		if err != nil {
			t.Fatal(err)
		}
		return mode
	}
	in := bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "1"}, Text: "/next", Update: "1"}
	for range 2 {
		if _, err := db.Accept(t.Context(), "test", "1", []bot.Incoming{in}); err != nil || mode() != full {
			t.Errorf("what comes in is accepted in mode %d, %v", mode(), err)
		}
		if err := db.Finish(t.Context(), "test", in.Update); err != nil || mode() != normal {
			t.Errorf("what is finished is noted in mode %d, %v", mode(), err)
		}
		if err := db.Answered(t.Context(), "test", []bot.Incoming{in}); err != nil || mode() != normal {
			t.Errorf("what is answered is noted in mode %d, %v", mode(), err)
		}
	}
}
