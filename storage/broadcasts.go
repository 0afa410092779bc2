package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"usher/bot"
)

const peopleQuery = `SELECT count(*) FROM chats INDEXED BY chats_here WHERE gone_at IS NULL AND heard = 1`

// People is how many chats there are to be told something: all that have spoken
// and are not gone.
func (db *DB) People(ctx context.Context) (int, error) {
	var n int
	if err := db.read.QueryRowContext(ctx, peopleQuery).Scan(&n); err != nil {
		return 0, fmt.Errorf("count people: %w", err)
	}
	return n, nil
}

// Draft keeps what an organiser wants to tell everyone and gives it a number.
// Drafts written before expired are deleted.
func (db *DB) Draft(ctx context.Context, author bot.Chat, text string, now, expired time.Time) (id int64, err error) {
	return once(ctx, db, "draft a broadcast", bot.Chat{}, func(tx *transaction) (id int64, err error) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM broadcasts WHERE state = 'draft' AND written_at < ?`,
			stamp(expired)); err != nil {
			return 0, err
		}
		err = tx.QueryRowContext(ctx, `INSERT INTO broadcasts (author, text, written_at) VALUES (?, ?, ?) RETURNING id`,
			author.String(), text, stamp(now)).Scan(&id)
		return id, err
	})
}

// Discard deletes a draft that the author wrote. bot.ErrNoDraft or
// bot.ErrDraftSent where there is none to delete.
func (db *DB) Discard(ctx context.Context, id int64, author bot.Chat) error {
	_, err := once(ctx, db, "discard a draft", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		if _, err := draft(ctx, tx, id, author); err != nil {
			return none, err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM broadcasts WHERE id = ?`, id)
		return none, err
	})
	return err
}

// Confirm lets a draft that the author wrote, not before expired, go out to all
// who are known now, and says to how many. It does so once: then it is
// bot.ErrDraftSent. Where there is no such draft it is bot.ErrNoDraft.
func (db *DB) Confirm(ctx context.Context, id int64, author bot.Chat, now, expired time.Time) (people int, err error) {
	return once(ctx, db, "confirm a broadcast", bot.Chat{}, func(tx *transaction) (people int, err error) {
		written, err := draft(ctx, tx, id, author)
		if err != nil {
			return 0, err
		}
		if written.Before(expired) {
			return 0, bot.ErrNoDraft
		}
		if err := tx.QueryRowContext(ctx, peopleQuery).Scan(&people); err != nil {
			return 0, err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE broadcasts SET state = 'spreading', confirmed_at = ?2, people = ?3,
				until = (SELECT coalesce(max(id), 0) FROM chats)
			WHERE id = ?1`, id, stamp(now), people)
		return people, err
	})
}

// draft is when the author wrote a draft.
func draft(ctx context.Context, tx *transaction, id int64, author bot.Chat) (written time.Time, err error) {
	var state string
	var ms int64
	err = tx.QueryRowContext(ctx, `SELECT state, written_at FROM broadcasts WHERE id = ? AND author = ?`,
		id, author.String()).Scan(&state, &ms)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return written, bot.ErrNoDraft
	case err != nil:
		return written, err
	case state != "draft":
		return written, bot.ErrDraftSent
	}
	return instant(ms), nil
}

const spreadingQuery = `
	SELECT id, confirmed_at, reached, until FROM broadcasts INDEXED BY broadcasts_spreading
	WHERE state = 'spreading' ORDER BY id LIMIT 1`

// sliceQuery finds the last chat of the next slice (?3 of them), or none if all
// that are left, up to ?2, fit.
const sliceQuery = `
	SELECT id FROM chats INDEXED BY chats_here
	WHERE id > ?1 AND id <= ?2 AND gone_at IS NULL AND heard = 1 ORDER BY id LIMIT 1 OFFSET ?3 - 1`

// spreadQuery queues a notice for all chats from after ?9 up to ?10.
const spreadQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT c.id, c.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM chats c INDEXED BY chats_here
	WHERE c.id > ?9 AND c.id <= ?10 AND c.gone_at IS NULL AND c.heard = 1
	ON CONFLICT DO NOTHING`

// Spread queues a confirmed broadcast for the next slice of at most limit chats,
// and says whether that leaves more to do. Notice is the news with that number,
// confirmed at that instant of the conference clock. Where it stands is written
// down with the rows, so that a crash between two slices repeats and loses none.
func (db *DB) Spread(ctx context.Context, clock time.Time, limit int,
	notice func(id int64, confirmed time.Time) bot.Notice) (queued int, more bool, err error) {
	// Most of the time there is none; then nobody who writes has to wait.
	if open, err := all(ctx, db.read, scanSpreading, spreadingQuery); err != nil {
		return 0, false, fmt.Errorf("spread a broadcast: %w", err)
	} else if len(open) == 0 {
		return 0, false, nil
	}
	err = db.update(ctx, "spread a broadcast", func(tx *transaction) error {
		open, err := all(ctx, tx, scanSpreading, spreadingQuery)
		if err != nil || len(open) == 0 {
			return err
		}
		more = true // another slice, or to look whether there is another broadcast
		queued, err = spread(ctx, tx, open[0], limit, noticeArgs(notice(open[0].id, open[0].confirmed), clock))
		return err
	})
	return queued, more && err == nil, err
}

// spreading is a row of spreadingQuery.
type spreading struct {
	id             int64
	confirmed      time.Time
	reached, until int64
}

func scanSpreading(rows *sql.Rows) (s spreading, err error) {
	var confirmed int64
	err = rows.Scan(&s.id, &confirmed, &s.reached, &s.until)
	s.confirmed = instant(confirmed)
	return s, err
}

func spread(ctx context.Context, tx *transaction, s spreading, limit int, notice []any) (queued int, err error) {
	last, state := s.until, "spread"
	end, err := all(ctx, tx, scanID, sliceQuery, s.reached, s.until, limit)
	if err != nil {
		return 0, err
	}
	if len(end) > 0 && end[0] < s.until {
		last, state = end[0], "spreading"
	}
	res, err := tx.ExecContext(ctx, spreadQuery, append(notice, s.reached, last)...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE broadcasts SET state = ?, reached = ? WHERE id = ?`, state, last, s.id)
	return int(n), err
}

// broadcastText is what organisers wrote, by the number that notices know it by;
// "" if it is no more.
func broadcastText(ctx context.Context, tx *transaction, number string) (text string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT text FROM broadcasts WHERE id = CAST(? AS INTEGER)`, number).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, err
}
