package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"usher/bot"
)

// outgoingQuery are the broadcasts that are to go out, and which of them may by ?1.
const outgoingQuery = `
	SELECT ` + newsColumns + `, reached, until, followed FROM broadcasts INDEXED BY broadcasts_open
	WHERE state IN ('scheduled', 'spreading') AND (state = 'spreading' OR due_at IS NULL OR due_at <= ?1) ORDER BY id LIMIT 1`

// outgoing is a row of outgoingQuery.
type outgoing struct {
	bot.News
	reached, until, followed int64
}

func scanOutgoing(rows *sql.Rows) (o outgoing, err error) {
	o.News, err = scanNews(rows, &o.reached, &o.until, &o.followed)
	return o, err
}

// begin fixes whom a broadcast goes out to: whoever comes later, or stars later, is
// not among them.
func begin(ctx context.Context, tx *transaction, n bot.News, now time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE broadcasts SET state = 'spreading', began_at = ?2,
			until = (SELECT coalesce(max(id), 0) FROM chats), followed = (SELECT coalesce(max(id), 0) FROM follows)
		WHERE id = ?1`, n.Number, stamp(now))
	if err != nil {
		return err
	}
	from := now
	if n.At.After(now) { // its notices are queued a little before they are due
		from = n.At
	}
	return tellBroadcast(ctx, tx, n.Number, from)
}

// spreadQuery queues a notice for some chats.
const spreadQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT c.id, c.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM json_each(?9) j CROSS JOIN chats c ON c.id = j.value
	WHERE true ON CONFLICT DO NOTHING`

// Spread queues a broadcast that is to go out by an instant of the conference clock,
// for the next slice of at most limit chats of its audience, and says whether that
// leaves more to do. Address makes its notice and finds whom it is for. Where it
// stands is written down with the rows, so that a crash between two slices repeats
// and loses none. What is worth nothing any more lapses.
func (db *DB) Spread(ctx context.Context, clock, by time.Time, limit int,
	address func(bot.News) (bot.Notice, bot.Aim)) (queued int, more bool, err error) {
	// Most of the time there is none; then nobody who writes has to wait.
	open, err := all(ctx, db.read, scanOutgoing, outgoingQuery, stamp(by))
	if err != nil {
		return 0, false, fmt.Errorf("spread a broadcast: %w", err)
	}
	if len(open) == 0 {
		return 0, false, nil
	}
	number := open[0].Number
	notice, aim := address(open[0].News)
	whom, err := db.find(ctx, aim)
	if err != nil {
		return 0, false, fmt.Errorf("spread a broadcast: %w", err)
	}
	err = db.update(ctx, "spread a broadcast", func(tx *transaction) error {
		open, err := all(ctx, tx, scanOutgoing, outgoingQuery, stamp(by))
		if err != nil {
			return err
		}
		more = true // another slice, or to look whether there is another broadcast
		switch {
		case len(open) == 0 || open[0].Number != number: // withdrawn meanwhile
			return nil
		case !notice.Expires.After(clock):
			_, err := tx.ExecContext(ctx, `UPDATE broadcasts SET state = iif(people = 0, 'lapsed', 'spread') WHERE id = ?`, number)
			return err
		case open[0].State == bot.NewsScheduled:
			if err := begin(ctx, tx, open[0].News, clock); err != nil {
				return err
			}
			if open, err = all(ctx, tx, scanOutgoing, outgoingQuery, stamp(by)); err != nil {
				return err
			}
		}
		queued, err = spread(ctx, tx, open[0], whom, limit, noticeArgs(notice, clock))
		return err
	})
	return queued, more && err == nil, err
}

func spread(ctx context.Context, tx *transaction, o outgoing, whom found, limit int, notice []any) (queued int, err error) {
	chats, err := all(ctx, tx, scanID, whom.query, whom.who, o.reached, o.until, o.followed, limit)
	if err != nil {
		return 0, err
	}
	last, state := o.until, bot.NewsSpread
	if len(chats) == limit && chats[limit-1] < o.until {
		last, state = chats[limit-1], bot.NewsSpreading
	}
	table, err := json.Marshal(chats)
	if err != nil {
		return 0, err
	}
	if queued, err = changes(tx.ExecContext(ctx, spreadQuery, append(notice, string(table))...)); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE broadcasts SET state = ?, reached = ?, people = people + ? WHERE id = ?`, state, last, queued, o.Number)
	return queued, err
}
