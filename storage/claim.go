package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"usher/bot"
)

// claimQuery takes what goes out in one message to each of some chats: ?2 has
// chat, kind, batch, the batch's new name, until when it is due, and the talk.
// Two broadcasts are two, and so is what amends two messages. What waits for
// another attempt comes along: its chat is tried now in any case, and one message
// is better than two. A batch that may have arrived goes again as it was, though
// the clock may have been set back: under its key a network would swallow what
// had been added. All that amends a message is one edit, whatever was tried before. A board is not looked
// over before its time: it says what is on then.
const claimQuery = `
	UPDATE outbox INDEXED BY outbox_chat
	SET state = 'claimed', attempts = attempts + 1, batch = t.value ->> 3, said = iif(kind = 'change', slot, said), quietly = 0,
		said_at = iif(batch IS NULL OR uncertain = 1, ?1, said_at)
	FROM json_each(?2) t
	WHERE outbox.chat = t.value ->> 0 AND state = 'queued' AND kind = t.value ->> 1
	  AND (kind = 'amend' OR batch IS t.value ->> 2 AND (batch IS NOT NULL OR due < t.value ->> 4 AND (due < ?3 OR ` + early + `)))
	  AND (kind NOT IN ('broadcast', 'amend', 'told', 'withdrawn', 'unpin', 'retracted') OR talk = t.value ->> 5) AND (kind <> 'board' OR due <= ?1)
	RETURNING ` + queuedColumns + `, attempts, outbox.chat, coalesce(act, 0), coalesce(held, 0),
		iif(kind = 'change', revision, 0)`

// claim takes in hand what is most urgent.
func (db *DB) claim(ctx context.Context, tx *transaction, t bot.Turn) ([]bot.Delivery, error) {
	if t.Limit <= 0 {
		return nil, nil
	}
	// All of that has failed once, so it is never much.
	if _, err := tx.ExecContext(ctx, readyQuery, t.Platform, stamp(t.Now), slice); err != nil {
		return nil, err
	}
	for {
		due, err := urgents(ctx, tx, t, t.Limit)
		if len(due) == 0 || err != nil {
			return nil, err
		}
		// What is renewed falls behind others, which may have to be renewed as well.
		renewed, err := renew(ctx, tx, due, t.Clock)
		if err != nil {
			return nil, err
		}
		if renewed {
			continue
		}
		if err := latest(ctx, tx, due); err != nil {
			return nil, err
		}
		return db.takeAll(ctx, tx, due, t.Clock)
	}
}

// takeAll claims some notices and what goes with each.
func (db *DB) takeAll(ctx context.Context, tx *transaction, due []urgent, clock time.Time) ([]bot.Delivery, error) {
	chats := make([]int64, len(due))
	for i, u := range due {
		chats[i] = u.chat
	}
	wishes, err := wishesOf(ctx, tx, chats)
	if err != nil {
		return nil, err
	}
	taken, err := take(ctx, tx, due, clock)
	if err != nil {
		return nil, err
	}
	deliveries := make([]bot.Delivery, len(due))
	news := map[string]bot.News{}
	for i, u := range due {
		d := &deliveries[i]
		*d = taken[u.chat]
		d.Chat, d.Key, d.Wishes = u.name, db.deliveryKey(u.key()), wishes[u.chat]
		slices.SortFunc(d.Notices, func(a, b bot.Queued) int {
			return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Lead, b.Lead), cmp.Compare(a.ID, b.ID))
		})
		if err := goesWith(ctx, tx, u, clock, news, d); err != nil {
			return nil, err
		}
	}
	return deliveries, nil
}

// goesWith reads what a delivery is about beside its notices. News are the broadcasts that
// have been read already, which a crowd is told of.
func goesWith(ctx context.Context, tx *transaction, u urgent, clock time.Time, news map[string]bot.News, d *bot.Delivery) (err error) {
	switch u.kind {
	case bot.Broadcast:
		if _, known := news[u.talk]; !known {
			news[u.talk], err = broadcastOf(ctx, tx, u.talk)
		}
		d.News = news[u.talk]
	case bot.Amend:
		d.About, err = amends(ctx, tx, u)
	case bot.Board, bot.Pin:
		d.About, err = boardOf(ctx, tx, u)
	case bot.Unpin: // of a channel no more, which has no board
		d.About.Ref = bot.Ref{Chat: u.name, ID: u.talk}
	case bot.Missed:
		d.About.Rings, err = misses(ctx, tx, u)
	case bot.Told:
		d.Telling, d.About.Ref, err = watched(ctx, tx, u)
	case bot.Withdrawn:
		d.News, d.About.Ref, err = withdrawn(ctx, tx, u)
	case bot.Retracted:
		d.About, err = retracted(ctx, tx, u)
	case bot.Unapproved:
		d.About.Approvals, err = approvals(ctx, tx, clock)
	case bot.LockedOut:
		d.About.Unfollowed, err = unfollowed(ctx, tx)
	}
	return err
}

