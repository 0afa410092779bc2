package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"usher/bot"
)

// approvalsQuery are those that are open and worth something after ?1, by what those
// know who would be told: how many of them have starred it, and whether anybody is there.
const approvalsQuery = `
	SELECT a.id, a.revision, a.talk, a.slot, a.note, ` + knows + ` AS known,
		count(DISTINCT iif(EXISTS (
			SELECT 1 FROM follows f WHERE f.kind = 'talk' AND f.key = o.talk AND f.chat = o.chat AND (f.only IS NULL OR f.only = o.start)
		), o.chat, NULL)) AS people,
		max(EXISTS (SELECT 1 FROM channels h WHERE h.chat = o.chat))
	FROM approvals a INDEXED BY approvals_open CROSS JOIN outbox o INDEXED BY outbox_held ON o.held = a.id AND o.state IN ('queued', 'claimed')
	CROSS JOIN chats c ON c.id = o.chat
	WHERE a.state = 'open' AND a.expires > ?1 AND c.gone_at IS NULL
	GROUP BY a.id, known ORDER BY a.id, people DESC`

// Approvals are the changes that wait for an organiser's word, the first found first.
// What is no news to anybody any more is left out.
func (db *DB) Approvals(ctx context.Context, now time.Time) ([]bot.Approval, error) {
	open, err := approvals(ctx, db.read, now)
	if err != nil {
		return nil, fmt.Errorf("what waits for approval: %w", err)
	}
	return open, nil
}

func approvals(ctx context.Context, q querier, now time.Time) (open []bot.Approval, err error) {
	err = each(ctx, q, func(rows *sql.Rows) error {
		var a bot.Approval
		var stands, known string
		var channel bool
		err := rows.Scan(&a.Number, &a.Revision, &a.Talk, &stands, &a.Note, &known, &a.People, &channel)
		if err != nil {
			return err
		}
		if a.Stands, err = readStanding(stands); err != nil {
			return err
		}
		if a.Told, err = readStanding(known); err != nil {
			return err
		}
		if a.Told.Same(a.Stands) || a.People == 0 && !channel {
			return nil
		}
		if last := len(open) - 1; last >= 0 && open[last].Number == a.Number {
			open[last].People += a.People
			return nil
		}
		open = append(open, a)
		return nil
	}, approvalsQuery, stamp(now))
	return open, err
}

// Decide decides about what waits for approval, and says about what. Where a verdict is
// about one, it is bot.ErrDecided if that waits no more, and bot.ErrChangedSince if it has
// changed since it was shown.
func (db *DB) Decide(ctx context.Context, v bot.Verdict) ([]bot.Approval, error) {
	return once(ctx, db, "decide about changes", bot.Chat{}, func(tx *transaction) ([]bot.Approval, error) {
		about, err := shownTo(ctx, tx, v)
		if err != nil {
			return nil, err
		}
		for _, a := range about {
			if err := decide(ctx, tx, a.Number, v); err != nil {
				return nil, err
			}
		}
		return about, nil
	})
}

// shownTo is what a verdict is about, as it was shown.
func shownTo(ctx context.Context, tx *transaction, v bot.Verdict) ([]bot.Approval, error) {
	open, err := approvals(ctx, tx, v.At)
	if err != nil {
		return nil, err
	}
	about := slices.DeleteFunc(open, func(a bot.Approval) bool { return v.Number != 0 && a.Number != v.Number })
	if len(about) == 0 {
		return nil, bot.ErrDecided
	}
	seen := slices.DeleteFunc(about, func(a bot.Approval) bool { return a.Revision > v.Revision })
	if len(seen) == 0 {
		return nil, bot.ErrChangedSince
	}
	return seen, nil
}

// decide has one told, or not. What is not told waits on beside, so that what is changed
// later is compared with what people know.
func decide(ctx context.Context, tx *transaction, number int64, v bot.Verdict) error {
	state := "dropped"
	if v.Tell {
		state = "approved"
		_, err := tx.ExecContext(ctx, `UPDATE outbox INDEXED BY outbox_held SET due = ?2 WHERE held = ?1 AND state IN ('queued', 'claimed')`,
			number, stamp(v.At))
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE approvals SET state = ?2 WHERE id = ?1`, number, state)
	return err
}

// NoteApproval has a change that waits for approval told with a note beside it. Its
// errors are Decide's.
func (db *DB) NoteApproval(ctx context.Context, number int64, note string, now time.Time) error {
	_, err := once(ctx, db, "note beside a change", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		open, err := approvals(ctx, tx, now)
		if err != nil {
			return none, err
		}
		if !slices.ContainsFunc(open, func(a bot.Approval) bool { return a.Number == number }) {
			return none, bot.ErrDecided
		}
		_, err = tx.ExecContext(ctx, `UPDATE approvals SET note = ? WHERE id = ?`, note, number)
		return none, err
	})
	return err
}
