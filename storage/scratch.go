package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"usher/bot"
)

// unsafely is for the connection that writes what nobody will need after a crash.
const unsafely = "&_txlock=immediate&_pragma=synchronous(OFF)&_pragma=cache_size(-65536)"

// OpenScratch opens a database that is gone when it is closed. It holds what the file
// at path does, which is only read, be it used by an Usher meanwhile: but for what was
// told and what waits to be, so that all of it is told anew. Without a path it is
// empty. The errors are one line each, as Open's are.
func OpenScratch(ctx context.Context, path string) (*DB, error) {
	dir, err := os.MkdirTemp("", "usher-scratch-*") // 0700: it says who follows what
	if err != nil {
		return nil, fmt.Errorf("a folder for a while: %w", err)
	}
	db, err := scratch(ctx, path, filepath.Join(dir, "usher.db"))
	if err != nil {
		_ = os.RemoveAll(dir) // why it was made in vain counts
		return nil, err
	}
	db.guard = folder(dir)
	return db, nil
}

func scratch(ctx context.Context, from, path string) (*DB, error) {
	if from != "" {
		if err := Backup(ctx, from, path, false); err != nil {
			return nil, err
		}
	}
	db, err := openTo(ctx, path, unsafely)
	if err != nil {
		return nil, err
	}
	err = db.update(ctx, "forget what was told", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE true`)
		return err
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// folder is one that goes with the database in it.
type folder string

// Close deletes it.
func (f folder) Close() error { return os.RemoveAll(string(f)) }

// Ledger is what has become of notices so far. It is not to be closed.
func (db *DB) Ledger() *Ledger { return &Ledger{db.read.DB} }

// Guest is somebody who uses Usher.
type Guest struct {
	bot.Visit
	bot.Wishes
}

// Populate lets many people have spoken and have chosen what they want, all or none.
func (db *DB) Populate(ctx context.Context, guests []Guest) error {
	return db.update(ctx, "populate", func(tx *transaction) error {
		for _, g := range guests {
			if err := populate(ctx, tx, g); err != nil {
				return err
			}
		}
		return nil
	})
}

func populate(ctx context.Context, tx *transaction, g Guest) error {
	id, err := changed(ctx, tx, g.Visit.Chat)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE chats SET language = ?, hint = ?, shared = ? WHERE id = ?`,
		g.Chosen, g.Hint, g.Shared, id); err != nil {
		return err
	}
	for _, f := range g.Follows {
		_, err := tx.ExecContext(ctx, `INSERT INTO follows (chat, kind, key, only) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			id, f.Kind, f.Key, maybe(f.Only))
		if err != nil {
			return err
		}
	}
	return setLeads(ctx, tx, id, g.Leads)
}
