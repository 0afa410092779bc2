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

// Turn writes down what became of notices that were claimed, and what was learned
// about their chats, and claims what is most urgent of what is due: for each chat
// what is to be told in one message. A chat that is being told something is left
// until that is settled. What is claimed is in hand until it is settled, or until
// Recover after a crash. After an error nothing has been written: what was
// settled is to be handed over again.
func (db *DB) Turn(ctx context.Context, t bot.Turn) (claimed []bot.Delivery, err error) {
	if len(t.Settled) == 0 && t.Paused.IsZero() {
		// Most of the time nothing is due; then nobody who writes has to wait.
		if idle, err := db.idle(ctx, t); idle || err != nil {
			return nil, err
		}
	}
	err = db.update(ctx, "deliver", func(tx *transaction) error {
		if err := settleAll(ctx, tx, t.Settled); err != nil {
			return err
		}
		if err := pause(ctx, tx, t.Platform, t.Paused); err != nil {
			return err
		}
		if err := endTellings(ctx, tx, t.Clock); err != nil {
			return err
		}
		claimed, err = db.claim(ctx, tx, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// idle reports whether there is nothing to claim.
func (db *DB) idle(ctx context.Context, t bot.Turn) (bool, error) {
	if t.Limit <= 0 {
		return true, nil
	}
	waited, err := all(ctx, db.read, scanID, failedQuery, t.Platform, stamp(t.Now), 1)
	if err != nil {
		return false, fmt.Errorf("look for what is due: %w", err)
	}
	due, err := urgents(ctx, db.read, t, 1)
	if err != nil {
		return false, fmt.Errorf("look for what is due: %w", err)
	}
	return len(waited) == 0 && len(due) == 0, nil
}

// failedQuery finds up to ?3 notices that have waited long enough, by the real
// clock, for another attempt.
const failedQuery = `
	SELECT id FROM outbox INDEXED BY outbox_failed
	WHERE platform = ?1 AND state = 'queued' AND not_before > 0 AND not_before <= ?2 LIMIT ?3`

// readyQuery puts them back among what waits for its moment.
const readyQuery = `UPDATE outbox SET not_before = 0 WHERE id IN (` + failedQuery + `)`

// momentsQuery are the deadlines, and the moments at which something with that
// deadline falls due until ?2, of what is queued on platform ?1, and what kind of
// news one of it is: a broadcast shares its moment with no other kind (scheduler,
// broadcastDeadline).
//
// No index can hold what is due in the order of deadlines, as the clock moves on.
// So it skips from each pair to the next, over all that is due later: there are as
// many as there are starts and leads, not as there are people. (To compare pairs
// would read all that equal the one it stands on.)
const momentsQuery = `
	WITH RECURSIVE moment (deadline, due, kind) AS (
		SELECT deadline, due, kind FROM (
			SELECT deadline, due, kind FROM outbox INDEXED BY outbox_ready
			WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0
			ORDER BY deadline, due LIMIT 1)
		UNION ALL
		SELECT n.deadline, n.due, n.kind FROM moment CROSS JOIN outbox n ON n.id = coalesce((
			SELECT f.id FROM outbox f INDEXED BY outbox_ready
			WHERE f.platform = ?1 AND f.state = 'queued' AND f.not_before = 0 AND f.untold = 0
			  AND f.deadline = moment.deadline AND f.due > moment.due AND moment.due <= ?2
			ORDER BY f.due LIMIT 1), (
			SELECT f.id FROM outbox f INDEXED BY outbox_ready
			WHERE f.platform = ?1 AND f.state = 'queued' AND f.not_before = 0 AND f.untold = 0 AND f.deadline > moment.deadline
			ORDER BY f.deadline, f.due LIMIT 1))
	)
	SELECT deadline, due, kind FROM moment WHERE due <= ?2 ORDER BY deadline, due`

// free is the condition under which chat c may be told notice o. A chat whose
// wishes have changed waits until they are planned, so that what it has just
// unstarred cannot ring. One that is being told something waits for that, so
// that it hears things in their order.
const free = `c.stale = 0 AND NOT EXISTS (
		SELECT 1 FROM outbox h INDEXED BY outbox_chat WHERE h.chat = o.chat AND h.state = 'claimed')`

// early is the condition under which a ring may be told before it is due at ?1:
// by no more than its lead. One that was put off, because its chat wants quiet
// until then, is told no sooner.
const early = `kind = 'ring' AND lead = start - due AND due - lead <= ?1`

// urgentQuery are up to ?6 notices of a moment, from after one of them.
const urgentQuery = `
	SELECT o.id, o.chat, o.kind, o.talk, o.batch, o.due, c.platform, c.chat
	FROM outbox o INDEXED BY outbox_ready CROSS JOIN chats c ON c.id = o.chat
	WHERE o.platform = ?2 AND o.state = 'queued' AND o.not_before = 0 AND o.untold = 0 AND o.deadline = ?3 AND o.due = ?4 AND o.id > ?5
	  AND (o.due <= ?1 OR ` + early + `) AND ` + free + `
	ORDER BY o.id LIMIT ?6`

// urgent is a row of urgentQuery.
type urgent struct {
	id, chat int64
	kind     bot.NoticeKind
	talk     string
	batch    sql.NullInt64
	due      int64
	name     bot.Chat
}

// key is what goes out with the notice, under one key until it is certain that no
// attempt has arrived: the id of the first.
func (u urgent) key() int64 { return cmp.Or(u.batch.Int64, u.id) }

func scanUrgent(rows *sql.Rows) (u urgent, err error) {
	err = rows.Scan(&u.id, &u.chat, &u.kind, &u.talk, &u.batch, &u.due, &u.name.Platform, &u.name.ID)
	return u, err
}

// moment is a row of momentsQuery.
type moment struct {
	deadline, due int64
	kind          bot.NoticeKind
}

func scanMoment(rows *sql.Rows) (m moment, err error) {
	err = rows.Scan(&m.deadline, &m.due, &m.kind)
	return m, err
}

// patient puts the broadcasts whose deadline is over behind all else: they are worth
// as much an hour later, while there are rings that can still be in time.
func patient(moments []moment, clock time.Time) []moment {
	overdue := func(m moment) bool { return m.kind == bot.Broadcast && m.deadline <= stamp(clock) }
	slices.SortStableFunc(moments, func(a, b moment) int {
		switch {
		case overdue(a) == overdue(b):
			return 0
		case overdue(b):
			return -1
		}
		return 1
	})
	return moments
}

// urgents are the most urgent notices of up to limit chats, one of each.
func urgents(ctx context.Context, q querier, t bot.Turn, limit int) ([]urgent, error) {
	until := t.Clock
	if t.Released.After(until) {
		until = t.Released
	}
	moments, err := all(ctx, q, scanMoment, momentsQuery, t.Platform, stamp(until))
	if err != nil {
		return nil, err
	}
	var found []urgent
	seen := map[int64]bool{}
	for _, m := range patient(moments, t.Clock) {
		for after, more := int64(0), true; more && len(found) < limit; {
			want := limit - len(found)
			some, err := all(ctx, q, scanUrgent, urgentQuery, stamp(t.Clock), t.Platform, m.deadline, m.due, after, want)
			if err != nil {
				return nil, err
			}
			for _, u := range some {
				if !seen[u.chat] {
					seen[u.chat] = true
					found = append(found, u)
				}
				after = u.id
			}
			more = len(some) == want
		}
	}
	return found, nil
}
