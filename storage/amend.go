package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"usher/bot"
)

// followQuery lets what rang for a slot, or may have, follow it to where it stands
// now, and says what that was. How it stood when it was said is noted with the
// first change. As in mergeQuery, the revision keeps it from following twice.
const followQuery = `
	UPDATE outbox INDEXED BY outbox_rung SET said = coalesce(said, ?2), slot = ?3, revision = ?4
	WHERE kind = 'ring' AND batch IS NOT NULL AND coalesce(slot ->> '$.start', start) = ?5
	  AND talk = ?1 AND state IN ('queued', 'claimed', 'sent') AND revision < ?4
	  AND (slot IS NULL OR slot ->> '$.key' = ?6 OR slot ->> '$.room' = ?7)
	RETURNING id`

// message are the conditions under which notice a amends the message of ring o.
// They name the index's own, so that it can be used.
const message = `a.state <> 'dropped' AND a.kind <> 'change' AND a.chat = o.chat AND a.kind = 'amend' AND a.talk = CAST(o.batch AS TEXT)`

// amendQuery queues that the messages of rings ?1 are amended, from ?2 on. One is
// enough that is not being told, and was not: it is worded when it is, and worth
// it until the last talk of the message is over. The start tells those of a
// message apart.
const amendQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT o.chat, o.platform, 'amend', CAST(o.batch AS TEXT),
		max(?3, coalesce((SELECT max(a.start) + 1 FROM outbox a WHERE ` + message + `), 0)),
		0, ?2, min(o.deadline), (
			SELECT max(r.expires + max(coalesce(r.slot ->> '$.start', r.start) - r.start, 0)) FROM outbox r INDEXED BY outbox_chat
			WHERE r.chat = o.chat AND r.state = 'sent' AND r.kind = 'ring' AND r.batch = o.batch), ?3
	FROM json_each(?1) j CROSS JOIN outbox o ON o.id = j.value ->> 0 CROSS JOIN chats c ON c.id = o.chat
	WHERE o.kind = 'ring' AND o.state = 'sent' AND o.slot IS NOT NULL AND c.gone_at IS NULL
	  AND NOT EXISTS (SELECT 1 FROM outbox a WHERE ` + message + ` AND a.state = 'queued' AND a.batch IS NULL)
	GROUP BY o.chat, o.batch`

// amendRung queues that messages are amended which rang for a slot that has
// changed. What is on its way is amended once it has arrived.
func amendRung(ctx context.Context, tx *transaction, c bot.SlotChange, before, after string, now time.Time, number int64) error {
	rung, err := all(ctx, tx, func(rows *sql.Rows) (id [1]int64, err error) {
		err = rows.Scan(&id[0])
		return id, err
	}, followQuery, c.Talk, before, after, number, stamp(c.Before.Start), c.Before.Room.Key, c.Before.Room.Name)
	if err != nil || len(rung) == 0 || c.Before.Same(c.After) || !c.Expires.After(now) {
		return err
	}
	table, err := json.Marshal(rung)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, amendQuery, string(table), stamp(c.Due), stamp(now))
	return err
}

// againQuery lets ring again for a slot that is back at ?2, which has rung since for a
// later start, ?3: the key of what rang first is another one then. Who does not know of
// the message that is amended without a sound comes too late.
const againQuery = `
	UPDATE OR IGNORE outbox INDEXED BY outbox_rung SET start = start - 1 - id % 1000
	WHERE kind = 'ring' AND batch IS NOT NULL AND coalesce(slot ->> '$.start', start) = ?2
	  AND talk = ?1 AND state = 'sent' AND start = ?2
	  AND EXISTS (SELECT 1 FROM outbox r INDEXED BY outbox_chat
		WHERE r.chat = outbox.chat AND r.state = 'sent' AND r.kind = 'ring' AND r.talk = ?1 AND r.start = ?3 AND r.lead = outbox.lead)`

// ringAgain lets ring again for a slot that begins earlier after all, where no notice of
// that says so.
func ringAgain(ctx context.Context, tx *transaction, c bot.SlotChange) error {
	if !c.After.Start.Before(c.Before.Start) || c.After.Off {
		return nil
	}
	_, err := tx.ExecContext(ctx, againQuery, c.Talk, stamp(c.After.Start), stamp(c.Before.Start))
	return err
}

// sentAmendQuery are those of a sentQuery whose slot changed while they were on
// their way.
const sentAmendQuery = `
	SELECT o.id, s.value ->> 2 FROM json_each(?) s CROSS JOIN outbox o ON o.id = s.value ->> 0
	WHERE o.kind = 'ring' AND o.state = 'sent' AND o.slot IS NOT NULL`

// amendSent queues that what was sent is amended where it was not true any more
// when it arrived. Sent is a sentQuery's.
func amendSent(ctx context.Context, tx *transaction, sent string) error {
	late, err := all(ctx, tx, func(rows *sql.Rows) (row [2]int64, err error) {
		err = rows.Scan(&row[0], &row[1])
		return row, err
	}, sentAmendQuery, sent)
	if err != nil || len(late) == 0 {
		return err
	}
	table, err := json.Marshal(late)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, amendQuery, string(table), late[0][1], late[0][1])
	return err
}

const latestQuery = `
	SELECT coalesce(batch, id) FROM outbox INDEXED BY outbox_chat
	WHERE chat = ?1 AND state = 'queued' AND kind = 'amend' AND talk = ?2 ORDER BY id DESC LIMIT 1`

// latest lets what amends a message go out under the key of the last that is to:
// that was queued since anything else was tried, if its slots have changed since.
func latest(ctx context.Context, tx *transaction, due []urgent) error {
	for i := range due {
		if u := &due[i]; u.kind == bot.Amend {
			if err := tx.QueryRowContext(ctx, latestQuery, u.chat, u.talk).Scan(&u.batch); err != nil {
				return err
			}
		}
	}
	return nil
}

// aboutColumns are queuedColumns, but for what was said in place of what was told.
const aboutColumns = `id, kind, talk, start, lead, due, deadline, expires, coalesce(said, ''), coalesce(slot, ''),
	ref, coalesce(said_at, settled_at)`

const amendsQuery = `
	SELECT ` + aboutColumns + ` FROM outbox INDEXED BY outbox_chat
	WHERE chat = ?1 AND state = 'sent' AND kind = 'ring' AND batch = ?2 ORDER BY start, lead, id`

// amendedQuery asks whether another attempt has been made at amending a message.
const amendedQuery = `
	SELECT EXISTS (SELECT 1 FROM outbox a INDEXED BY outbox_chat
		WHERE a.chat = ?1 AND a.kind = 'amend' AND a.talk = ?2 AND a.attempts > 1 - (a.id <> ?3))`

// amends is the message that a notice amends.
func amends(ctx context.Context, tx *transaction, u urgent) (about bot.About, err error) {
	about.Ref.Chat = u.name
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var said int64
		ring, err := scanNotice(rows, &about.Ref.ID, &said)
		about.Said, about.Rings = instant(said), append(about.Rings, ring)
		return err
	}, amendsQuery, u.chat, u.talk)
	if err != nil {
		return about, err
	}
	err = tx.QueryRowContext(ctx, amendedQuery, u.chat, u.talk, u.id).Scan(&about.Again)
	return about, err
}
