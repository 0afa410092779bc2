package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"usher/bot"
	"usher/schedule"
)

// untold is the condition under which a notice is news to a chat: a shorter lead
// that has rung for the same start, or is ringing, says all that a longer one
// would.
const untold = `NOT EXISTS (
		SELECT 1 FROM outbox o
		WHERE o.state <> 'dropped' AND o.kind <> 'change' AND o.chat = c.id AND o.kind = ?1 AND o.talk = ?2 AND o.start = ?3
		  AND o.lead < ?4 AND o.state IN ('sent', 'claimed'))`

// announceQuery queues a notice for all who follow a topic and chose a lead.
// CROSS JOIN is SQLite's way of fixing the order: from the few who follow the
// topic to their leads and names, never the other way round.
const announceQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT c.id, c.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM follows f
	CROSS JOIN leads l ON l.chat = f.chat AND l.lead = ?11
	CROSS JOIN chats c ON c.id = f.chat
	WHERE f.kind = ?9 AND f.key = ?10 AND (f.only IS NULL OR f.only = ?3) AND f.chat > ?12 AND f.chat <= ?13 AND c.gone_at IS NULL AND ` + untold + `
	ON CONFLICT DO NOTHING`

// cutsQuery cuts those who follow any of the topics into slices of ?2: it is the
// last chat of each that is full.
const cutsQuery = `
	SELECT chat FROM (
		SELECT f.chat, row_number() OVER (ORDER BY f.chat) AS n
		FROM json_each(?1) t CROSS JOIN follows f ON f.kind = t.value ->> 0 AND f.key = t.value ->> 1)
	WHERE n % ?2 = 0`

// queueQuery queues a notice for one chat. One that was put off may be due sooner
// again.
const queueQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT c.id, c.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM chats c
	WHERE c.id = ?9 AND ` + untold + `
	ON CONFLICT (chat, kind, talk, start, lead) WHERE state <> 'dropped' AND kind <> 'change'
	DO UPDATE SET due = excluded.due WHERE state = 'queued' AND due > excluded.due`

// Plan queues announcements for all whom they concern and says how many notices
// that added. Doing so again adds none. It writes for a slice of the chats at a
// time, so that nobody who stars something waits for a crowd, and all that a chat
// is to be told at once, so that it can be told in one message. After an error
// some have theirs: planning again adds the rest.
func (db *DB) Plan(ctx context.Context, now time.Time, announcements []bot.Announcement) (added int, err error) {
	if len(announcements) == 0 {
		return 0, nil
	}
	topics := map[schedule.Topic]bool{}
	for _, a := range announcements {
		for _, t := range a.Topics {
			topics[t] = true
		}
	}
	ends, err := db.cuts(ctx, topics)
	if err != nil {
		return 0, fmt.Errorf("plan: %w", err)
	}
	after := int64(0)
	for _, end := range append(ends, math.MaxInt64) {
		var n int
		err := db.update(ctx, "plan", func(tx *transaction) (err error) {
			n, err = announce(ctx, tx, now, announcements, after, end)
			return err
		})
		if err != nil {
			return added, err
		}
		added, after = added+n, end
	}
	return added, nil
}

// cuts are the last chats of slices of those who follow any of the topics. Whoever
// begins to follow one later is planned for anew in any case.
func (db *DB) cuts(ctx context.Context, topics map[schedule.Topic]bool) ([]int64, error) {
	var pairs [][2]string
	for t := range topics {
		pairs = append(pairs, [2]string{string(t.Kind), t.Key})
	}
	table, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	return all(ctx, db.read, scanID, cutsQuery, string(table), slice)
}

// announce queues announcements for the chats from after one up to another.
func announce(ctx context.Context, tx *transaction, now time.Time, announcements []bot.Announcement, after, end int64) (added int, err error) {
	for _, a := range announcements {
		for _, t := range a.Topics {
			args := append(noticeArgs(a.Notice, now), t.Kind, t.Key, leadValue(a.Chosen), after, end)
			n, err := changes(tx.ExecContext(ctx, announceQuery, args...))
			if err != nil {
				return 0, err
			}
			added += n
		}
	}
	return added, nil
}

const staleQuery = `SELECT id FROM chats WHERE stale = 1 LIMIT ?`

// Replan plans anew for at most limit chats whose wishes have changed since they
// were last planned for, and says for how many. Wanted is what a chat with those
// wishes is to be told soon; what else is queued for it is dropped.
func (db *DB) Replan(ctx context.Context, now time.Time, limit int,
	wanted func(bot.Wishes) []bot.Notice) (chats int, err error) {
	// Most of the time there are none; then nobody who writes has to wait.
	if ids, err := all(ctx, db.read, scanID, staleQuery, 1); err != nil {
		return 0, fmt.Errorf("plan for changed wishes: %w", err)
	} else if len(ids) == 0 {
		return 0, nil
	}
	err = db.update(ctx, "plan for changed wishes", func(tx *transaction) error {
		ids, err := all(ctx, tx, scanID, staleQuery, limit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := replan(ctx, tx, id, now, wanted); err != nil {
				return err
			}
		}
		chats = len(ids)
		return nil
	})
	return chats, err
}

func replan(ctx context.Context, tx *transaction, id int64, now time.Time,
	wanted func(bot.Wishes) []bot.Notice) error {
	w, err := wishes(ctx, tx, id)
	if err != nil {
		return err
	}
	// Other kinds of news do not hang on what is followed now.
	queued, err := all(ctx, tx, scanQueued, `
		SELECT `+queuedColumns+` FROM outbox WHERE chat = ? AND state = 'queued' AND kind IN ('ring', 'here')`, id)
	if err != nil {
		return err
	}
	// What is wanted still keeps its row, and with it what is known of its
	// attempts; only the rest is dropped.
	keep := map[news]bool{}
	for _, n := range wanted(w) {
		if n.Kind == bot.Board && !n.Due.After(now) {
			if err := lookOver(ctx, tx, id, now); err != nil {
				return err
			}
			continue
		}
		keep[newsOf(n)] = true
		if _, err := tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, now), id)...); err != nil {
			return err
		}
	}
	for _, q := range queued {
		if !keep[newsOf(q.Notice)] {
			if err := drop(ctx, tx, q.ID, now, "no longer wanted"); err != nil {
				return err
			}
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE chats SET stale = 0 WHERE id = ?`, id)
	return err
}

func scanID(rows *sql.Rows) (int64, error) {
	var id int64
	err := rows.Scan(&id)
	return id, err
}

// news is what makes a chat's notice the same news: the columns of outbox_news.
type news struct {
	kind        bot.NoticeKind
	talk        string
	start, lead int64
}

func newsOf(n bot.Notice) news { return news{n.Kind, n.Talk, stamp(n.Start), leadValue(n.Lead)} }

// noticeArgs are ?1 to ?8 of the queries above.
func noticeArgs(n bot.Notice, now time.Time) []any {
	return []any{n.Kind, n.Talk, stamp(n.Start), leadValue(n.Lead),
		stamp(n.Due), stamp(n.Deadline), stamp(n.Expires), stamp(now)}
}
