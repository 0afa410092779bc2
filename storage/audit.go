package storage

import (
	"context"
	"database/sql"
	"fmt"

	"usher/bot"
)

// mostDeeds is how many deeds are kept: more than a conference has, so that it bounds
// only what somebody makes of the log who is refused all day.
const mostDeeds = 100_000

// act is update for what somebody of the team may be doing: the deed that is under way in
// ctx is written down with it.
func (db *DB) act(ctx context.Context, what string, fn func(tx *transaction) error) error {
	err := db.update(ctx, what, func(tx *transaction) error {
		if err := fn(tx); err != nil {
			return err
		}
		return audit(ctx, tx)
	})
	if err == nil {
		audited(ctx)
	}
	return err
}

// audit writes down the deed that is under way in ctx, if one is: with the first of what
// it comes to.
func audit(ctx context.Context, tx *transaction) error {
	doing := bot.DoingOf(ctx)
	if doing == nil || doing.Noted {
		return nil
	}
	return putDeed(ctx, tx, doing.Deed)
}

// audited notes that the transaction of an audit was kept.
func audited(ctx context.Context) {
	if doing := bot.DoingOf(ctx); doing != nil {
		doing.Noted = true
	}
}

func putDeed(ctx context.Context, tx *transaction, d bot.Deed) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit (at, person, did, about, whom, result, was, became) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		stamp(d.At), named(d.By), d.Did, d.About, named(d.Whom), string(d.Result), d.Was, d.Became)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?`, mostDeeds)
	return err
}

// named is a person in a column that names them: ” is nobody.
func named(person bot.Chat) string {
	if person.IsZero() {
		return ""
	}
	return person.String()
}

// whoIs is the opposite of named.
func whoIs(name string) (bot.Chat, error) {
	if name == "" {
		return bot.Chat{}, nil
	}
	return bot.ParseChat(name)
}

// Note writes down a deed that nothing else is written for.
func (db *DB) Note(ctx context.Context, d bot.Deed) error {
	_, err := once(ctx, db, "note a deed", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		return none, putDeed(ctx, tx, d)
	})
	return err
}

const deedsQuery = `SELECT at, person, did, about, whom, result, was, became FROM audit ORDER BY id DESC LIMIT ? OFFSET ?`

// Deeds are what was done and refused, the newest first, without the first skip of them,
// and how many there are in all. At most limit; below 0 is no limit.
func (db *DB) Deeds(ctx context.Context, skip, limit int) (deeds []bot.Deed, total int, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		if err = q.QueryRowContext(ctx, `SELECT count(*) FROM audit`).Scan(&total); err != nil {
			return err
		}
		deeds, err = all(ctx, q, scanDeed, deedsQuery, limit, skip)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("what was done: %w", err)
	}
	return deeds, total, nil
}

// Deeds are DB.Deeds, all of them.
func (l *Ledger) Deeds(ctx context.Context) ([]bot.Deed, error) {
	deeds, err := all(ctx, l.db, scanDeed, deedsQuery, -1, 0)
	if err != nil {
		return nil, fmt.Errorf("what was done: %w", err)
	}
	return deeds, nil
}

func scanDeed(rows *sql.Rows) (d bot.Deed, err error) {
	var at int64
	var by, whom string
	if err = rows.Scan(&at, &by, &d.Did, &d.About, &whom, &d.Result, &d.Was, &d.Became); err != nil {
		return d, err
	}
	d.At = instant(at)
	if d.By, err = whoIs(by); err != nil {
		return d, err
	}
	d.Whom, err = whoIs(whom)
	return d, err
}

// forgetDeeds takes a person's name out of the log, which stays.
func forgetDeeds(ctx context.Context, tx *transaction, person bot.Chat) error {
	for _, query := range []string{
		`UPDATE audit SET person = '' WHERE person = ?`,
		`UPDATE audit SET whom = '' WHERE whom = ?`,
	} {
		if _, err := tx.ExecContext(ctx, query, person.String()); err != nil {
			return err
		}
	}
	return nil
}
