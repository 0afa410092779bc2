package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"usher/bot"
)

// crowdsQuery reads no row, only the index of what is queued.
const crowdsQuery = `
	SELECT deadline, due, count(*) FROM outbox INDEXED BY outbox_ready
	WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0 AND due > ?2 AND due <= ?3
	GROUP BY deadline, due ORDER BY due, deadline`

// Crowds are how many notices that are queued on a platform fall due after one
// instant of the conference clock and not after another, the first due first.
func (db *DB) Crowds(ctx context.Context, platform string, after, until time.Time) ([]bot.Crowd, error) {
	crowds, err := all(ctx, db.read, func(rows *sql.Rows) (c bot.Crowd, err error) {
		var deadline, due int64
		err = rows.Scan(&deadline, &due, &c.Notices)
		c.Deadline, c.Due = instant(deadline), instant(due)
		return c, err
	}, crowdsQuery, platform, stamp(after), stamp(until))
	if err != nil {
		return nil, fmt.Errorf("how many are due: %w", err)
	}
	return crowds, nil
}
