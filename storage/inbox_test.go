package storage_test

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// typed is something that Ada typed at noon.
func typed(update, text string) bot.Incoming {
	return bot.Incoming{Chat: ada, Sender: "7", About: "8", Text: text, Shared: true, Language: "de", Update: update, At: noon,
		Pressed: bot.Ref{Chat: ada, ID: "41"}, Elsewhere: true}
}

func accept(t *testing.T, db *storage.DB, cursor string, batch ...bot.Incoming) []bot.Incoming {
	t.Helper()
	fresh, err := db.Accept(t.Context(), "telegram", cursor, batch)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func pending(t *testing.T, db *storage.DB, platform string) []bot.Incoming {
	t.Helper()
	all, err := db.Pending(t.Context(), platform)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestInboxTakesTheSameUpdateOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		// Ids are not in order, and the same in two batches or in one.
		a, b, c := typed("9", "/now"), typed("10", "/next"), typed("2", "")
		c.Sealed = json.RawMessage(`{"type":"sealed"}`)
		equal(t, accept(t, db, "11", a, b, a), []bot.Incoming{a, b})
		equal(t, accept(t, db, "12", b, c), []bot.Incoming{c})
		equal(t, pending(t, db, "telegram"), []bot.Incoming{a, b, c})
		equal(t, pending(t, db, "matrix"), []bot.Incoming(nil))

		if err := db.Finish(t.Context(), "telegram", "10", "9"); err != nil {
			t.Fatal(err)
		}
		equal(t, accept(t, db, "13", a, b), []bot.Incoming(nil))
		equal(t, pending(t, db, "telegram"), []bot.Incoming{c})
	})
}

// TestWhatIsAnsweredBeforeItIsAcceptedIsKnown by its id alone, also where it has had an
// effect.
func TestWhatIsAnsweredBeforeItIsAcceptedIsKnown(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		a, b, c := typed("9", "/now"), typed("10", "/star MOUNT"), typed("2", "/next")
		unheard := func(want ...bot.Incoming) {
			t.Helper()
			fresh, err := db.Unheard(t.Context(), "telegram", []bot.Incoming{a, b, a, c})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, fresh, want)
		}
		unheard(a, b, c)
		if _, err := db.Follow(bot.WithEffects(t.Context(), b), ada, bot.Follow{Topic: mount}); err != nil {
			t.Fatal(err)
		}
		equal(t, pending(t, db, "telegram"), []bot.Incoming{b})
		unheard(a, c)
		if err := db.Answered(t.Context(), "telegram", []bot.Incoming{a, b}); err != nil {
			t.Fatal(err)
		}
		unheard(c)
		equal(t, pending(t, db, "telegram"), []bot.Incoming(nil))
		equal(t, accept(t, db, "11", a, b, c), []bot.Incoming{c})
		equal(t, mustFollow(t, db, ada), []schedule.Topic{mount})
		if n, err := db.Prune(t.Context(), noon.Add(time.Second)); err != nil || n != 2 {
			t.Errorf("%d are forgotten, %v", n, err)
		}
	})
}

func TestInboxKnowsNothingByWhichToKeepWhatHasNoID(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		plain := typed("", "/now")
		for range 2 {
			equal(t, accept(t, db, "1", plain), []bot.Incoming{plain})
		}
		equal(t, pending(t, db, "telegram"), []bot.Incoming(nil))
	})
}

func TestInboxOutlivesTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	first, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	accept(t, first, "s12_34", typed("9", "/now"))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := storage.Open(t.Context(), path)
	opened(t, second, err)
	equal(t, pending(t, second, "telegram"), []bot.Incoming{typed("9", "/now")})
	for platform, want := range map[string]string{"telegram": "s12_34", "matrix": ""} {
		if got, err := second.Cursor(t.Context(), platform); err != nil || got != want {
			t.Errorf("cursor of %s is %q, %v; want %q", platform, got, err, want)
		}
	}
}

func TestPruneForgetsOnlyWhatIsFinishedAndOld(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		old, open, young := typed("1", "a"), typed("2", "b"), typed("3", "c")
		young.At = noon.Add(time.Hour)
		accept(t, db, "4", old, open, young)
		if err := db.Finish(t.Context(), "telegram", "1", "3"); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Prune(t.Context(), noon.Add(time.Minute)); err != nil || n != 1 {
			t.Errorf("pruned %d, %v; want 1", n, err)
		}
		equal(t, pending(t, db, "telegram"), []bot.Incoming{open})
		equal(t, accept(t, db, "5", old, open, young), []bot.Incoming{old})
	})
}
