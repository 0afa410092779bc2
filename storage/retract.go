package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"usher/bot"
)

// What is said of a change that was sent and taken back, in the ledger: its message is to
// be edited, and has been.
const (
	takenBack = "taken back"
	takenOut  = "taken out"
)

// retractQuery queues that messages are edited which told the changes ?1, from ?2 on; it
// is worth it as long as these would have been. The start tells those of a message apart.
const retractQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT o.chat, o.platform, 'retracted', CAST(o.batch AS TEXT), ?2, 0, ?2, min(o.deadline), max(o.expires, ?3), ?2
	FROM json_each(?1) j CROSS JOIN outbox o ON o.id = j.value CROSS JOIN chats c ON c.id = o.chat
	WHERE c.gone_at IS NULL AND o.batch IS NOT NULL
	GROUP BY o.chat, o.batch
	ON CONFLICT DO NOTHING`

// leastRetracted is for how long it is tried to edit a message, whatever its talks.
const leastRetracted = time.Hour

// retract takes back changes that were sent, by the ids of their notices.
func retract(ctx context.Context, tx *transaction, sent []int64, now time.Time) error {
	if len(sent) == 0 {
		return nil
	}
	table, err := json.Marshal(sent)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE outbox SET reason = ?2 WHERE id IN (SELECT value FROM json_each(?1))`, string(table), takenBack)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, retractQuery, string(table), stamp(now), stamp(now.Add(leastRetracted)))
	return err
}

// landedQuery are, of what a sentQuery has noted, the changes whose approval was taken back
// while they were on their way, and what has edited a message.
const landedQuery = `
	SELECT o.id, o.kind, s.value ->> 2 FROM json_each(?) s CROSS JOIN outbox o ON o.id = s.value ->> 0
	WHERE o.state = 'sent' AND (o.kind = 'retracted' OR o.held IS NOT NULL AND o.said = o.slot
		AND (SELECT state FROM approvals a WHERE a.id = o.held) IN ('open', 'dropped'))`

// retractSent takes back what arrived after its approval had been, and lets those wait
// again for approval who do not know it any more. Sent is a sentQuery's.
func retractSent(ctx context.Context, tx *transaction, sent string) error {
	var said, edits []int64
	var at time.Time
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var id, landed int64
		var kind bot.NoticeKind
		err := rows.Scan(&id, &kind, &landed)
		if at = instant(landed); kind == bot.Retracted {
			edits = append(edits, id)
		} else {
			said = append(said, id)
		}
		return err
	}, landedQuery, sent)
	if err != nil {
		return err
	}
	if err := retract(ctx, tx, said, at); err != nil {
		return err
	}
	for _, edit := range edits {
		if err := holdAgain(ctx, tx, edit, at); err != nil {
			return err
		}
	}
	return nil
}

// unsaidQuery are the changes that the message told which notice ?1 has edited, and that
// it does not tell any more.
const unsaidQuery = `
	SELECT o.id FROM outbox e CROSS JOIN outbox o INDEXED BY outbox_chat ON o.chat = e.chat AND o.state = 'sent' AND o.kind = 'change'
	WHERE e.id = ?1 AND o.batch = CAST(e.talk AS INTEGER) AND o.reason = ?2`

// holdAgainQuery has those who had the changes ?1 wait for approval of them as before: they
// know what they knew. Where that was given again meanwhile they are told, and where there is
// nothing more to approve nothing is.
const holdAgainQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at, told, quiet, slot, revision, held)
	SELECT o.chat, o.platform, 'change', a.talk, a.slot ->> '$.start', 0, iif(a.state = 'approved', ?2, a.expires + ?3),
		o.deadline, a.expires, ?2, o.told, iif(a.state = 'dropped', a.slot, o.quiet), a.slot, a.revision, a.id
	FROM json_each(?1) j CROSS JOIN outbox o ON o.id = j.value CROSS JOIN approvals a ON a.id = o.held
	WHERE a.state IN ('open', 'dropped', 'approved') AND a.expires > ?2`

// holdAgain lets the changes of a message wait for approval that it does not tell any more.
func holdAgain(ctx context.Context, tx *transaction, edit int64, now time.Time) error {
	unsaid, err := all(ctx, tx, scanID, unsaidQuery, edit, takenBack)
	if err != nil || len(unsaid) == 0 {
		return err
	}
	table, err := json.Marshal(unsaid)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, holdAgainQuery, string(table), stamp(now), afterwards.Milliseconds()); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE outbox SET reason = ?2 WHERE id IN (SELECT value FROM json_each(?1))`, string(table), takenOut)
	return err
}

// toldByQuery are the changes that a message has told.
const toldByQuery = `
	SELECT id, kind, talk, start, lead, due, deadline, expires, coalesce(told, ''), coalesce(said, ''), ref, reason FROM outbox INDEXED BY outbox_chat
	WHERE chat = ?1 AND state = 'sent' AND kind = 'change' AND batch = ?2 ORDER BY start, lead, id`

// retracted is the message that a notice edits, and what it told.
func retracted(ctx context.Context, tx *transaction, u urgent) (about bot.About, err error) {
	about.Ref.Chat = u.name
	return about, each(ctx, tx, func(rows *sql.Rows) error {
		var reason string
		said, err := scanNotice(rows, &about.Ref.ID, &reason)
		about.Changes = append(about.Changes, bot.ToldChange{Queued: said, Retracted: slices.Contains([]string{takenBack, takenOut}, reason)})
		return err
	}, toldByQuery, u.chat, u.talk)
}
