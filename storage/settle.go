package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usher/bot"
)

// settleAll writes down what became of notices that were claimed, and what was
// learned about their chats. Notices that were forgotten meanwhile stay forgotten.
func settleAll(ctx context.Context, tx *transaction, settled []bot.Settlement) error {
	if err := settleSent(ctx, tx, settled); err != nil {
		return err
	}
	for _, s := range settled {
		if s.State != bot.StateSent {
			if err := settleArrived(ctx, tx, s.Notices); err != nil {
				return err
			}
			for _, id := range s.Notices {
				if err := settle(ctx, tx, id, s.Outcome); err != nil {
					return err
				}
			}
		}
		if err := learn(ctx, tx, s); err != nil {
			return err
		}
	}
	return nil
}

// learn notes what a settlement says about its chat: all of it, and under the name
// that the chat has by now.
func learn(ctx context.Context, tx *transaction, s bot.Settlement) error {
	if !s.Gone && s.MovedTo.IsZero() && len(s.Covers) == 0 && s.Missed.Kind == "" && !s.Untried && s.Reads == "" && !s.Lost && !s.Unpinned && s.Fileless == 0 {
		return nil
	}
	if s.Fileless != 0 {
		return goWithout(ctx, tx, s.Fileless, s.Chat.Platform)
	}
	id, err := lookup(ctx, tx, s.Chat)
	if err != nil || id == 0 {
		return err
	}
	if s.Gone { // there is nobody for the rest
		return markGone(ctx, tx, id, s.Outcome)
	}
	if !s.MovedTo.IsZero() {
		if id, err = move(ctx, tx, id, s.Outcome); err != nil {
			return err
		}
	}
	if s.Missed.Kind != "" {
		if err := miss(ctx, tx, id, s); err != nil {
			return err
		}
	}
	if s.Untried {
		if err := spare(ctx, tx, id, s.Outcome); err != nil {
			return err
		}
	}
	switch {
	case s.Reads != "":
		return setBoard(ctx, tx, id, s.Outcome)
	case s.Lost:
		return loseBoard(ctx, tx, id)
	case s.Unpinned:
		return tellUnpinned(ctx, tx, id, s.At)
	case len(s.Covers) > 0:
		return cover(ctx, tx, id, s)
	}
	return nil
}

