package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"usher/storage"
	"usher/storage/storagetest"
)

var refused = map[string]struct {
	file func(t *testing.T) string
	want string
}{
	"missing folder": {
		func(t *testing.T) string { return filepath.Join(t.TempDir(), "none", "usher.db") },
		"there is no folder",
	},
	"folder": {func(t *testing.T) string { return t.TempDir() }, "that is a folder"},
	"text": {
		func(t *testing.T) string { return write(t, []byte("dear diary")) },
		"not a database",
	},
	"long text": {
		func(t *testing.T) string { return write(t, []byte(strings.Repeat("dear diary\n", 1000))) },
		"not a database",
	},
	"cut off":   {func(t *testing.T) string { return damaged(t, func(b []byte) []byte { return b[:len(b)/2] }) }, "damaged"},
	"scrambled": {func(t *testing.T) string { return damaged(t, scramble) }, "damaged"},
	"one page":  {func(t *testing.T) string { return torn(t, ours(t), "vanished_talk") }, "damaged"},
	"one page of an older one": {
		func(t *testing.T) string {
			path := empty(t)
			storagetest.First(t, path)
			return torn(t, path, "follows_topic")
		}, "damaged",
	},
	"a copy broken off within its last page": {brokenOff, "damaged"},
	"foreign": {
		func(t *testing.T) string { return with(t, empty(t), `CREATE TABLE recipes (name TEXT)`) },
		"another program's",
	},
	"newer": {
		func(t *testing.T) string {
			return with(t, ours(t), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
		},
		"newer Usher",
	},
	"torn tables": { // what nothing here has a name for
		func(t *testing.T) string { return with(t, ours(t), `DROP TABLE goose_db_version`) },
		"I cannot use it: name another file, or move it away to begin anew (migrations: ",
	},
	"pipe":   {namedPipe, "nothing can be kept there"},
	"device": {func(*testing.T) string { return os.DevNull }, "nothing can be kept there"},
	// Nobody may write there, root included.
	"read-only folder": {func(*testing.T) string { return "/sys/usher.db" }, "may not write"},
	"read-only file":   {readOnlyFile, "may not write"},
}

func TestOpenRefusesInOneLine(t *testing.T) {
	for name, test := range refused {
		t.Run(name, func(t *testing.T) {
			path := test.file(t)
			db, err := storage.Open(t.Context(), path)
			if err == nil {
				db.Close()
				t.Fatal("was opened")
			}
			text := err.Error()
			for _, want := range []string{test.want, path} {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not say %q", text, want)
				}
			}
			if strings.Contains(text, "\n") {
				t.Errorf("%q has several lines", text)
			}
		})
	}
}

// TestDamageIsFoundWhileServing holds that who does not wait for the whole file to
// be read is told the same afterwards, and that this leaves out nothing that costs
// little to look for.
func TestDamageIsFoundWhileServing(t *testing.T) {
	for name, test := range refused {
		t.Run(name, func(t *testing.T) {
			path := test.file(t)
			db, err := storage.OpenUnchecked(t.Context(), path)
			if inside := name == "one page"; inside != (err == nil) {
				t.Fatalf("opened unchecked: %v", err)
			}
			if err != nil {
				return
			}
			defer db.Close()
			if err := db.Check(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "database "+path+": it is damaged: ") {
				t.Errorf("read as a whole: %v", err)
			}
		})
	}
	t.Run("sound", func(t *testing.T) {
		db, err := storage.OpenUnchecked(t.Context(), ours(t))
		opened(t, db, err)
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestOpenCanBeCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := ours(t)
	db, err := storage.Open(ctx, path)
	if err == nil {
		db.Close()
		t.Fatal("was opened")
	}
	if want := "database " + path + ": I stopped opening it ("; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("called off, it says %q", err)
	}
}

func TestOpenTakesAnEmptyFile(t *testing.T) {
	db, err := storage.Open(t.Context(), write(t, nil))
	opened(t, db, err)
}

func TestOpenKeepsOthersOut(t *testing.T) {
	path := ours(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the file's mode is %o: it says who follows what", mode)
	}
}

func TestOpenLeavesARefusedFileAsItWas(t *testing.T) {
	path := with(t, empty(t), `CREATE TABLE recipes (name TEXT)`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if db, err := storage.Open(t.Context(), path); err == nil {
		db.Close()
		t.Fatal("was opened")
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the file was changed")
	}
}

func empty(t *testing.T) string { return filepath.Join(t.TempDir(), "usher.db") }

func write(t *testing.T, data []byte) string {
	path := empty(t)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ours is a closed database of ours with something in it.
func ours(t *testing.T) string {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	follow(t, db, ada, mount, tpm, dome)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// namedPipe is a file that nobody writes to or reads from.
func namedPipe(t *testing.T) string {
	path := empty(t)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	return path
}

func damaged(t *testing.T, harm func([]byte) []byte) string {
	data, err := os.ReadFile(ours(t))
	if err != nil {
		t.Fatal(err)
	}
	return write(t, harm(data))
}

// scramble overwrites all but the first page.
func scramble(data []byte) []byte {
	for i := 4096; i < len(data); i++ {
		data[i] = byte(i * 7)
	}
	return data
}

// torn has the first page of a table or an index overwritten.
func torn(t *testing.T, path, name string) string {
	storagetest.Damage(t, path, name)
	return path
}

// reading begins to read a database, past this package, and goes on until stop.
func reading(t *testing.T, path string) (stop func()) {
	t.Helper()
	db, err := sql.Open("sqlite", fmt.Sprintf("file:%s", path))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var chats int
	if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM chats`).Scan(&chats); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// with runs a statement on a file, past this package.
func with(t *testing.T, path, statement string) string {
	db, err := sql.Open("sqlite", fmt.Sprintf("file:%s", path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
	return path
}

// brokenOff is a database whose last page is an index's and only half there: SQLite
// opens it and takes the rest for zeros.
func brokenOff(t *testing.T) string {
	path := with(t, ours(t), `
		INSERT INTO meta (key, value) VALUES ('one', 1), ('two', 2), ('three', 3);
		VACUUM; -- pages that are free come first
		CREATE INDEX last ON meta (value, key)`)
	const page = 4096
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-page/2); err != nil {
		t.Fatal(err)
	}
	return path
}
