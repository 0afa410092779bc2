package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
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

// Schedules are the copies that were put in force last, one of each source that
// there ever was, in the order in which the settings name these.
func (db *DB) Schedules(ctx context.Context) ([]schedule.Copy, error) {
	return inForce(ctx, db.read.DB)
}

func inForce(ctx context.Context, db *sql.DB) ([]schedule.Copy, error) {
	found, err := copies(ctx, db, current)
	if err != nil {
		return nil, fmt.Errorf("last schedules: %w", err)
	}
	var last []schedule.Copy
	for _, h := range found {
		last = append(last, h.Copy)
	}
	return last, nil
}

// Held are the copies that are held back, at most one of each source.
func (db *DB) Held(ctx context.Context) ([]bot.HeldCopy, error) {
	found, err := copies(ctx, db.read.DB, held)
	if err != nil {
		return nil, fmt.Errorf("held schedules: %w", err)
	}
	return found, nil
}

// PutSchedule puts a revision in force, all or nothing: the copies, what organisers say
// over them, the wishes that move to other keys and starts, and the notices for those
// whom its changes concern. What is held of the sources of these copies is held no more.
// Where an update is answered again that has done so already, nothing is done.
func (db *DB) PutSchedule(ctx context.Context, r bot.Revision) error {
	defer db.team.changed() // stage managers go with their rooms
	_, err := once(ctx, db, "put a schedule in force", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		return none, putRevision(ctx, tx, r)
	})
	return err
}

func putRevision(ctx context.Context, tx *transaction, r bot.Revision) error {
	number, err := nextNumber(ctx, tx, "copies")
	if err != nil {
		return err
	}
	if err := rekey(ctx, tx, r.Rekeyed); err != nil {
		return err
	}
	if err := rename(ctx, tx, r.Renamed); err != nil {
		return err
	}
	if err := renameStages(ctx, tx, r.Renamed); err != nil {
		return err
	}
	if err := followDrafts(ctx, tx, r.Rekeyed, r.Renamed); err != nil {
		return err
	}
	if err := putChanges(ctx, tx, r, number); err != nil {
		return err
	}
	if err := putLayer(ctx, tx, r, number); err != nil {
		return err
	}
	for _, c := range r.Copies {
		if err := release(ctx, tx, c.Name); err != nil {
			return err
		}
		if err := putCopy(ctx, tx, current, number, c); err != nil {
			return err
		}
	}
	return arrange(ctx, tx, r.Sources)
}

// putLayer notes what becomes of what organisers say over the schedule, and asks them
// what they have to decide.
func putLayer(ctx context.Context, tx *transaction, r bot.Revision, number int64) error {
	if err := followOverrides(ctx, tx, slices.Concat(r.Followed, r.Ended)); err != nil {
		return err
	}
	if err := endOverrides(ctx, tx, r.Retired, true); err != nil {
		return err
	}
	for _, n := range r.Asks {
		for _, chat := range r.Organisers {
			if err := notify(ctx, tx, chat, n, r.Now); err != nil {
				return err
			}
		}
	}
	if r.Act == nil {
		return nil
	}
	if err := finishAct(ctx, tx, *r.Act, r.Now, number); err != nil {
		return err
	}
	return tellAct(ctx, tx, r.Act, r.Now)
}

// arrange notes the order of the sources. Those that the settings do not name any
// more come last.
func arrange(ctx context.Context, tx *transaction, names []string) error {
	table, err := json.Marshal(names)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE copies SET place = coalesce((SELECT j.key FROM json_each(?1) j WHERE j.value = copies.name), json_array_length(?1))
		WHERE role = ?2`, string(table), current)
	return err
}

// Hold keeps a schedule back, instead of one of its source that was held before, and
// queues a notice about it for chats; Talk is its number then. With no chats it is
// held in silence.
func (db *DB) Hold(ctx context.Context, c schedule.Copy, n bot.Notice, now time.Time, chats ...bot.Chat) (number int64, err error) {
	err = db.update(ctx, "hold a schedule", func(tx *transaction) error {
		if number, err = nextNumber(ctx, tx, "copies"); err != nil {
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
	return db.act(ctx, "hold a schedule", func(tx *transaction) error {
		if err := putCopy(ctx, tx, held, h.Number, h.Copy); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE copies SET ignored = ? WHERE role = ? AND name = ?`, h.Ignored, held, h.Name)
		return err
	})
}

// release forgets what is held of a source.
func release(ctx context.Context, tx *transaction, name string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM copies WHERE role = ? AND name = ?`, held, name)
	return err
}

// Silent notes when a source last answered that does not any more; zero once it does.
func (db *DB) Silent(ctx context.Context, source string, answered time.Time) error {
	return db.update(ctx, "silent source", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `UPDATE copies SET answered_at = ? WHERE role = ? AND name = ?`, maybe(answered), current, source)
		return err
	})
}

// SilentSince is when each of the sources last answered that do not any more.
func (db *DB) SilentSince(ctx context.Context) (map[string]time.Time, error) {
	type silence struct {
		source string
		since  int64
	}
	silent, err := all(ctx, db.read, func(rows *sql.Rows) (s silence, err error) {
		err = rows.Scan(&s.source, &s.since)
		return s, err
	}, `SELECT name, answered_at FROM copies WHERE role = ? AND answered_at IS NOT NULL`, current)
	if err != nil {
		return nil, fmt.Errorf("silent sources: %w", err)
	}
	since := map[string]time.Time{}
	for _, s := range silent {
		since[s.source] = instant(s.since)
	}
	return since, nil
}

// nextNumber counts things of a kind, such as copies. It never gives a number twice:
// notices and buttons know them by it.
func nextNumber(ctx context.Context, tx *transaction, of string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `
		INSERT INTO meta (key, value) VALUES (?, 1)
		ON CONFLICT (key) DO UPDATE SET value = value + 1
		RETURNING value`, of).Scan(&n)
	return n, err
}

func putCopy(ctx context.Context, tx *transaction, role string, number int64, c schedule.Copy) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM copies WHERE role = ? AND name = ?`, role, c.Name); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO copies (role, name, revision, fetched_at, zone) VALUES (?, ?, ?, ?, ?)`,
		role, c.Name, number, stamp(c.FetchedAt), c.Zone)
	if err != nil {
		return err
	}
	for n, p := range c.Parts {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO parts (role, name, n, source, etag, modified, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			role, c.Name, n, p.Source, p.ETag, p.Modified, p.Data)
		if err != nil {
			return err
		}
	}
	return nil
}

// copies reads all copies in a role, as of one moment.
func copies(ctx context.Context, db *sql.DB, role string) ([]bot.HeldCopy, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	found, err := all(ctx, tx, scanCopy,
		`SELECT name, revision, fetched_at, ignored, zone FROM copies WHERE role = ? ORDER BY place, revision, name`, role)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Parts, err = all(ctx, tx, scanPart,
			`SELECT source, etag, modified, data FROM parts WHERE role = ? AND name = ? ORDER BY n`, role, found[i].Name)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func scanCopy(rows *sql.Rows) (h bot.HeldCopy, err error) {
	var fetched int64
	err = rows.Scan(&h.Name, &h.Number, &fetched, &h.Ignored, &h.Zone)
	h.FetchedAt = instant(fetched)
	return h, err
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
