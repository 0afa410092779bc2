package storage

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"usher/bot"
)

// troubles are why SQLite cannot write for now, by its result code
// (sqlite.org/rescode.html), in words for those who can mend it.
var troubles = map[int]string{
	sqlite3.SQLITE_FULL:     "the disk is full",
	sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
	sqlite3.SQLITE_BUSY:     "another program holds the file",
	sqlite3.SQLITE_LOCKED:   "another program holds the file",
	sqlite3.SQLITE_IOERR:    "the disk does not do what it should",
	sqlite3.SQLITE_CANTOPEN: "the file or its journal cannot be opened",
	sqlite3.SQLITE_PERM:     "the file or its folder must not be written to",
}

// trouble says why SQLite cannot write where that will pass, and makes a
// bot.ErrCannotWrite of it; "" where err is something else.
func trouble(err error) (why string, known error) {
	failed, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return "", err
	}
	words, ok := troubles[failed.Code()&0xff] // without the extension
	if !ok {
		return "", err
	}
	return words, fmt.Errorf("%w: %s (%w)", bot.ErrCannotWrite, words, err)
}

// busy reports whether it is another program that keeps us from writing.
func busy(err error) bool {
	failed, ok := errors.AsType[*sqlite.Error](err)
	return ok && failed.Code()&0xff == sqlite3.SQLITE_BUSY
}

// OnTrouble lets tell know of each write that comes to a bot.ErrCannotWrite, and
// why that is. It has to return at once, and must not write.
func (db *DB) OnTrouble(tell func(why string)) { db.writer.tell.Store(&tell) }

// TryWriting writes something, and nothing that counts: its error says whether
// that can be done now. Most writes would say so too, but not one that finds that
// it has nothing to change.
func (db *DB) TryWriting(ctx context.Context) error {
	return db.update(ctx, "try to write", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES ('tried', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1`)
		return err
	})
}
