package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// deadlines are those of what is queued on platform ?1 and has not failed.
const deadlines = `
	RECURSIVE head (deadline) AS (
		SELECT min(deadline) FROM outbox INDEXED BY outbox_ready
		WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0
		UNION ALL
		SELECT (SELECT min(deadline) FROM outbox INDEXED BY outbox_ready
			WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0 AND deadline > head.deadline)
		FROM head WHERE head.deadline IS NOT NULL
	)`

const waitQuery = `
	WITH` + deadlines + `
	SELECT min(wait) FROM (
		SELECT max((
			SELECT o.due FROM outbox o INDEXED BY outbox_ready CROSS JOIN chats c ON c.id = o.chat
			WHERE o.platform = ?1 AND o.state = 'queued' AND o.not_before = 0 AND o.untold = 0 AND o.deadline = head.deadline
			  AND ` + free + `
			ORDER BY o.due LIMIT 1) - ?2, 0) AS wait
		FROM head
		UNION ALL
		SELECT max(min(not_before) - ?3, 0) FROM outbox INDEXED BY outbox_failed
		WHERE platform = ?1 AND state = 'queued' AND not_before > 0)`

// Wait is how long it is until something falls due on a platform that Turn may
// claim; false if nothing is queued but for chats that are being told something:
// then it is until they have been. What is due is measured by the conference
// clock, what has to wait for another attempt by the real one.
func (db *DB) Wait(ctx context.Context, platform string, clock, now time.Time) (time.Duration, bool, error) {
	wait, err := all(ctx, db.read, scanMaybe, waitQuery, platform, stamp(clock), stamp(now))
	if err != nil {
		return 0, false, fmt.Errorf("next notice: %w", err)
	}
	return time.Duration(wait[0].Int64) * time.Millisecond, wait[0].Valid, nil
}

// nextDueQuery looks through what is in back-off: who walks the clock is in a
// terminal, where nothing fails.
const nextDueQuery = `
	WITH` + deadlines + `
	SELECT min(due) FROM (
		SELECT (SELECT min(due) FROM outbox INDEXED BY outbox_ready
			WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0 AND deadline = head.deadline AND due > ?2) AS due
		FROM head
		UNION ALL
		SELECT min(due) FROM outbox INDEXED BY outbox_failed
		WHERE platform = ?1 AND state = 'queued' AND not_before > 0 AND due > ?2)`

// NextDue is when, after an instant of the conference clock, the next notice
// that is queued on a platform falls due; false if there is none.
func (db *DB) NextDue(ctx context.Context, platform string, after time.Time) (time.Time, bool, error) {
	due, err := all(ctx, db.read, scanMaybe, nextDueQuery, platform, stamp(after))
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next notice: %w", err)
	}
	return instant(due[0].Int64), due[0].Valid, nil
}

func scanMaybe(rows *sql.Rows) (ms sql.NullInt64, err error) {
	err = rows.Scan(&ms)
	return ms, err
}
