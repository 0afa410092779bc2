package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"usher/bot"
)

const recoverQuery = `
	UPDATE outbox SET state = 'queued', uncertain = max(uncertain, ?2)
	WHERE platform = ?1 AND state = 'claimed'`

// Recover puts back what a process that is no more had claimed on a platform.
// Nobody knows whether it arrived, so it keeps its key; where the network does
// not know keys, it is marked as maybe arriving twice.
func (db *DB) Recover(ctx context.Context, platform string, idempotent bool) (notices int, err error) {
	err = db.update(ctx, "recover what was claimed", func(tx *transaction) error {
		res, err := tx.ExecContext(ctx, recoverQuery, platform, !idempotent)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		notices = int(n)
		return err
	})
	return notices, err
}

// failedQuery finds up to ?3 notices that have waited long enough, by the real
// clock, for another attempt.
const failedQuery = `
	SELECT id FROM outbox INDEXED BY outbox_failed
	WHERE platform = ?1 AND state = 'queued' AND not_before > 0 AND not_before <= ?2 LIMIT ?3`

const readyQuery = `UPDATE outbox SET not_before = 0 WHERE id IN (` + failedQuery + `)`

// nextQuery is the most urgent notice of a platform that is due (?2, by the
// conference clock) and may be tried. A chat whose wishes have changed waits until
// they are planned, so that what it has just unstarred cannot ring.
//
// No index can hold what is due in the order of deadlines, as the clock moves on.
// So it looks at what is first for each moment at which something was due: there
// are as many as there are starts and leads, not as there are people.
const nextQuery = `
	WITH RECURSIVE moment (due) AS (
		SELECT min(due) FROM outbox INDEXED BY outbox_ready
		WHERE platform = ?1 AND state = 'queued' AND not_before = 0
		UNION ALL
		SELECT (SELECT min(due) FROM outbox INDEXED BY outbox_ready
			WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND due > moment.due)
		FROM moment WHERE moment.due <= ?2
	)
	SELECT o.id, o.chat, o.kind, o.talk, o.batch, c.chat
	FROM moment
	CROSS JOIN outbox o ON o.id = (
		SELECT f.id FROM outbox f INDEXED BY outbox_ready CROSS JOIN chats c ON c.id = f.chat
		WHERE f.platform = ?1 AND f.state = 'queued' AND f.not_before = 0 AND f.due = moment.due AND c.stale = 0
		ORDER BY f.deadline, f.id LIMIT 1)
	CROSS JOIN chats c ON c.id = o.chat
	WHERE moment.due <= ?2
	ORDER BY o.deadline, o.due, o.id LIMIT 1`

// claimQuery takes what goes out in one message. Two broadcasts are two. What
// waits for another attempt comes along: its chat is tried now in any case, and
// one message is better than two.
const claimQuery = `
	UPDATE outbox SET state = 'claimed', attempts = attempts + 1, batch = ?1, said = slot
	WHERE chat = ?2 AND state = 'queued' AND kind = ?3 AND due < ?4 AND batch IS ?5
	  AND (kind <> 'broadcast' OR talk = ?6)
	RETURNING ` + queuedColumns + `, attempts`

// Claim takes the most urgent notice of a platform that is due by the conference
// clock, with all others of its kind that its chat is due before the minute is
// out; false if nothing is due. They are in hand until Settle, or Recover after
// a crash.
func (db *DB) Claim(ctx context.Context, platform string, clock, now time.Time) (d bot.Delivery, ok bool, err error) {
	if err := db.release(ctx, platform, now); err != nil {
		return d, false, fmt.Errorf("claim: %w", err)
	}
	args := []any{platform, stamp(clock)}
	// Most of the time nothing is due; then nobody who writes has to wait.
	if due, err := all(ctx, db.read, scanUrgent, nextQuery, args...); err != nil {
		return d, false, fmt.Errorf("claim: %w", err)
	} else if len(due) == 0 {
		return d, false, nil
	}
	err = db.update(ctx, "claim", func(tx *transaction) error {
		due, err := all(ctx, tx, scanUrgent, nextQuery, args...)
		if err == nil && len(due) > 0 && due[0].kind == bot.Change && due[0].batch.Valid {
			if err := renew(ctx, tx, clock); err != nil {
				return err
			}
			due, err = all(ctx, tx, scanUrgent, nextQuery, args...)
		}
		if err != nil || len(due) == 0 {
			return err
		}
		ok = true
		d, err = db.claim(ctx, tx, bot.Chat{Platform: platform, ID: due[0].name}, due[0], clock)
		return err
	})
	return d, ok && err == nil, err
}