// take claims some notices, of a chat each, and what goes with them: how often
// that was attempted, and what it is.
func take(ctx context.Context, tx *transaction, due []urgent, clock time.Time) (map[int64]bot.Delivery, error) {
	soon := nextMinute(clock)
	rows := make([][6]any, len(due))
	for i, u := range due {
		rows[i] = [6]any{u.chat, u.kind, nil, u.key(), max(soon, nextMinute(instant(u.due))), u.talk}
		if u.batch.Valid {
			rows[i][2] = u.batch.Int64
		}
	}
	table, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	taken := make(map[int64]bot.Delivery, len(due))
	causes := map[int64]cause{} // by notice
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var attempts int
		var chat int64
		var c cause
		q, err := scanNotice(rows, &attempts, &chat, &c.act, &c.approval, &c.revision)
		if err != nil {
			return err
		}
		if c != (cause{}) {
			causes[q.ID] = c
		}
		d := taken[chat]
		d.Attempt = max(d.Attempt, attempts) // backing off goes on from the longest
		d.Notices = append(d.Notices, q)
		taken[chat] = d
		return nil
	}, claimQuery, stamp(clock), string(table), soon)
	if err != nil || len(causes) == 0 {
		return taken, err
	}
	return taken, beside(ctx, tx, taken, causes)
}

// cause is by what a notice comes: the act of an organiser, what one has approved, and
// the schedule that was put in force; 0 is none. A channel's is known by the last alone,
// as it is nobody whom an act was told to.
type cause struct{ act, approval, revision int64 }

const notesQuery = `
	SELECT id, 0, 0, json_object('', note) FROM acts WHERE id IN (SELECT value ->> 0 FROM json_each(?1)) AND note <> ''
	UNION ALL SELECT 0, id, 0, notes FROM approvals WHERE id IN (SELECT value ->> 1 FROM json_each(?1)) AND notes <> '{}'
	UNION ALL SELECT 0, 0, revision, json_object('', note) FROM acts
		WHERE revision IN (SELECT value ->> 2 FROM json_each(?1)) AND state <> 'draft' AND note <> ''`

// beside puts to notices what organisers say beside them. Causes are theirs, by notice.
func beside(ctx context.Context, tx *transaction, taken map[int64]bot.Delivery, causes map[int64]cause) error {
	var rows [][3]int64
	for c := range maps.Values(causes) {
		if row := [3]int64{c.act, c.approval, c.revision}; !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	table, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	notes := map[cause]bot.Words{}
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var c cause
		var words string
		err := rows.Scan(&c.act, &c.approval, &c.revision, &words)
		if err != nil {
			return err
		}
		notes[c], err = readWords(words)
		return err
	}, notesQuery, string(table))
	for _, d := range taken {
		for i := range d.Notices {
			c := causes[d.Notices[i].ID]
			by := cause{act: c.act}
			if c.act == 0 {
				by = cause{revision: c.revision}
			}
			d.Notices[i].Notes = notes[by]
			if words, approved := notes[cause{approval: c.approval}]; approved {
				d.Notices[i].Notes = words
			}
		}
	}
	return err
}

// nextMinute is the end of the minute that an instant is in, as it is stored.
func nextMinute(t time.Time) int64 { return stamp(t.Truncate(time.Minute).Add(time.Minute)) }

const queuedColumns = `id, kind, talk, start, lead, due, deadline, expires, coalesce(told, ''), coalesce(slot, '')`

func scanQueued(rows *sql.Rows) (bot.Queued, error) { return scanNotice(rows) }

// scanNotice reads queuedColumns and what comes after them.
func scanNotice(rows *sql.Rows, more ...any) (bot.Queued, error) {
	var q bot.Queued
	var start, lead, due, deadline, expires int64
	var told, stands string
	columns := []any{&q.ID, &q.Kind, &q.Talk, &start, &lead, &due, &deadline, &expires, &told, &stands}
	err := rows.Scan(append(columns, more...)...)
	if err != nil {
		return q, err
	}
	q.Start, q.Lead = instant(start), time.Duration(lead)*time.Millisecond
	q.Due, q.Deadline, q.Expires = instant(due), instant(deadline), instant(expires)
	if q.Told, err = readStanding(told); err != nil {
		return q, err
	}
	q.Stands, err = readStanding(stands)
	return q, err
}
