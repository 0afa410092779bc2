package storage

import (
	"context"
	"database/sql"
)

// transaction is what one update writes: all of it is kept, or nothing. It shares
// what SQLite knows as a transaction with others (see writer). Once it has begun
// it runs to its end, whatever becomes of the context: to interrupt a statement
// would roll back the others' as well (sqlite.org/c3ref/interrupt.html).
type transaction struct {
	conn *sql.Conn
	// asked are statements by query. Most of what a short one costs SQLite is to
	// understand it; they are constants of this package, so that these are never
	// many.
	asked map[string]*sql.Stmt
}

func (tx *transaction) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := tx.asked[query]; ok {
		return stmt, nil
	}
	stmt, err := tx.conn.PrepareContext(ctx, query)
	if err == nil {
		tx.asked[query] = stmt
	}
	return stmt, err
}

// ExecContext is sql.Tx's.
func (tx *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // it is kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext is sql.Tx's.
func (tx *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // it is kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext is sql.Tx's.
func (tx *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = context.WithoutCancel(ctx)
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // it is kept for the next time
	if err != nil {
		return tx.conn.QueryRowContext(ctx, query, args...) // which fails alike
	}
	return stmt.QueryRowContext(ctx, args...)
}

// close ends the statements.
func (tx *transaction) close() {
	for _, stmt := range tx.asked {
		_ = stmt.Close() // nothing is written by that
	}
	clear(tx.asked)
}

// changes is how many rows a statement has changed.
func changes(res sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}