// release puts what may be tried again back among what waits for its moment. All
// of that has failed once, so it is never much.
func (db *DB) release(ctx context.Context, platform string, now time.Time) error {
	for {
		waited, err := all(ctx, db.read, scanID, failedQuery, platform, stamp(now), 1)
		if err != nil || len(waited) == 0 {
			return err
		}
		err = db.update(ctx, "try again", func(tx *transaction) error {
			_, err := tx.ExecContext(ctx, readyQuery, platform, stamp(now), slice)
			return err
		})
		if err != nil {
			return err
		}
	}
}

// claim takes a notice in hand and what goes with it.
func (db *DB) claim(ctx context.Context, tx *transaction, chat bot.Chat, u urgent, clock time.Time) (bot.Delivery, error) {
	batch := cmp.Or(u.batch.Int64, u.id)
	d := bot.Delivery{Chat: chat, Key: fmt.Sprintf("%s-%d", db.nonce, batch)}
	minute := clock.Truncate(time.Minute).Add(time.Minute)
	// A batch that may have arrived goes again as it was: under its key a
	// network would swallow what had been added.
	var err error
	d.Notices, err = all(ctx, tx, func(rows *sql.Rows) (bot.Queued, error) {
		var attempts int
		q, err := scanNotice(rows, &attempts)
		d.Attempt = max(d.Attempt, attempts) // backing off goes on from the longest
		return q, err
	}, claimQuery, batch, u.chat, u.kind, stamp(minute), u.batch, u.talk)
	if err != nil {
		return d, err
	}
	if u.kind == bot.Broadcast {
		if d.Text, err = broadcastText(ctx, tx, u.talk); err != nil {
			return d, err
		}
	}
	slices.SortFunc(d.Notices, func(a, b bot.Queued) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Lead, b.Lead), cmp.Compare(a.ID, b.ID))
	})
	d.Wishes, err = wishes(ctx, tx, u.chat)
	return d, err
}

// urgent is a row of nextQuery.
type urgent struct {
	id, chat int64
	kind     bot.NoticeKind
	talk     string
	batch    sql.NullInt64
	name     string // the network's name for the chat
}

func scanUrgent(rows *sql.Rows) (u urgent, err error) {
	err = rows.Scan(&u.id, &u.chat, &u.kind, &u.talk, &u.batch, &u.name)
	return u, err
}

const waitQuery = `
	SELECT min(wait) FROM (
		SELECT max(due - ?2, 0) AS wait FROM (
			SELECT o.due FROM outbox o INDEXED BY outbox_ready CROSS JOIN chats c ON c.id = o.chat
			WHERE o.platform = ?1 AND o.state = 'queued' AND o.not_before = 0 AND c.stale = 0
			ORDER BY o.due LIMIT 1)
		UNION ALL
		SELECT max(min(not_before) - ?3, 0) FROM outbox INDEXED BY outbox_failed
		WHERE platform = ?1 AND state = 'queued' AND not_before > 0)`

// Wait is how long it is until something may be claimed on a platform; false if
// nothing is queued. What is due is measured by the conference clock, what has
// to wait for another attempt by the real one.
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
	SELECT min(due) FROM (
		SELECT min(due) AS due FROM outbox INDEXED BY outbox_ready
		WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND due > ?2
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

const queuedColumns = `id, kind, talk, start, lead, due, deadline, expires, coalesce(told, ''), coalesce(slot, '')`

func scanQueued(rows *sql.Rows) (bot.Queued, error) { return scanNotice(rows) }

// scanNotice reads queuedColumns and what comes after them.
func scanNotice(rows *sql.Rows, more ...any) (bot.Queued, error) {
	var q bot.Queued
	var start, lead, due, deadline, expires int64
	var told, stands string
	columns := []any{&q.ID, &q.Kind, &q.Talk, &start, &lead, &due, &deadline, &expires, &told, &stands}
	err := rows.Scan(append(columns, more...)...)
	if err != nil {
		return q, err
	}
	q.Start, q.Lead = instant(start), time.Duration(lead)*time.Millisecond
	q.Due, q.Deadline, q.Expires = instant(due), instant(deadline), instant(expires)
	if q.Told, err = readStanding(told); err != nil {
		return q, err
	}
	q.Stands, err = readStanding(stands)
	return q, err
}
