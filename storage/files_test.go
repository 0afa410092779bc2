package storage_test

import (
	"testing"

	"usher/storage"
)

// TestFilesAreKnownByTheirNames holds that a network's name for a file is remembered for
// itself, and that a newer one takes its place.
func TestFilesAreKnownByTheirNames(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		keep := func(platform, id string) {
			t.Helper()
			if err := db.KeepFileID(t.Context(), platform, "map", id); err != nil {
				t.Fatal(err)
			}
		}
		keep("one", "a")
		keep("two", "b")
		keep("one", "c")
		for platform, want := range map[string]string{"one": "c", "two": "b", "three": ""} {
			if got, err := db.FileID(t.Context(), platform, "map"); err != nil || got != want {
				t.Errorf("on %s it is %q, %v", platform, got, err)
			}
		}
	})
}
