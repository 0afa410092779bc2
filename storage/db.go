package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// slice is how many rows a transaction writes at most where there may be any
// number: who stars something must not wait for a crowd noticeably (DESIGN, "One
// writer, many readers").
const slice = 1_000

// DB is an open database. It is safe for concurrent use.
type DB struct {
	// write has one connection, so that writers queue in Go and never meet
	// SQLITE_BUSY; read has several, so that an answer never waits for a crowd.
	// In memory both are the same single connection.
	write  *sql.DB
	read   *reader
	writer *writer
	// nonce makes the keys of this database's deliveries its own.
	nonce  string
	acted  acted
	recall *recall
	team   team
	path   string // absolute; "" in memory
	// guard keeps others out of the file until it is closed; nil in memory.
	guard io.Closer
	// forgot says that somebody was forgotten whose last words may be unfinished.
	forgot atomic.Bool
}

// Close closes the database once what is being written is. Nothing may use it any
// more.
func (db *DB) Close() error {
	db.writer.close()
	if db.read.DB == db.write {
		return db.write.Close()
	}
	// The writer goes last: the last connection to close clears the WAL away,
	// which those that only read cannot.
	err := errors.Join(db.read.Close(), db.write.Close())
	if db.guard != nil { // it never came to that where opening failed
		err = errors.Join(err, db.guard.Close())
	}
	return err
}

// update runs fn in a transaction, which is kept if fn returns nil. What names
// the whole in errors.
func (db *DB) update(ctx context.Context, what string, fn func(tx *transaction) error) error {
	if err := db.writer.update(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// updateLax is update for what a power cut may take back.
func (db *DB) updateLax(ctx context.Context, what string, fn func(tx *transaction) error) error {
	if err := db.writer.updateLax(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// all collects the rows of a query.
func all[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var found []T
	err := each(ctx, q, func(rows *sql.Rows) error {
		item, err := scan(rows)
		found = append(found, item)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// each reads the rows of a query. They are closed when it returns: in memory,
// where there is one connection, a query under open rows would wait forever.
func each(ctx context.Context, q querier, read func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func stamp(t time.Time) int64 { return t.UnixMilli() }

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
