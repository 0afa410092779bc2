package storage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"usher/bot"
)

// waitingQuery reads two indexes that hold only what is queued.
const waitingQuery = `
	SELECT platform, sum(waiting), sum(due), min(oldest) FROM (
		SELECT platform, count(*) AS waiting, count(*) FILTER (WHERE due <= ?1) AS due, min(due) AS oldest
		FROM outbox INDEXED BY outbox_ready WHERE state = 'queued' AND not_before = 0 GROUP BY platform
		UNION ALL
		SELECT platform, count(*), count(*) FILTER (WHERE due <= ?1), min(due)
		FROM outbox INDEXED BY outbox_failed WHERE state = 'queued' AND not_before > 0 GROUP BY platform)
	GROUP BY platform`

// settledQuery reads no more of the ledger than what was settled since.
const settledQuery = `
	SELECT platform, count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'dropped'),
		count(*) FILTER (WHERE state = 'rejected')
	FROM outbox INDEXED BY outbox_settled WHERE settled_at >= ?1 GROUP BY platform`

// Queues are how delivery stands on each platform that has anything waiting or
// settled since an instant, by platform. Both instants are the conference
// clock's.
func (db *DB) Queues(ctx context.Context, clock, since time.Time) ([]bot.Queue, error) {
	waiting, err := all(ctx, db.read, func(rows *sql.Rows) (q bot.Queue, err error) {
		var oldest int64
		err = rows.Scan(&q.Platform, &q.Waiting, &q.Due, &oldest)
		if q.Due > 0 {
			q.OldestDue = instant(oldest)
		}
		return q, err
	}, waitingQuery, stamp(clock))
	if err != nil {
		return nil, fmt.Errorf("what waits: %w", err)
	}
	settled, err := all(ctx, db.read, func(rows *sql.Rows) (q bot.Queue, err error) {
		err = rows.Scan(&q.Platform, &q.Sent, &q.Dropped, &q.Rejected)
		return q, err
	}, settledQuery, stamp(since))
	if err != nil {
		return nil, fmt.Errorf("what was settled: %w", err)
	}
	queues := map[string]bot.Queue{}
	for _, q := range waiting {
		queues[q.Platform] = q
	}
	for _, q := range settled {
		both := queues[q.Platform]
		both.Platform, both.Sent, both.Dropped, both.Rejected = q.Platform, q.Sent, q.Dropped, q.Rejected
		queues[q.Platform] = both
	}
	var sorted []bot.Queue
	for _, platform := range slices.Sorted(maps.Keys(queues)) {
		sorted = append(sorted, queues[platform])
	}
	return sorted, nil
}