// spare leaves a chat alone for a while: what else is due for it would only be
// claimed and handed back, one after the other.
func spare(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE outbox SET not_before = ?2
		WHERE chat = ?1 AND state = 'queued' AND not_before = 0 AND due <= ?3`, id, stamp(o.Again), stamp(o.At))
	return err
}

// sentRow is a notice that was sent: its id, the ref of its message, when, and the ref of
// its file.
type sentRow [4]any

// sentQuery notes what was sent, from sentRows.
const sentQuery = `
	UPDATE outbox SET state = 'sent', ref = s.value ->> 1, settled_at = s.value ->> 2, reason = '', file_ref = s.value ->> 3
	FROM json_each(?) s WHERE outbox.id = s.value ->> 0 AND state = 'claimed'`

// heardQuery ends what chats were not to be told of slots, from sentRows, once they have
// rung as they stand, or a channel has read so of what is next: that is how they know them
// then.
const heardQuery = `
	UPDATE outbox SET state = 'dropped', settled_at = ?2, reason = 'told with another'
	WHERE id IN (
		SELECT o.id FROM json_each(?1) s CROSS JOIN outbox r ON r.id = s.value ->> 0
		CROSS JOIN outbox o INDEXED BY outbox_change ON o.kind = 'change' AND o.talk = r.talk AND o.chat = r.chat
		WHERE r.slot IS NULL AND o.start = r.start AND o.state = 'queued' AND o.due > o.expires
		  AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.id = o.held AND a.state = 'open'))`

// settleSent writes down, at once, all that was sent: that is most.
func settleSent(ctx context.Context, tx *transaction, settled []bot.Settlement) error {
	var rows []sentRow
	for _, s := range settled {
		if s.State == bot.StateSent {
			for _, id := range s.Notices {
				rows = append(rows, sentRow{id, s.Ref.ID, stamp(s.At), s.Ref.File})
			}
		}
	}
	return markSent(ctx, tx, rows)
}

// markSent writes down that notices in hand were sent.
func markSent(ctx context.Context, tx *transaction, rows []sentRow) error {
	if len(rows) == 0 {
		return nil
	}
	table, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	if err := goOn(ctx, tx, string(table)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, sentQuery, string(table)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, heardQuery, string(table), rows[0][2]); err != nil {
		return err
	}
	if err := amendSent(ctx, tx, string(table)); err != nil {
		return err
	}
	return retractSent(ctx, tx, string(table))
}

// anew is the condition under which the next attempt at a ring says what is true
// then: nobody has seen an earlier one, or the network takes another.
const anew = `kind = 'ring' AND (NOT (?3 OR unsure) OR ?4 OR uncertain)`

// settle writes down what became of a notice that was not sent.
func settle(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	const inHand = ` WHERE id = ?1 AND state = 'claimed'`
	var query string
	var args []any
	switch o.State {
	case bot.StateQueued:
		query = `
			UPDATE outbox SET state = 'queued', not_before = ?2, batch = iif(?3 OR unsure, batch, NULL), unsure = max(unsure, ?3),
				uncertain = max(uncertain, ?4), reason = ?5, attempts = attempts - ?6,
				said = iif(` + anew + `, NULL, said), slot = iif(` + anew + `, NULL, slot)` + inHand
		args = []any{id, stamp(o.Again), o.Unsure, o.MaybeTwice, o.Reason, o.Untried}
	case bot.StateDropped:
		if err := reconsider(ctx, tx, id); err != nil {
			return err
		}
		if err := drop(ctx, tx, id, o.At, o.Reason); err != nil || o.Due.IsZero() {
			return err
		}
		return putOff(ctx, tx, id, o.Due)
	case bot.StateRejected:
		if err := reconsider(ctx, tx, id); err != nil {
			return err
		}
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
// without it. A crowd cannot have it told sooner: it falls due after its lead, be it
// by a millisecond, where the quiet is over before that.
func putOff(ctx context.Context, tx *transaction, id int64, due time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
		SELECT chat, platform, kind, talk, start, lead, max(due + 1, ?2), deadline, expires, planned_at
		FROM outbox WHERE id = ?1 AND state = 'dropped'
		ON CONFLICT DO NOTHING`, id, stamp(due))
	return err
}

// swallowedQuery finds what may have been told earlier than now: where a network
// knows keys, it says nothing the second time.
const swallowedQuery = `
	SELECT id FROM outbox WHERE id IN (SELECT value FROM json_each(?)) AND unsure = 1 AND uncertain = 0 LIMIT 1`

// cover notes what a message has said as well, so that it is not said again. When
// it was said has to be certain: too early, it was no ring. What is amended with it
// are its own notices alone.
func cover(ctx context.Context, tx *transaction, id int64, s bot.Settlement) error {
	notices, err := json.Marshal(s.Notices)
	if err != nil {
		return err
	}
	swallowed, err := all(ctx, tx, scanID, swallowedQuery, string(notices))
	if err != nil || len(swallowed) > 0 {
		return err
	}
	for _, n := range s.Covers {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at,
				state, ref, settled_at, reason)
			SELECT id, platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'sent', ?10, ?8, 'told with another' FROM chats WHERE id = ?9
			ON CONFLICT (chat, kind, talk, start, lead) WHERE state <> 'dropped' AND kind <> 'change'
			DO UPDATE SET state = 'sent', ref = excluded.ref, settled_at = excluded.settled_at, reason = excluded.reason, batch = NULL
			WHERE state = 'queued'`, append(noticeArgs(n, s.At), id, s.Ref.ID)...)
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
