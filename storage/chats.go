package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"usher/bot"
)

// changed is the id of a chat whose wishes change: it is made if it is new, its
// rings are to be planned anew, and as it speaks it is not gone.
func changed(ctx context.Context, tx *transaction, chat bot.Chat) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `
		INSERT INTO chats (platform, chat) VALUES (?, ?)
		ON CONFLICT (platform, chat) DO UPDATE SET stale = 1, gone_at = NULL, heard = 1
		RETURNING id`, chat.Platform, chat.ID).Scan(&id)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO leads (chat, lead)
		SELECT ?1, -1 WHERE NOT EXISTS (SELECT 1 FROM leads WHERE chat = ?1)`, id)
	return id, err
}

// lookup is the id of a chat; 0 if it is not known.
func lookup(ctx context.Context, tx querier, chat bot.Chat) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM chats WHERE platform = ? AND chat = ?`,
		chat.Platform, chat.ID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// Seen notes that a chat has spoken: a new one is among everyone from now on,
// one that was gone is told again what it follows. It writes only what is new.
func (db *DB) Seen(ctx context.Context, v bot.Visit) error {
	// Whoever asked to be forgotten is not made known again by being answered again.
	if _, acted, err := db.answeredBefore(ctx, db.read); acted || err != nil {
		return err
	}
	day := ""
	if !v.Day.IsZero() {
		day = v.Day.String()
	}
	s, err := db.state(ctx, v.Chat)
	if err != nil {
		return fmt.Errorf("chat seen: %w", err)
	}
	if s.here && s.shared == v.Shared && (v.Hint == "" || v.Hint == s.hint) && (day == "" || day == s.spokeOn) {
		return nil
	}
	return db.update(ctx, "chat seen", func(tx *transaction) error {
		if !s.here {
			if _, err := changed(ctx, tx, v.Chat); err != nil {
				return err
			}
		}
		// No wishes: nothing is to be planned anew for them.
		_, err := tx.ExecContext(ctx, `
			UPDATE chats SET hint = iif(?3 = '', hint, ?3), shared = ?4, spoke_on = iif(?5 = '', spoke_on, ?5)
			WHERE platform = ?1 AND chat = ?2`, v.Chat.Platform, v.Chat.ID, v.Hint, v.Shared, day)
		return err
	})
}

// markGone notes that a chat cannot be reached and drops what is queued for it.
// What it follows is kept for when it speaks again.
func markGone(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	if _, err := tx.ExecContext(ctx, `UPDATE chats SET gone_at = ?, stale = 0 WHERE id = ?`, stamp(o.At), id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE outbox SET state = 'dropped', reason = ?, settled_at = ? WHERE chat = ? AND state = 'queued'`,
		o.Reason, stamp(o.At), id)
	return err
}

// twiceQuery drops what is queued for a chat and stands in state ?3 for another. That
// something was missed is told once, whenever that was.
const twiceQuery = `
	UPDATE outbox SET state = 'dropped', reason = 'said under its other name', settled_at = ?4
	WHERE chat = ?1 AND state = 'queued' AND EXISTS (
		SELECT 1 FROM outbox o
		WHERE o.chat = ?2 AND o.state = ?3 AND o.kind = outbox.kind AND (o.kind = 'missed' AND o.state = 'queued' OR o.talk = outbox.talk
		  AND o.start = outbox.start AND o.lead = outbox.lead AND (o.kind = 'ring' OR o.told IS outbox.told AND o.slot IS outbox.slot)))`

// stayedQuery drops what was to amend messages of a chat that has another name:
// these stay under the old one, where nothing can be amended any more.
const stayedQuery = `
	UPDATE outbox SET state = 'dropped', reason = 'cannot be changed any more', settled_at = ?2
	WHERE chat = ?1 AND kind = 'amend' AND state = 'queued'`

// joinMissedQuery lets what chat ?1 has missed be told with what ?2 has, where both
// are to be told so.
const joinMissedQuery = `
	UPDATE outbox SET batch = t.id
	FROM (SELECT id FROM outbox WHERE chat = ?2 AND kind = 'missed' AND state = 'queued' ORDER BY id LIMIT 1) t
	WHERE chat = ?1 AND kind = 'ring' AND state = 'dropped'
	  AND batch IN (SELECT id FROM outbox WHERE chat = ?1 AND kind = 'missed' AND state = 'queued')`

// move gives a chat its new name and says by which id it is known then. If there is
// a chat of that name, it takes over what the old one follows and is owed.
func move(ctx context.Context, tx *transaction, id int64, o bot.Outcome) (now int64, err error) {
	target, err := lookup(ctx, tx, o.MovedTo)
	if err != nil || target == id {
		return id, err
	}
	if _, err := tx.ExecContext(ctx, stayedQuery, id, stamp(o.At)); err != nil {
		return 0, err
	}
	if err := moveBoard(ctx, tx, id); err != nil {
		return 0, err
	}
	// Under the new name, the same id may be another message's.
	if _, err := tx.ExecContext(ctx, `UPDATE outbox SET batch = NULL WHERE chat = ? AND state = 'sent' AND kind = 'ring'`, id); err != nil {
		return 0, err
	}
	if target == 0 {
		_, err := tx.ExecContext(ctx, `UPDATE chats SET platform = ?, chat = ? WHERE id = ?`, o.MovedTo.Platform, o.MovedTo.ID, id)
		return id, err
	}
	return target, merge(ctx, tx, id, target, o.At)
}

// merge lets a chat take over what another follows and is owed, and deletes that.
func merge(ctx context.Context, tx *transaction, id, target int64, at time.Time) error {
	if _, err := tx.ExecContext(ctx, joinMissedQuery, id, target); err != nil {
		return err
	}
	// It has the same people: what one of the two chats was told, or is to be, the
	// other need not be.
	for _, twice := range [][]any{{target, id, bot.StateSent}, {target, id, bot.StateRejected},
		{id, target, bot.StateSent}, {id, target, bot.StateRejected}, {id, target, bot.StateQueued}} {
		if _, err := tx.ExecContext(ctx, twiceQuery, append(twice, stamp(at))...); err != nil {
			return err
		}
	}
	for _, query := range []string{
		`UPDATE OR IGNORE follows SET chat = ?2 WHERE chat = ?1`,
		`UPDATE OR IGNORE outbox SET chat = ?2 WHERE chat = ?1`,
		`UPDATE OR IGNORE channels SET chat = ?2 WHERE chat = ?1`,
		`UPDATE OR IGNORE mutes SET chat = ?2 WHERE chat = ?1`,
		`UPDATE tellings SET chat = ?2 WHERE chat = ?1`,
		`UPDATE chats SET language = old.language FROM chats old WHERE old.id = ?1 AND chats.id = ?2 AND chats.language = ''`,
		`UPDATE chats SET hint = old.hint FROM chats old WHERE old.id = ?1 AND chats.id = ?2 AND chats.hint = ''`,
		`UPDATE chats SET stale = 1, gone_at = NULL, heard = max(heard, (SELECT heard FROM chats WHERE id = ?1)) WHERE id = ?2`,
		`UPDATE chats SET shared = max(chats.shared, old.shared), spoke_on = max(chats.spoke_on, old.spoke_on) FROM chats old WHERE old.id = ?1 AND chats.id = ?2`,
		// What the new one had already goes with the old one.
		`DELETE FROM chats WHERE id = ?1`,
	} {
		if _, err := tx.ExecContext(ctx, query, id, target); err != nil {
			return err
		}
	}
	return nil
}
