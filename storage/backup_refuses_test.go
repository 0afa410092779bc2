package storage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/storage"
)

func TestBackupRefusesInOneLine(t *testing.T) {
	for name, test := range map[string]struct {
		from, to func(t *testing.T) string
		force    bool
		want     string
	}{
		"no database":   {from: empty, want: "there is none"},
		"an empty file": {from: func(t *testing.T) string { return write(t, nil) }, want: "another program's"},
		"a folder":      {from: func(t *testing.T) string { return t.TempDir() }, want: "not a file"},
		"a pipe":        {from: namedPipe, want: "not a file"},
		"text":          {from: refused["text"].file, want: "not a database"},
		"foreign":       {from: refused["foreign"].file, want: "another program's"},
		"newer":         {from: refused["newer"].file, want: "newer Usher"},
		"scrambled":     {from: refused["scrambled"].file, want: "damaged"},
		"no folder":     {to: func(t *testing.T) string { return filepath.Join(t.TempDir(), "none", "copy.db") }, want: "there is no folder"},
		"into a folder": {to: func(t *testing.T) string { return t.TempDir() }, force: true, want: "not a file"},
		"taken":         {to: func(t *testing.T) string { return write(t, []byte("mine")) }, want: "--force"},
		"read-only":     {to: func(*testing.T) string { return "/sys/copy.db" }, want: "cannot write"},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := ours, empty
			if test.from != nil {
				from = test.from
			}
			if test.to != nil {
				to = test.to
			}
			target := to(t)
			before, _ := os.ReadFile(target)
			err := storage.Backup(t.Context(), from(t), target, test.force)
			if err == nil {
				t.Fatal("was copied")
			}
			if text := err.Error(); !strings.Contains(text, test.want) || strings.Contains(text, "\n") {
				t.Errorf("%q does not say %q in one line", text, test.want)
			}
			if after, _ := os.ReadFile(target); string(after) != string(before) {
				t.Error("what was there is not any more")
			}
			if test.to == nil {
				alone(t, target)
			}
		})
	}
}

// TestBackupNeverReplacesTheDatabase holds that none of an open database's files is
// taken for a place to write to, by whatever name.
func TestBackupNeverReplacesTheDatabase(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	follow(t, db, ada, mount)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{path, link, path + "-lock", path + "-wal", path + "-shm"} {
		if err := storage.Backup(t.Context(), path, to, true); err == nil || !strings.Contains(err.Error(), "the database itself") {
			t.Errorf("to %s: %v", to, err)
		}
	}
}
