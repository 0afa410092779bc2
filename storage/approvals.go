package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"usher/bot"
)

// nextSeen is the next approvals.seen.
const nextSeen = `(SELECT coalesce(max(seen), 0) + 1 FROM approvals)`

// starred is the condition under which the chat of notice o has starred what it is about.
const starred = `EXISTS (SELECT 1 FROM follows f
	WHERE f.kind = 'talk' AND f.key = o.talk AND f.chat = o.chat AND (f.only IS NULL OR f.only = o.start))`

// approvalsQuery are those that are open and worth something after ?1, by what those
// know who would be told: how many of them have starred it, and whether anybody is there.
const approvalsQuery = `
	SELECT a.id, a.seen, a.talk, a.slot, a.notes, ` + knows + ` AS known,
		count(DISTINCT iif(` + starred + `, o.chat, NULL)) AS people,
		max(EXISTS (SELECT 1 FROM channels h WHERE h.chat = o.chat))
	FROM approvals a INDEXED BY approvals_open CROSS JOIN outbox o INDEXED BY outbox_held ON o.held = a.id AND o.state IN ('queued', 'claimed')
	CROSS JOIN chats c ON c.id = o.chat
	WHERE a.state = 'open' AND a.expires > ?1 AND c.gone_at IS NULL AND o.quiet IS NOT o.slot
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
		var people int
		var channel bool
		a, err := scanApproval(rows, &people, &channel)
		if err != nil {
			return err
		}
		if a.Told.Same(a.Stands) || people == 0 && !channel {
			return nil
		}
		if last := len(open) - 1; last >= 0 && open[last].Number == a.Number {
			open[last].People += people
			return nil
		}
		a.People = people
		open = append(open, a)
		return nil
	}, approvalsQuery, stamp(now))
	return open, err
}

// scanApproval reads the first six columns of approvalsQuery and what comes after them.
func scanApproval(rows *sql.Rows, more ...any) (a bot.Approval, err error) {
	var stands, words, told string
	err = rows.Scan(append([]any{&a.Number, &a.Seen, &a.Talk, &stands, &words, &told}, more...)...)
	if err != nil {
		return a, err
	}
	if a.Stands, err = readStanding(stands); err != nil {
		return a, err
	}
	if a.Told, err = readStanding(told); err != nil {
		return a, err
	}
	a.Notes, err = readWords(words)
	return a, err
}

// readWords reads a bot.Words; nil is none.
func readWords(text string) (w bot.Words, err error) {
	if text == "{}" {
		return nil, nil
	}
	return w, json.Unmarshal([]byte(text), &w)
}

// Approved are approvals of these numbers that were decided: how it stood that people
// were told, and how most knew it.
func (db *DB) Approved(ctx context.Context, numbers []int64) ([]bot.Approval, error) {
	table, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	approved, err := all(ctx, db.read, func(rows *sql.Rows) (bot.Approval, error) { return scanApproval(rows) }, `
		SELECT id, seen, talk, slot, notes, told FROM approvals
		WHERE id IN (SELECT value FROM json_each(?)) AND state = 'approved' ORDER BY id`, string(table))
	if err != nil {
		return nil, fmt.Errorf("what was approved: %w", err)
	}
	return approved, nil
}
