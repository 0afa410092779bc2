package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"usher/bot"
)

// missedOnce is for how long after a chat was told what it missed it is not told
// so again: one message is enough for an outage, and what failed in its wake.
const missedOnce = time.Hour

// miss notes that rings that were dropped are told of as missed, in one message
// for all that a chat misses at a time.
func miss(ctx context.Context, tx *transaction, chat int64, s bot.Settlement) error {
	n := s.Missed
	var told bool
	var id int64
	err := tx.QueryRowContext(ctx, `
		SELECT id, state = 'sent' FROM outbox INDEXED BY outbox_chat
		WHERE chat = ?1 AND kind = 'missed' AND (state = 'queued' OR state = 'sent' AND settled_at > ?2)
		ORDER BY id DESC LIMIT 1`, chat, stamp(s.At.Add(-missedOnce))).Scan(&id, &told)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, `
			INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
			SELECT id, platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM chats WHERE id = ?9
			ON CONFLICT DO NOTHING RETURNING id`, append(noticeArgs(n, s.At), chat)...).Scan(&id)
	}
	if errors.Is(err, sql.ErrNoRows) || err == nil && told {
		return nil
	}
	if err != nil {
		return err
	}
	table, err := json.Marshal(s.Notices)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE outbox SET batch = ?1 WHERE id IN (SELECT value FROM json_each(?2)) AND kind = 'ring' AND state = 'dropped'`,
		id, string(table))
	return err
}

// missesQuery has as due when it was first to be told: not before somebody wanted
// it, nor before it was planned, unless it was too late by then.
const missesQuery = `
	SELECT id, kind, talk, start, lead, iif(planned_at < expires, max(due, planned_at), due), deadline, expires,
		coalesce(said, ''), coalesce(slot, ''), ref, coalesce(said_at, settled_at)
	FROM outbox INDEXED BY outbox_chat
	WHERE chat = ?1 AND state = 'dropped' AND kind = 'ring' AND batch = ?2 AND NOT EXISTS (
		SELECT 1 FROM outbox o
		WHERE o.state <> 'dropped' AND o.kind <> 'change' AND o.chat = outbox.chat AND o.kind = 'ring' AND o.talk = outbox.talk
		  AND o.start = outbox.start AND o.state = 'sent')
	ORDER BY start, lead, id`

// misses are the rings that a notice tells of as missed: not those whose talk has
// rung all the same, for another lead or in the end.
func misses(ctx context.Context, tx *transaction, u urgent) (rings []bot.Queued, err error) {
	return all(ctx, tx, func(rows *sql.Rows) (bot.Queued, error) {
		var ref string
		var said sql.NullInt64
		return scanNotice(rows, &ref, &said)
	}, missesQuery, u.chat, u.id)
}
