package storage

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// TestAPressIsTakenBackWhileNothingCanBeWritten: one that is stored, and one that came
// in meanwhile. What was known then is stored as it was answered.
func TestAPressIsTakenBackWhileNothingCanBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	on := bot.Ref{Chat: starrer, ID: "41"}
	press := func(update string) bot.Incoming {
		return bot.Incoming{Chat: starrer, Sender: "7", Text: "/star x", Undo: "/unstar x", Pressed: on, Update: update, At: time.UnixMilli(0)}
	}
	withdraw := func(update, press string) bot.Incoming {
		return bot.Incoming{Chat: starrer, Sender: "7", Withdraws: press, Update: update, At: time.UnixMilli(0)}
	}
	undo := func(in bot.Incoming) bot.Incoming {
		in.Text, in.Pressed = "/unstar x", on
		return in
	}
	accept := func(batch ...bot.Incoming) []bot.Incoming {
		fresh, _ := db.Accept(t.Context(), "test", "", batch) // its error is what this is about
		return fresh
	}
	accept(press("1"))
	tell(t, db, `PRAGMA query_only = 1`)
	got := accept(withdraw("2", "1"), press("3"), withdraw("4", "3"), withdraw("5", "0"))
	want := []bot.Incoming{undo(withdraw("2", "1")), press("3"), undo(withdraw("4", "3"))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	tell(t, db, `PRAGMA query_only = 0`)
	accept(got...)
	if again := accept(withdraw("6", "1"), withdraw("7", "3")); again != nil {
		t.Errorf("they are taken back again: %v", again)
	}
}
