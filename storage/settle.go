package storage

import (
	"context"
	"fmt"
	"time"

	"usher/bot"
)

// Settle writes down what became of notices that were claimed for a chat, and
// what was learned about the chat. Notices that were forgotten meanwhile stay
// forgotten.
func (db *DB) Settle(ctx context.Context, chat bot.Chat, ids []int64, o bot.Outcome) error {
	return db.update(ctx, "settle", func(tx *transaction) error {
		for _, id := range ids {
			if err := settle(ctx, tx, id, o); err != nil {
				return err
			}
		}
		if !o.Gone && o.MovedTo.IsZero() && len(o.Covers) == 0 {
			return nil
		}
		id, err := lookup(ctx, tx, chat)
		switch {
		case err != nil || id == 0:
			return err
		case o.Gone:
			return markGone(ctx, tx, id, o)
		case !o.MovedTo.IsZero():
			return move(ctx, tx, id, o)
		}
		return cover(ctx, tx, id, o)
	})
}

func settle(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	const inHand = ` WHERE id = ?1 AND state = 'claimed'`
	var query string
	var args []any
	switch o.State {
	case bot.StateSent:
		if err := goOn(ctx, tx, id); err != nil {
			return err
		}
		query = `UPDATE outbox SET state = 'sent', ref = ?2, settled_at = ?3, reason = ''` + inHand
		args = []any{id, o.Ref.ID, stamp(o.At)}
	case bot.StateQueued:
		query = `
			UPDATE outbox SET state = 'queued', not_before = ?2, batch = iif(?3, batch, NULL),
				uncertain = max(uncertain, ?4), reason = ?5` + inHand
		args = []any{id, stamp(o.Again), o.Unsure, o.MaybeTwice, o.Reason}
	case bot.StateDropped:
		if err := reconsider(ctx, tx, id); err != nil {
			return err
		}
		if err := drop(ctx, tx, id, o.At, o.Reason); err != nil || o.Due.IsZero() {
			return err
		}
		return putOff(ctx, tx, id, o.Due)
	case bot.StateRejected:
		query = `UPDATE outbox SET state = 'rejected', settled_at = ?2, reason = ?3` + inHand
		args = []any{id, stamp(o.At), o.Reason}
	default:
		return fmt.Errorf("notice %d cannot be settled as %q", id, o.State)
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// putOff queues a notice that was dropped once more, to be told at another time.
// It is another one, since what goes out under a notice's id may have arrived
// without it.
func putOff(ctx context.Context, tx *transaction, id int64, due time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
		SELECT chat, platform, kind, talk, start, lead, ?2, deadline, expires, planned_at
		FROM outbox WHERE id = ?1 AND state = 'dropped'
		ON CONFLICT DO NOTHING`, id, stamp(due))
	return err
}

// cover notes what a message has said as well, so that it is not said again.
func cover(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	for _, n := range o.Covers {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at,
				state, ref, settled_at, reason)
			SELECT id, platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'sent', ?10, ?8, 'told with a change' FROM chats WHERE id = ?9
			ON CONFLICT (chat, kind, talk, start, lead) WHERE state <> 'dropped' AND kind <> 'change'
			DO UPDATE SET state = 'sent', ref = excluded.ref, settled_at = excluded.settled_at, reason = excluded.reason
			WHERE state = 'queued'`, append(noticeArgs(n, o.At), id, o.Ref.ID)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// drop ends a notice unsent, which frees its key. A settled one stays as it is.
func drop(ctx context.Context, tx *transaction, id int64, at time.Time, reason string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE outbox SET state = 'dropped', settled_at = ?2, reason = ?3
		WHERE id = ?1 AND state IN ('queued', 'claimed')`, id, stamp(at), reason)
	return err
}
