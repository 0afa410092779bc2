package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// renewed is what the name of a file that Renew makes ends in.
const renewed = "-new"

// Renew makes a file of keys for another device, which TakeOver puts in this
// one's place. What an earlier one has begun and not discarded, it goes on with.
func (k *Keys) Renew(ctx context.Context) (*Keys, error) {
	real, err := filepath.EvalSymlinks(k.path) // a file takes the place of another in the same folder
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", k.path, err)
	}
	path := real + renewed
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := openKeys(ctx, path)
	if err != nil && ctx.Err() == nil { // what a crash has spoilt is worth nothing yet
		if err := errors.Join(remove(path), create(path)); err != nil {
			return nil, err
		}
		db, err = openKeys(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	return &Keys{db: db, path: path}, nil
}

// Discard closes what Renew has made, and removes it.
func (k *Keys) Discard() error { return errors.Join(k.Close(), remove(k.path)) }

// TakeOver puts what Renew has made in the place of the file, from one moment to
// the next. Both are closed, whatever comes of it; others are kept out until then.
func (k *Keys) TakeOver(fresh *Keys) (err error) {
	defer func() { err = errors.Join(err, k.guard.Close()) }()
	// Who closes last brings the log into the file: under another file of the same
	// name it would be taken for that one's.
	if err := errors.Join(fresh.Close(), k.db.Close()); err != nil {
		return fmt.Errorf("database %s: %w", k.path, err)
	}
	if err := flush(fresh.path); err != nil {
		return fmt.Errorf("database %s: %w", k.path, err)
	}
	old := strings.TrimSuffix(fresh.path, renewed)
	if log, err := os.Stat(old + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("database %s: another program is reading it: end that one", k.path)
	}
	if err := os.Rename(fresh.path, old); err != nil {
		return fmt.Errorf("database %s: %w", k.path, err)
	}
	return syncDir(filepath.Dir(old))
}

// flush puts a file on the disk.
func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// remove removes a file of keys with its logs, if it is there.
func remove(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return readOnly(path)
		}
	}
	return nil
}
