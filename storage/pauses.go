package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"usher/bot"
)

// pause notes for how long a platform wants nothing; the zero Pause changes nothing.
func pause(ctx context.Context, tx *transaction, platform string, p bot.Pause) error {
	if p.IsZero() {
		return nil
	}
	// Up to the next millisecond: it is never cut short.
	until := stamp(p.Until.Add(time.Millisecond - 1))
	_, err := tx.ExecContext(ctx, `
		INSERT INTO pauses (platform, since, until) VALUES (?, ?, ?)
		ON CONFLICT (platform) DO UPDATE SET since = excluded.since, until = excluded.until`,
		platform, stamp(p.Since), until)
	return err
}

// Paused is for how long a platform wants nothing, as the last turn that knew of such
// a pause wrote down, though it may be over; zero if none ever did.
func (db *DB) Paused(ctx context.Context, platform string) (bot.Pause, error) {
	found, err := all(ctx, db.read, scanPause, `SELECT since, until FROM pauses WHERE platform = ?`, platform)
	if err != nil {
		return bot.Pause{}, fmt.Errorf("for how long %s wants nothing: %w", platform, err)
	}
	if len(found) == 0 {
		return bot.Pause{}, nil
	}
	return found[0], nil
}

func scanPause(rows *sql.Rows) (bot.Pause, error) {
	var since, until int64
	err := rows.Scan(&since, &until)
	return bot.Pause{Since: instant(since), Until: instant(until)}, err
}
