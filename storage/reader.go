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

// QueryRowContext is sql.DB's.
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := r.prepare(ctx, query) //nolint:sqlclosecheck // it is kept for the next time
	if err != nil {
		return r.DB.QueryRowContext(ctx, query, args...) // which fails alike
	}
	return stmt.QueryRowContext(ctx, args...)
}

// together lets what is asked be answered as of one moment. It has to be asked of
// q: in memory, where there is one connection, the database would wait forever.
func (r *reader) together(ctx context.Context, ask func(q querier) error) error {
	tx, err := r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	q := &snapshot{tx: tx, reader: r}
	err = ask(q)
	_ = tx.Rollback() // it has only read
	for _, query := range q.learned {
		if _, err := r.prepare(ctx, query); err != nil { //nolint:sqlclosecheck // it is kept for the next time
			break // then it is asked as new again
		}
	}
	return err
}

// snapshot is the database as of one moment.
type snapshot struct {
	tx      *sql.Tx
	reader  *reader
	learned []string // what was not known yet, to be prepared for the next time
}

// QueryContext is sql.Tx's.
func (s *snapshot) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if known, ok := s.reader.asked.Load(query); ok {
		return s.tx.StmtContext(ctx, known.(*sql.Stmt)).QueryContext(ctx, args...) //nolint:sqlclosecheck // it ends with the transaction
	}
	s.learned = append(s.learned, query)
	return s.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is sql.Tx's.
func (s *snapshot) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if known, ok := s.reader.asked.Load(query); ok {
		return s.tx.StmtContext(ctx, known.(*sql.Stmt)).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // it ends with the transaction
	}
	s.learned = append(s.learned, query)
	return s.tx.QueryRowContext(ctx, query, args...)
}
