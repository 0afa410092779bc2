package storage

import (
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

// trouble makes a bot.ErrCannotWrite of what SQLite says where it will pass.
func trouble(err error) error {
	failed, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	words, ok := troubles[failed.Code()&0xff] // without the extension
	if !ok {
		return err
	}
	return fmt.Errorf("%w: %s (%w)", bot.ErrCannotWrite, words, err)
}
