package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Backup copies the database in the file at path into the file to, which appears
// when it is whole. An Usher that uses the database goes on meanwhile: the copy is
// what the database held at one moment, without anything that was deleted. What
// is at to already is replaced only if force is set, and never by a copy that is
// not sound. The errors are one line each, as Open's are.
//
// A copy has no nonce. The first Open gives it one, each time it is restored: ids
// of deliveries that were made after the copy would otherwise be used again, and a
// network that knows repetitions by them would swallow news. Nor does it know when
// Usher was last alive: people were told what they missed meanwhile.
func Backup(ctx context.Context, path, to string, force bool) error {
	path, to, err := absolute(path, to)
	if err != nil {
		return err
	}
	if err := source(path); err != nil {
		return err
	}
	if err := target(path, to, force); err != nil {
		return err
	}
	db, err := reading(path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // only read from
	if err := sound(ctx, db); err != nil {
		return explain(path, err)
	}
	if err := copyTo(ctx, db, to); err != nil {
		return fmt.Errorf("backup %s: %w", to, err)
	}
	return nil
}

// absolute are the names by which SQLite knows files: its URIs have no relative
// paths.
func absolute(path, to string) (absPath, absTo string, err error) {
	if absPath, err = filepath.Abs(path); err != nil {
		return "", "", fmt.Errorf("database %s: %w", path, err)
	}
	if absTo, err = filepath.Abs(to); err != nil {
		return "", "", fmt.Errorf("backup %s: %w", to, err)
	}
	return absPath, absTo, nil
}

// source refuses what is no file to copy: opening it would make one.
func source(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("database %s: there is none: name the one that Usher uses", path)
	case err != nil:
		return fmt.Errorf("database %s: %w", path, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("database %s: that is not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("database %s: I may not read it", path)
	}
	defer func() { _ = f.Close() }() // only looked at
	return looksLikeOne(f, path)
}

// target refuses a place that is taken, be it by the database itself.
func target(path, to string, force bool) error {
	dir := filepath.Dir(to)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("backup %s: there is no folder %s: make it or name another", to, dir)
	}
	info, err := os.Stat(to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backup %s: %w", to, err)
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-lock"} {
		if own, err := os.Stat(path + suffix); err == nil && os.SameFile(info, own) {
			return fmt.Errorf("backup %s: that is the database itself: name another file", to)
		}
	}
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("backup %s: that is not a file: name one", to)
	case !force:
		return fmt.Errorf("backup %s: there is a file already: name another one, or use --force", to)
	}
	return nil
}

// reading opens a database for nothing but to read it. Unlike Open it needs no
// lock and brings nothing up to date.
func reading(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", uri(path)+"?mode=ro&"+pragmas)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// sound checks that a database is undamaged, ours, and no newer than we are.
func sound(ctx context.Context, db *sql.DB) error {
	marked, err := identify(ctx, db, applicationID)
	if err != nil {
		return err
	}
	if !marked { // it is empty
		return errForeign
	}
	if err := intact(ctx, db); err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	_, _, err = versions(ctx, p)
	return err
}

// copyTo writes a file beside the target and gives it the target's name once it
// is on the disk.
func copyTo(ctx context.Context, db *sql.DB, to string) error {
	dir := filepath.Dir(to)
	f, err := os.CreateTemp(dir, ".usher-backup-*") // 0600: it says who follows what
	if err != nil {
		return fmt.Errorf("I cannot write there: %w", err)
	}
	whole := false
	defer func() {
		_ = f.Close() // it is on the disk already, or in vain
		if !whole {
			_ = os.Remove(f.Name()) // why it is not whole counts
		}
	}()
	// SQLite takes an empty file for one that is not there.
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, f.Name()); err != nil {
		return err
	}
	if err := finish(ctx, f.Name()); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), to); err != nil {
		return err
	}
	whole = true
	return syncDir(dir)
}

// finish takes out of a copy what is not so of it and looks whether it is sound.
func finish(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", uri(path)+"?"+pragmas)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // a statement outside a transaction is kept when it returns
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `DELETE FROM meta WHERE key IN ('nonce', 'alive')`); err != nil {
		return err
	}
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("the copy is not sound: %s", strings.Join(strings.Fields(found), " "))
	}
	return nil
}

// syncDir puts a new name on the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // only looked at
	return d.Sync()
}
