package storage

import (
	"context"
	"database/sql"
	"sync"
)

// reader asks the database, and remembers how: each tick and each message asks
// the same few questions, and most of what one costs SQLite is to understand it.
// What it is asked are constants of this package, so that these are never many.
type reader struct {
	*sql.DB
	asked sync.Map // *sql.Stmt by query; closed with the database
}

func (r *reader) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if known, ok := r.asked.Load(query); ok {
		return known.(*sql.Stmt), nil
	}
	stmt, err := r.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	// Where somebody was quicker, ours is closed with the database as well.
	known, _ := r.asked.LoadOrStore(query, stmt)
	return known.(*sql.Stmt), nil
}

// QueryContext is sql.DB's.
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := r.prepare(ctx, query) //nolint:sqlclosecheck // it is kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}
