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
	SELECT platform, sum(waiting), sum(due), min(oldest), sum(retrying) FROM (
		SELECT platform, count(*) AS waiting, count(*) FILTER (WHERE due <= ?1) AS due, min(due) AS oldest, 0 AS retrying
		FROM outbox INDEXED BY outbox_ready WHERE state = 'queued' AND not_before = 0 AND untold = 0 GROUP BY platform
		UNION ALL
		SELECT platform, count(*), count(*) FILTER (WHERE due <= ?1), min(due), count(*)
		FROM outbox INDEXED BY outbox_failed WHERE state = 'queued' AND not_before > 0 GROUP BY platform)
	GROUP BY platform`

// settledQuery reads no more of the ledger than what was settled since ?1. Lately
// is since ?2.
const settledQuery = `
	SELECT platform, count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'dropped'),
		count(*) FILTER (WHERE state = 'rejected'), count(*) FILTER (WHERE state = 'sent' AND settled_at > ?2)
	FROM outbox INDEXED BY outbox_settled WHERE settled_at >= ?1 GROUP BY platform`

// uncertainQuery counts what was settled since ?1 and may have arrived twice.
const uncertainQuery = `
	SELECT platform, count(*) FROM outbox INDEXED BY outbox_uncertain
	WHERE uncertain = 1 AND settled_at >= ?1 GROUP BY platform`

// reasonsQuery looks only at those that were dropped since ?1.
const reasonsQuery = `
	SELECT platform, reason, count(*) FROM outbox INDEXED BY outbox_settled
	WHERE settled_at >= ?1 AND state = 'dropped' GROUP BY platform, reason`

// lately is what counts as the last while.
const lately = time.Minute

// Queues are how delivery stands on each platform that has anything waiting or
// settled since an instant, by platform. Both instants are the conference
// clock's.
func (db *DB) Queues(ctx context.Context, clock, since time.Time) ([]bot.Queue, error) {
	return queues(ctx, db.read, clock, since)
}

// Queues are DB.Queues, as of the last thing that was written.
func (l *Ledger) Queues(ctx context.Context, clock, since time.Time) ([]bot.Queue, error) {
	return queues(ctx, l.db, clock, since)
}

func queues(ctx context.Context, q querier, clock, since time.Time) ([]bot.Queue, error) {
	queues := map[string]bot.Queue{}
	for _, part := range []struct {
		query string
		args  []any
		read  func(*sql.Rows, map[string]bot.Queue) error
	}{
		{waitingQuery, []any{stamp(clock)}, readWaiting},
		{settledQuery, []any{stamp(since), stamp(clock.Add(-lately))}, readSettled},
		{uncertainQuery, []any{stamp(since)}, readUncertain},
		{reasonsQuery, []any{stamp(since)}, readReason},
	} {
		err := each(ctx, q, func(rows *sql.Rows) error { return part.read(rows, queues) }, part.query, part.args...)
		if err != nil {
			return nil, fmt.Errorf("how delivery stands: %w", err)
		}
	}
	var sorted []bot.Queue
	for _, platform := range slices.Sorted(maps.Keys(queues)) {
		q := queues[platform]
		q.Platform = platform
		sorted = append(sorted, q)
	}
	return sorted, nil
}

func readWaiting(rows *sql.Rows, queues map[string]bot.Queue) error {
	var platform string
	var waiting, due, retrying int
	var oldest int64
	err := rows.Scan(&platform, &waiting, &due, &oldest, &retrying)
	q := queues[platform]
	q.Waiting, q.Due, q.Retrying = waiting, due, retrying
	if due > 0 {
		q.OldestDue = instant(oldest)
	}
	queues[platform] = q
	return err
}

func readSettled(rows *sql.Rows, queues map[string]bot.Queue) error {
	var platform string
	var sent, dropped, rejected, lately int
	err := rows.Scan(&platform, &sent, &dropped, &rejected, &lately)
	q := queues[platform]
	q.Sent, q.Dropped, q.Rejected, q.Lately = sent, dropped, rejected, lately
	queues[platform] = q
	return err
}

func readUncertain(rows *sql.Rows, queues map[string]bot.Queue) error {
	var platform string
	var uncertain int
	err := rows.Scan(&platform, &uncertain)
	q := queues[platform]
	q.Uncertain = uncertain
	queues[platform] = q
	return err
}

func readReason(rows *sql.Rows, queues map[string]bot.Queue) error {
	var platform, reason string
	var dropped int
	err := rows.Scan(&platform, &reason, &dropped)
	q := queues[platform]
	if q.Reasons == nil {
		q.Reasons = map[string]int{}
	}
	q.Reasons[reason] = dropped
	queues[platform] = q
	return err
}
