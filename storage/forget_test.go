package storage_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"usher/bot"
	"usher/storage"
)

// eve has a name that is found nowhere by chance.
var eve = bot.Chat{Platform: "matrix", ID: "!kCQ0XqvLJm:eve.example"}

// TestForgetLeavesNothingInTheFiles looks for what was known of a person in all
// bytes of the database, while it is open: for deleted rows, too, and for the
// line by which she asked.
func TestForgetLeavesNothingInTheFiles(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	follow(t, db, eve, mount, tpm)
	equal(t, len(mustFollow(t, db, eve)), 2) // reading leaves nothing in the way
	asked := bot.Incoming{Chat: eve, Sender: "@eve:eve.example", Text: "/forget", Update: "$1", At: noon}
	if _, err := db.Accept(t.Context(), eve.Platform, "", []bot.Incoming{asked}); err != nil {
		t.Fatal(err)
	}
	if !remembered(t, path) {
		t.Fatal("she is not in the files before")
	}
	if err := db.Forget(t.Context(), eve, eve); err != nil {
		t.Fatal(err)
	}
	if err := db.Finish(t.Context(), eve.Platform, asked.Update); err != nil {
		t.Fatal(err)
	}
	if remembered(t, path) {
		t.Error("she is still in the files")
	}
	equal(t, len(mustFollow(t, db, ada)), 1)
}

// TestForgetDoesNotWaitForReaders has somebody read in the files meanwhile, which
// keeps them from being tidied: that is made up for.
func TestForgetDoesNotWaitForReaders(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, eve, mount)
	stop := reading(t, path)
	if err := db.Forget(t.Context(), eve, eve); err != nil {
		t.Fatal(err)
	}
	if !remembered(t, path) {
		t.Error("nobody was in the way: this is not what it was to be about")
	}
	stop()
	if _, err := db.Prune(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if remembered(t, path) {
		t.Error("she is still in the files")
	}
}

// remembered reports whether Eve is in any of a database's files.
func remembered(t *testing.T, path string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("eve.example")) {
			return true
		}
	}
	return false
}
