package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// The roles of a copy of the schedule.
const (
	current = "current"
	held    = "held"
)

// Schedule is the last schedule that was put in force, as it was fetched; the
// zero Copy if there was none.
func (db *DB) Schedule(ctx context.Context) (schedule.Copy, error) {
	h, _, err := copied(ctx, db.read.DB, current)
	if err != nil {
		return schedule.Copy{}, fmt.Errorf("last schedule: %w", err)
	}
	return h.Copy, nil
}

// Held is the schedule that is held back; false if none is.
func (db *DB) Held(ctx context.Context) (bot.HeldCopy, bool, error) {
	h, ok, err := copied(ctx, db.read.DB, held)
	if err != nil {
		return bot.HeldCopy{}, false, fmt.Errorf("held schedule: %w", err)
	}
	return h, ok, nil
}

// PutSchedule puts a revision in force, all or nothing: the copy, the wishes that
// move to other keys and starts, and the notices for those whom its changes concern. What is
// held is held no more.
func (db *DB) PutSchedule(ctx context.Context, r bot.Revision) error {
	return db.update(ctx, "put a schedule in force", func(tx *transaction) error {
		number, err := nextNumber(ctx, tx)
		if err != nil {
			return err
		}
		if err := rekey(ctx, tx, r.Rekeyed); err != nil {
			return err
		}
		if err := putChanges(ctx, tx, r, number); err != nil {
			return err
		}
		if err := release(ctx, tx); err != nil {
			return err
		}
		return putCopy(ctx, tx, current, number, r.Copy)
	})
}

// Hold keeps a schedule back, instead of one that was held before, and queues a
// notice about it for chats; Talk is its number then. With no chats it is held in
// silence.
func (db *DB) Hold(ctx context.Context, c schedule.Copy, n bot.Notice, now time.Time, chats ...bot.Chat) (number int64, err error) {
	err = db.update(ctx, "hold a schedule", func(tx *transaction) error {
		if number, err = nextNumber(ctx, tx); err != nil {
			return err
		}
		if err := putCopy(ctx, tx, held, number, c); err != nil {
			return err
		}
		n.Kind, n.Talk = bot.Held, strconv.FormatInt(number, 10)
		for _, chat := range chats {
			if err := notify(ctx, tx, chat, n, now); err != nil {
				return err
			}
		}
		return nil
	})
	return number, err
}

// Rehold notes that what is held came again in another spelling, or that it is
// to be heard of no more. Its number stays.
func (db *DB) Rehold(ctx context.Context, h bot.HeldCopy) error {
	return db.update(ctx, "hold a schedule", func(tx *transaction) error {
		if err := putCopy(ctx, tx, held, h.Number, h.Copy); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE copies SET ignored = ? WHERE role = ?`, h.Ignored, held)
		return err
	})
}

// Release forgets what is held.
func (db *DB) Release(ctx context.Context) error {
	return db.update(ctx, "release a schedule", func(tx *transaction) error { return release(ctx, tx) })
}

func release(ctx context.Context, tx *transaction) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM copies WHERE role = ?`, held)
	return err
}

// nextNumber counts copies. It never gives a number twice: notices about a copy
// are known by it.
func nextNumber(ctx context.Context, tx *transaction) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `
		INSERT INTO meta (key, value) VALUES ('copies', 1)
		ON CONFLICT (key) DO UPDATE SET value = value + 1
		RETURNING value`).Scan(&n)
	return n, err
}

func putCopy(ctx context.Context, tx *transaction, role string, number int64, c schedule.Copy) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM copies WHERE role = ?`, role); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO copies (role, revision, fetched_at, zone) VALUES (?, ?, ?, ?)`,
		role, number, stamp(c.FetchedAt), c.Zone)
	if err != nil {
		return err
	}
	for n, p := range c.Parts {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO parts (role, n, source, etag, modified, data) VALUES (?, ?, ?, ?, ?, ?)`,
			role, n, p.Source, p.ETag, p.Modified, p.Data)
		if err != nil {
			return err
		}
	}
	return nil
}

// copied reads a copy; false if there is none in that role.
func copied(ctx context.Context, db *sql.DB, role string) (h bot.HeldCopy, ok bool, err error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return h, false, err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	var fetched int64
	err = tx.QueryRowContext(ctx, `SELECT revision, fetched_at, ignored, zone FROM copies WHERE role = ?`, role).
		Scan(&h.Number, &fetched, &h.Ignored, &h.Zone)
	if errors.Is(err, sql.ErrNoRows) {
		return h, false, nil
	}
	if err != nil {
		return h, false, err
	}
	h.FetchedAt = instant(fetched)
	h.Parts, err = all(ctx, tx, scanPart, `SELECT source, etag, modified, data FROM parts WHERE role = ? ORDER BY n`, role)
	return h, err == nil, err
}

func scanPart(rows *sql.Rows) (p schedule.Part, err error) {
	err = rows.Scan(&p.Source, &p.ETag, &p.Modified, &p.Data)
	return p, err
}

// notify queues a notice for one chat, which need not have spoken yet.
func notify(ctx context.Context, tx *transaction, chat bot.Chat, n bot.Notice, now time.Time) error {
	id, err := known(ctx, tx, chat)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, now), id)...)
	return err
}

// known is the id of a chat. One that is new has not spoken: it is made, but is
// not one of everybody.
func known(ctx context.Context, tx *transaction, chat bot.Chat) (int64, error) {
	id, err := lookup(ctx, tx, chat)
	if err != nil || id != 0 {
		return id, err
	}
	if id, err = changed(ctx, tx, chat); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE chats SET heard = 0 WHERE id = ?`, id)
	return id, err
}

// rekey lets stars, mutes, and what was told of talks, follow talks to other keys.
// Who starred both keys has one star then.
func rekey(ctx context.Context, tx *transaction, keys map[string]string) error {
	if len(keys) == 0 {
		return nil
	}
	table, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE OR IGNORE follows SET key = (SELECT value FROM json_each(?1) j WHERE j.key = follows.key)
		 WHERE kind = 'talk' AND key IN (SELECT key FROM json_each(?1))`,
		`DELETE FROM follows WHERE kind = 'talk' AND key IN (SELECT key FROM json_each(?1))`,
		// One look at all mutes and the whole outbox: keys change once in a conference's life.
		`UPDATE OR IGNORE outbox SET talk = (SELECT value FROM json_each(?1) j WHERE j.key = outbox.talk)
		 WHERE kind IN ('ring', 'change') AND talk IN (SELECT key FROM json_each(?1))`,
		`UPDATE OR REPLACE mutes SET talk = (SELECT value FROM json_each(?1) j WHERE j.key = mutes.talk)
		 WHERE talk IN (SELECT key FROM json_each(?1))`,
	} {
		if _, err := tx.ExecContext(ctx, query, string(table)); err != nil {
			return err
		}
	}
	return nil
}
