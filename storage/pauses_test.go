package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

func mustPaused(t *testing.T, db *storage.DB, platform string) bot.Pause {
	t.Helper()
	p, err := db.Paused(t.Context(), platform)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustTurn(t *testing.T, db *storage.DB, turn bot.Turn) {
	t.Helper()
	if _, err := db.Turn(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
}

// TestAPauseOutlivesTheProcess holds that the last one counts, to each network its
// own, and that none is cut short by how times are stored.
func TestAPauseOutlivesTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, mustPaused(t, db, "telegram"), bot.Pause{})
	for _, after := range []time.Duration{time.Hour, time.Minute + time.Nanosecond} {
		mustTurn(t, db, bot.Turn{Platform: "telegram", Clock: noon, Now: noon, Paused: bot.Pause{Since: noon, Until: noon.Add(after)}})
	}
	mustTurn(t, db, bot.Turn{Platform: "telegram", Clock: noon, Now: noon, Limit: 1}) // it knows of none
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db, err = storage.Open(t.Context(), path)
	opened(t, db, err)
	equal(t, mustPaused(t, db, "telegram"), bot.Pause{Since: noon, Until: noon.Add(time.Minute + time.Millisecond)})
	equal(t, mustPaused(t, db, "matrix"), bot.Pause{})
}

// TestAPauseIsWrittenWithTheAttemptThatWasRefused, or not at all.
func TestAPauseIsWrittenWithTheAttemptThatWasRefused(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		impossible := bot.Settlement{Chat: ada, Notices: []int64{1}, Outcome: bot.Outcome{State: bot.StateClaimed, At: noon}}
		_, err := db.Turn(t.Context(), bot.Turn{
			Platform: "telegram", Clock: noon, Now: noon, Settled: []bot.Settlement{impossible},
			Paused: bot.Pause{Since: noon, Until: noon.Add(time.Hour)},
		})
		if err == nil {
			t.Fatal("settled as in hand")
		}
		equal(t, mustPaused(t, db, "telegram"), bot.Pause{})
	})
}
