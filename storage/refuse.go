package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Why a file is refused once SQLite has looked into it.
var (
	errNewer   = errors.New("written by a newer Usher")
	errForeign = errors.New("another program's database")
	errDamaged = errors.New("damaged")
)

// magic is how every SQLite file begins (sqlite.org/fileformat, section 1.3).
var magic = []byte("SQLite format 3\x00")

// inspect refuses what can be told without SQLite, whose own words for it
// ("unable to open database file (14)") help nobody.
func inspect(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("database %s: there is no folder %s: make it or name another", path, dir)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return writable(path, dir)
	case err != nil:
		return fmt.Errorf("database %s: %w", path, err)
	case info.IsDir():
		return fmt.Errorf("database %s: that is a folder: name a file in it", path)
	case !info.Mode().IsRegular():
		// Opening a pipe waits for whoever is at its other end.
		return fmt.Errorf("database %s: nothing can be kept there, it is a pipe or a device: name a file", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return readOnly(path)
	}
	defer func() { _ = f.Close() }() // only looked at
	if err := looksLikeOne(f, path); err != nil {
		return err
	}
	if log, err := os.Stat(path + "-wal"); err == nil && info.Size() == 0 && log.Size() > 0 {
		// SQLite would begin anew, and throw away what is in the log.
		return fmt.Errorf("database %s: it is damaged: it is empty and its log is not: restore a copy or move both away to begin anew", path)
	}
	return writable(path, dir)
}

// looksLikeOne refuses a file that begins otherwise than a database does, unless
// it is empty.
func looksLikeOne(f io.Reader, path string) error {
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("database %s: %w", path, err)
	}
	if n > 0 && !bytes.Equal(head[:n], magic) {
		return fmt.Errorf("database %s: that is not a database: name another file or move this one away", path)
	}
	return nil
}

// writable refuses a folder in which SQLite could not keep its journal.
func writable(path, dir string) error {
	probe, err := os.CreateTemp(dir, ".usher-*")
	if err != nil {
		return readOnly(path)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func readOnly(path string) error {
	return fmt.Errorf("database %s: I may not write there: let me write to the file and its folder, or name another", path)
}

// identify refuses a file that does not have that mark, which another program has
// made, or has marked as something else. It says whether there is one: what is
// empty has none. SQLite refuses here what is shorter than it says, or has tables
// that cannot be read.
func identify(ctx context.Context, db *sql.DB, mark int) (marked bool, err error) {
	var id, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return false, err
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return false, err
	}
	if id != mark && (id != 0 || tables > 0) {
		return false, errForeign
	}
	return id == mark, nil
}

// intact refuses a file that is damaged anywhere. It reads all of it.
func intact(ctx context.Context, db *sql.DB) error { return examine(ctx, db, "quick_check") }

// examine refuses a file in which SQLite finds damage.
func examine(ctx context.Context, db *sql.DB, how string) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA `+how+`(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, strings.Join(strings.Fields(found), " "))
	}
	return nil
}

// endsWithinPage reports whether a file ends within a page. A power cut while the log is
// brought into it leaves that, and the log has the page; a copy that was broken
// off leaves it too, and then the rest of the page reads as zeros, which in an
// index is nothing that a quick_check sees.
func endsWithinPage(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false // opening it says why
	}
	defer func() { _ = f.Close() }() // only looked at
	head := make([]byte, 18)
	if _, err := io.ReadFull(f, head); err != nil {
		return false
	}
	info, err := f.Stat()
	// The size of a page, of which 1 stands for 65,536 (sqlite.org/fileformat,
	// section 1.3.2).
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 1 << 16
	}
	return err == nil && page > 0 && info.Size()%page != 0
}

// explain makes one line for people of what hinders opening.
func explain(path string, err error) error {
	code := 0
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		code = e.Code() & 0xff // without the extension
	}
	switch {
	case errors.Is(err, context.Canceled), code == sqlite3.SQLITE_INTERRUPT:
		return fmt.Errorf("database %s: I stopped opening it (%w)", path, err)
	case errors.Is(err, errNewer):
		return fmt.Errorf("database %s: it was %w: update Usher or name another file", path, err)
	case errors.Is(err, errForeign):
		return fmt.Errorf("database %s: it is %w: name another file", path, err)
	case errors.Is(err, errDamaged), code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("database %s: it is damaged: restore a copy or move it away to begin anew (%w)", path, err)
	case code == sqlite3.SQLITE_READONLY, code == sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w (%w)", readOnly(path), err)
	}
	return fmt.Errorf("database %s: I cannot use it: name another file, or move it away to begin anew (%w)", path, err)
}
