// Package storagetest makes databases as older Ushers left them, and examines
// files, for tests. Only tests import it.
package storagetest

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"usher/bot"
	"usher/schedule"
)

// Older makes a file of the Usher whose last migration was that, with what some
// statements put into it.
func Older(t testing.TB, path string, version int64, statements ...string) {
	t.Helper()
	db := open(t, path)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS(migrations()), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range append(statements, `PRAGMA application_id = 0x55736872`, `PRAGMA journal_mode = WAL`) {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// First makes a file of the first Usher, in which a chat has a star.
func First(t testing.TB, path string) (chat bot.Chat, star schedule.Topic) {
	t.Helper()
	Older(t, path, 1,
		`INSERT INTO chats (platform, chat) VALUES ('test', '1')`,
		`INSERT INTO leads (chat, lead) VALUES (1, -1)`,
		`INSERT INTO follows (chat, kind, key) VALUES (1, 'talk', 'main-c-FIRST')`)
	return bot.Chat{Platform: "test", ID: "1"}, schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-FIRST"}
}

// Sound fails the test if the file is damaged. Nobody else may use it meanwhile.
func Sound(t testing.TB, path string) {
	t.Helper()
	db := open(t, path)
	defer db.Close()
	var found string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&found); err != nil || found != "ok" {
		t.Errorf("integrity_check of %s: %s, %v", path, found, err)
	}
}

// Damage overwrites the first page of a table or an index. Nobody may use the file
// meanwhile.
func Damage(t testing.TB, path, name string) {
	t.Helper()
	var root, size int64
	db := open(t, path)
	err := db.QueryRowContext(t.Context(), `SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?`, name).Scan(&root, &size)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt(bytes.Repeat([]byte("harm"), int(size/4)), (root-1)*size)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// migrations is their folder, wherever a test runs.
func migrations() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "migrations")
}
