package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// keysID marks files of keys (PRAGMA application_id): "Ushk" in ASCII. A database
// of Usher's is refused as one, and the other way round.
const keysID = 0x5573686b

// keeping are what a connection to a file of keys has to be told. It writes times
// so that SQLite can read them itself, since the library whose tables are in the
// file compares them there. synchronous(FULL) is the price of two promises: a key
// that has come is on the disk before the network is told that it need not send it
// again, and what was encrypted with a key is never encrypted with again.
var keeping = "?" + pragmas + "&_txlock=immediate&_time_format=sqlite&_pragma=synchronous(FULL)&_pragma=journal_mode(WAL)"

// accounts is the one table of ours in a file of keys.
const accounts = `CREATE TABLE IF NOT EXISTS usher_account (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	server TEXT NOT NULL, user TEXT NOT NULL, device TEXT NOT NULL, token TEXT NOT NULL,
	keyed INTEGER NOT NULL CHECK (keyed IN (0, 1))
) STRICT`

// Account is a device that is logged in on a network.
type Account struct {
	Server, User, Device, Token string
	// Keyed says that the device has keys, in tables beside.
	Keyed bool
}

// Keys is an open file of keys: the account of one device, and in tables that are
// not ours what the device needs to read and write what is encrypted. It is no part
// of the database, or of its backups: an old copy of such keys is worse than none,
// since others have gone on without it.
type Keys struct {
	db    *sql.DB
	path  string    // absolute
	guard io.Closer // keeps others out; nil of one that Renew has made
}

// OpenKeys opens the file of keys at path, and makes it if there is none, for our
// eyes only. Nobody else can open it until Close: one device is one process's. The
// errors are one line each, as Open's are.
func OpenKeys(ctx context.Context, path string) (*Keys, error) {
	db, path, guard, err := guarded(ctx, path, openKeys)
	if err != nil {
		return nil, err
	}
	return &Keys{db: db, path: path, guard: guard}, nil
}

func openKeys(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", uri(path)+keeping)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := prepareKeys(ctx, db); err != nil {
		_ = db.Close() // why it was opened in vain counts
		return nil, explainKeys(path, err)
	}
	return db, nil
}

// prepareKeys looks whether the file is ours, or marks it.
func prepareKeys(ctx context.Context, db *sql.DB) error {
	marked, err := identify(ctx, db, keysID)
	if err != nil {
		return err
	}
	if err := intact(ctx, db); err != nil {
		return err
	}
	if !marked {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", keysID)); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, accounts)
	return err
}

// explainKeys is explain for a file of which no copy is to be restored.
func explainKeys(path string, err error) error {
	e, _ := errors.AsType[*sqlite.Error](err)
	if errors.Is(err, errDamaged) || e != nil && (e.Code()&0xff == sqlite3.SQLITE_CORRUPT || e.Code()&0xff == sqlite3.SQLITE_NOTADB) {
		return fmt.Errorf("database %s: it is damaged: move it away and log in anew (%w)", path, err)
	}
	return explain(path, err)
}

// DB is where the device's keys are, in tables beside ours.
func (k *Keys) DB() *sql.DB { return k.db }

// Account is the device's; false if none was set.
func (k *Keys) Account(ctx context.Context) (Account, bool, error) {
	var a Account
	err := k.db.QueryRowContext(ctx, `SELECT server, user, device, token, keyed FROM usher_account`).
		Scan(&a.Server, &a.User, &a.Device, &a.Token, &a.Keyed)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, false, nil
	}
	if err != nil {
		return Account{}, false, explainKeys(k.path, err)
	}
	return a, true, nil
}

// SetAccount says whose keys these are.
func (k *Keys) SetAccount(ctx context.Context, a Account) error {
	_, err := k.db.ExecContext(ctx, `INSERT OR REPLACE INTO usher_account (one, server, user, device, token, keyed) VALUES (1, ?, ?, ?, ?, ?)`,
		a.Server, a.User, a.Device, a.Token, a.Keyed)
	if err != nil {
		return explainKeys(k.path, err)
	}
	return nil
}

// Close closes the file. Nothing may use it any more.
func (k *Keys) Close() error {
	err := k.db.Close()
	if k.guard != nil {
		err = errors.Join(err, k.guard.Close())
	}
	return err
}
