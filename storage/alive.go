package storage

import (
	"context"
	"fmt"
	"time"
)

// Alive notes that Usher is alive at an instant of the conference clock.
func (db *DB) Alive(ctx context.Context, clock time.Time) error {
	return db.update(ctx, "alive", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES ('alive', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
			stamp(clock))
		return err
	})
}

// LastAlive is when Usher was last alive, by the conference clock; zero if it never
// was.
func (db *DB) LastAlive(ctx context.Context) (time.Time, error) {
	last, err := all(ctx, db.read, scanID, `SELECT value FROM meta WHERE key = 'alive'`)
	if err != nil {
		return time.Time{}, fmt.Errorf("last alive: %w", err)
	}
	if len(last) == 0 {
		return time.Time{}, nil
	}
	return instant(last[0]), nil
}
