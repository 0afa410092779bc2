package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Alive notes that Usher is alive at an instant of the conference clock, and says
// when it last was; zero if it never was.
func (db *DB) Alive(ctx context.Context, clock time.Time) (before time.Time, err error) {
	err = db.update(ctx, "alive", func(tx *transaction) error {
		var last sql.NullInt64
		err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'alive'`).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		before = perhaps(last)
		_, err = tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES ('alive', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
			stamp(clock))
		return err
	})
	return before, err
}
