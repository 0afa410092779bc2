package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"usher/bot"
)

// toldQuery reads no more of the ledger than what is of a broadcast.
const toldQuery = `
	SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state IN ('queued', 'claimed'))
	FROM outbox INDEXED BY outbox_broadcast WHERE kind = 'broadcast' AND talk = ?`

// News are the broadcasts that were confirmed, with how far each is: those that wait
// for their moment, the first to go out first, then the others, the newest first. Of
// these there are most at most.
func (db *DB) News(ctx context.Context, most int) (listed []bot.News, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		listed, err = all(ctx, q, func(rows *sql.Rows) (bot.News, error) { return scanNews(rows) }, `
			SELECT `+newsColumns+` FROM broadcasts WHERE state <> 'draft'
			ORDER BY state <> 'scheduled', iif(state = 'scheduled', due_at, -id) LIMIT ?`, most)
		if err != nil {
			return err
		}
		for i := range listed {
			n := &listed[i]
			if n.Texts, err = texts(ctx, q, n.Number); err != nil {
				return err
			}
			err = q.QueryRowContext(ctx, toldQuery, strconv.FormatInt(n.Number, 10)).Scan(&n.Sent, &n.Waiting)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("broadcasts: %w", err)
	}
	return listed, nil
}

// scheduledQuery are the broadcasts of ?1 that wait for their moment.
const scheduledQuery = `
	SELECT ` + newsColumns + ` FROM broadcasts INDEXED BY broadcasts_open
	WHERE state IN ('scheduled', 'spreading') AND state = 'scheduled' AND author = ?1 ORDER BY due_at, id`

// Scheduled are the broadcasts that somebody has confirmed and that wait for their moment,
// the first to go out first.
func (db *DB) Scheduled(ctx context.Context, author bot.Chat) (theirs []bot.News, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		theirs, err = all(ctx, q, func(rows *sql.Rows) (bot.News, error) { return scanNews(rows) }, scheduledQuery, author.String())
		for i := range theirs {
			if theirs[i].Texts, err = texts(ctx, q, theirs[i].Number); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("scheduled broadcasts: %w", err)
	}
	return theirs, nil
}

// unwatch has nobody told any more how far the scheduled broadcasts of somebody have got
// who is off the team.
func unwatch(ctx context.Context, tx *transaction, author bot.Chat) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE tellings SET chat = NULL, message = '' WHERE kind = 'broadcast' AND number IN (
			SELECT id FROM broadcasts INDEXED BY broadcasts_open
			WHERE state IN ('scheduled', 'spreading') AND state = 'scheduled' AND author = ?)`, author.String())
	return err
}
