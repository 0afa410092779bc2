package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestWhoHasNeverSpokenIsNotOneOfEverybody holds that organisers who are known
// from the settings alone are not counted among people.
func TestWhoHasNeverSpokenIsNotOneOfEverybody(t *testing.T) {
	memory, err := storage.OpenMemory(t.Context())
	db := opened(t, memory, err)
	now := time.Date(2023, time.September, 13, 9, 4, 0, 0, time.UTC)
	ada, zoe := bot.Chat{Platform: "telegram", ID: "1"}, bot.Chat{Platform: "matrix", ID: "@zoe:example.org"}
	people := func(want int) {
		t.Helper()
		if n, err := db.People(t.Context()); err != nil || n != want {
			t.Errorf("%d people, %v; want %d", n, err, want)
		}
	}
	if err := db.Seen(t.Context(), bot.Visit{Chat: ada}); err != nil {
		t.Fatal(err)
	}
	n := bot.Notice{Kind: bot.Encrypted, Talk: "!room", Start: time.UnixMilli(0), Due: now, Deadline: now, Expires: now.Add(time.Hour)}
	if err := db.Tell(t.Context(), n, now, ada, zoe); err != nil {
		t.Fatal(err)
	}
	people(1)
	if err := db.Seen(t.Context(), bot.Visit{Chat: zoe}); err != nil {
		t.Fatal(err)
	}
	people(2)
}
