package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"usher/bot"
)

// Settle writes down what became of notices that were claimed for a chat, and
// what was learned about the chat. Notices that were forgotten meanwhile stay
// forgotten.
func (db *DB) Settle(ctx context.Context, chat bot.Chat, ids []int64, o bot.Outcome) error {
	return db.update(ctx, "settle", func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := settle(ctx, tx, id, o); err != nil {
				return err
			}
		}
		if !o.Gone && o.MovedTo.IsZero() {
			return nil
		}
		id, err := lookup(ctx, tx, chat)
		if err != nil || id == 0 {
			return err
		}
		if o.Gone {
			return markGone(ctx, tx, id, o)
		}
		return move(ctx, tx, id, o.MovedTo)
	})
}

func settle(ctx context.Context, tx *sql.Tx, id int64, o bot.Outcome) error {
	var query string
	var args []any
	switch o.State {
	case bot.StateSent:
		query, args = `state = 'sent', ref = ?2, settled_at = ?3, reason = ''`, []any{o.Ref.ID, stamp(o.At)}
	case bot.StateQueued:
		query = `state = 'queued', not_before = ?2, batch = iif(?3, batch, NULL), uncertain = max(uncertain, ?4), reason = ?5`
		args = []any{stamp(o.Again), o.Unsure, o.MaybeTwice, o.Reason}
	case bot.StateDropped:
		return drop(ctx, tx, id, o.At, o.Reason)
	case bot.StateRejected:
		query, args = `state = 'rejected', settled_at = ?2, reason = ?3`, []any{stamp(o.At), o.Reason}
	default:
		return fmt.Errorf("notice %d cannot be settled as %q", id, o.State)
	}
	_, err := tx.ExecContext(ctx, `UPDATE outbox SET `+query+` WHERE id = ?1 AND state = 'claimed'`,
		append([]any{id}, args...)...)
	return err
}

// drop ends a notice unsent, which frees its key. A settled one stays as it is.
func drop(ctx context.Context, tx *sql.Tx, id int64, at time.Time, reason string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE outbox SET state = 'dropped', settled_at = ?2, reason = ?3
		WHERE id = ?1 AND state IN ('queued', 'claimed')`, id, stamp(at), reason)
	return err
}
