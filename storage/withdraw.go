package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"usher/bot"
)

// withdrawQuery ends broadcast ?1 that is still to go out, is on its way, or has been sent
// to all not before ?2: what people have been told can be taken back for a while.
const withdrawQuery = `
	UPDATE broadcasts SET state = 'withdrawn' WHERE id = ?1 AND (state IN ('scheduled', 'spreading')
		OR state = 'spread' AND (
			EXISTS (SELECT 1 FROM tellings WHERE kind = 'broadcast' AND number = ?1 AND (ended_at IS NULL OR ended_at > ?2))
			OR EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_broadcast
				WHERE kind = 'broadcast' AND talk = CAST(?1 AS TEXT) AND state IN ('queued', 'claimed'))))`

// Withdraw ends a broadcast that was confirmed: whoever is still to be told is not, and
// who has it sees that it is withdrawn. It says how many notices were queued for nobody;
// bot.ErrNoDraft if there is no such broadcast, if it was withdrawn before, or if all of
// it was sent more than bot.UndoFor ago.
func (db *DB) Withdraw(ctx context.Context, number int64, now time.Time) (unsent int, err error) {
	return once(ctx, db, "withdraw a broadcast", bot.Chat{}, func(tx *transaction) (unsent int, err error) {
		open, err := changes(tx.ExecContext(ctx, withdrawQuery, number, stamp(now.Add(-bot.UndoFor))))
		if err != nil {
			return 0, err
		}
		if open == 0 {
			return 0, bot.ErrNoDraft
		}
		if err := undone(ctx, tx, bot.TellingName{Kind: bot.Broadcast, Number: number}, now); err != nil {
			return 0, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE tellings SET corrected = 0 WHERE kind = 'broadcast' AND number = ?`, number)
		if err != nil {
			return 0, err
		}
		return changes(tx.ExecContext(ctx, `
			UPDATE outbox INDEXED BY outbox_broadcast SET state = 'dropped', settled_at = ?2, reason = 'withdrawn'
			WHERE kind = 'broadcast' AND talk = CAST(?1 AS TEXT) AND state = 'queued'`, number, stamp(now)))
	})
}

// correctingQuery is a broadcast of which those who have it are still to see that it was
// withdrawn, with the notice up to which they do, and whether anybody is being told it.
const correctingQuery = `
	SELECT number, corrected, EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_broadcast
		WHERE kind = 'broadcast' AND talk = CAST(number AS TEXT) AND state = 'claimed')
	FROM tellings INDEXED BY tellings_corrected WHERE corrected IS NOT NULL AND kind = 'broadcast' LIMIT 1`

// correcting is a row of correctingQuery.
type correcting struct {
	number, reached int64
	flying          bool
}

func scanCorrecting(rows *sql.Rows) (c correcting, err error) {
	err = rows.Scan(&c.number, &c.reached, &c.flying)
	return c, err
}

// deliveredQuery are up to ?3 notices of broadcast ?1, from after one, that have arrived.
const deliveredQuery = `
	SELECT id FROM outbox INDEXED BY outbox_broadcast
	WHERE kind = 'broadcast' AND talk = CAST(?1 AS TEXT) AND state = 'sent' AND id > ?2 ORDER BY id LIMIT ?3`

// correctQuery queues for those who have the notices from after ?9 up to ?10 that they
// see that it was withdrawn.
const correctQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT o.chat, o.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM outbox o INDEXED BY outbox_broadcast CROSS JOIN chats c ON c.id = o.chat
	WHERE o.kind = 'broadcast' AND o.talk = ?2 AND o.state = 'sent' AND o.id > ?9 AND o.id <= ?10 AND c.gone_at IS NULL
	ON CONFLICT DO NOTHING`

// Correct queues that a broadcast which was withdrawn is seen to be, for the next slice of
// at most limit chats that have it, and says whether that may leave more to do. What is on
// its way is looked at again once it has arrived. Notice is what they are told.
func (db *DB) Correct(ctx context.Context, clock time.Time, limit int, notice func(number int64) bot.Notice) (more bool, err error) {
	open, err := all(ctx, db.read, scanCorrecting, correctingQuery)
	if err != nil {
		return false, fmt.Errorf("correct a broadcast: %w", err)
	}
	if len(open) == 0 { // then nobody who writes has to wait
		return false, nil
	}
	return more, db.update(ctx, "correct a broadcast", func(tx *transaction) error {
		open, err := all(ctx, tx, scanCorrecting, correctingQuery)
		if err != nil || len(open) == 0 {
			return err
		}
		c := open[0]
		slice, err := all(ctx, tx, scanID, deliveredQuery, c.number, c.reached, limit)
		if err != nil {
			return err
		}
		reached := sql.NullInt64{Valid: c.flying} // from the beginning, or never again
		if len(slice) > 0 {
			more, reached = true, sql.NullInt64{Int64: slice[len(slice)-1], Valid: true}
			args := append(noticeArgs(notice(c.number), clock), c.reached, reached.Int64)
			if _, err := tx.ExecContext(ctx, correctQuery, args...); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE tellings SET corrected = ? WHERE kind = 'broadcast' AND number = ?`, reached, c.number)
		return err
	})
}

// saidQuery is the message by which a chat was told a broadcast.
const saidQuery = `
	SELECT ref, file_ref FROM outbox INDEXED BY outbox_chat
	WHERE chat = ?1 AND state = 'sent' AND kind = 'broadcast' AND talk = ?2 ORDER BY id DESC LIMIT 1`

// withdrawn is what a notice of the kind bot.Withdrawn takes back: the message by which
// its chat was told, and what that said.
func withdrawn(ctx context.Context, tx *transaction, u urgent) (n bot.News, message bot.Ref, err error) {
	message.Chat = u.name
	err = each(ctx, tx, func(rows *sql.Rows) error {
		return rows.Scan(&message.ID, &message.File)
	}, saidQuery, u.chat, u.talk)
	if err != nil {
		return n, message, err
	}
	n, err = broadcastOf(ctx, tx, u.talk)
	return n, message, err
}
