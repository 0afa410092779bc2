package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"usher/bot"
)

// actQuery counts whom an act was to be told to when it was done: for whom it leaves
// something to tell.
const actQuery = `
	SELECT count(DISTINCT chat) FROM outbox INDEXED BY outbox_act
	WHERE act = ? AND told IS NOT slot AND (quiet IS NOT slot OR state = 'claimed' OR batch IS NOT NULL)`

// tellAct notes that the notices of an act are to be told, and that those of the act are
// not any more that it takes back.
func tellAct(ctx context.Context, tx *transaction, a *bot.Act, now time.Time) error {
	if a == nil {
		return nil
	}
	var people int
	if err := tx.QueryRowContext(ctx, actQuery, a.Number).Scan(&people); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO tellings (kind, number, people, began_at) VALUES (?, ?, ?, ?)`,
		bot.Change, a.Number, people, stamp(now))
	if err != nil {
		return err
	}
	if err := undone(ctx, tx, bot.TellingName{Kind: bot.Change, Number: a.Undoes}, now); err != nil {
		return err
	}
	return endTellings(ctx, tx, now)
}

// tellBroadcast notes that a broadcast is to be told from an instant on, which may change
// until then.
func tellBroadcast(ctx context.Context, tx *transaction, number int64, from time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO tellings (kind, number, people, began_at) VALUES (?, ?, 0, ?)
		ON CONFLICT DO UPDATE SET began_at = excluded.began_at`, bot.Broadcast, number, stamp(from))
	return err
}

// undone notes that something has been taken back.
func undone(ctx context.Context, tx *transaction, name bot.TellingName, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE tellings SET undone = 1, ended_at = coalesce(ended_at, ?3) WHERE kind = ?1 AND number = ?2`,
		name.Kind, name.Number, stamp(now))
	return err
}

// Watch has a message of an organiser say how far telling people has got, once nobody is
// left to be told; where its ID is "", another one says so in that chat.
func (db *DB) Watch(ctx context.Context, name bot.TellingName, message bot.Ref) error {
	_, err := once(ctx, db, "watch a telling", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		o := openTelling{TellingName: name}
		if o.chat.Int64, err = known(ctx, tx, message.Chat); err != nil {
			return none, err
		}
		ended, err := all(ctx, tx, func(rows *sql.Rows) (ended sql.NullInt64, err error) {
			err = rows.Scan(&ended)
			return ended, err
		}, `UPDATE tellings SET chat = ?3, message = ?4 WHERE kind = ?1 AND number = ?2 RETURNING ended_at`,
			name.Kind, name.Number, o.chat.Int64, message.ID)
		if err != nil || len(ended) == 0 || !ended[0].Valid {
			return none, err
		}
		return none, sayTold(ctx, tx, o, instant(ended[0].Int64))
	})
	return err
}

// Telling is how far telling people has got; false if they are not told of that.
func (db *DB) Telling(ctx context.Context, name bot.TellingName) (t bot.Telling, ok bool, err error) {
	err = db.read.together(ctx, func(q querier) error {
		t, ok, err = telling(ctx, q, name)
		return err
	})
	if err != nil {
		return t, false, fmt.Errorf("how far %s %d has got: %w", name.Kind, name.Number, err)
	}
	return t, ok, nil
}

func telling(ctx context.Context, q querier, name bot.TellingName) (t bot.Telling, ok bool, err error) {
	var began int64
	var ended sql.NullInt64
	var without string
	t.TellingName = name
	err = q.QueryRowContext(ctx, `
		SELECT coalesce(b.people, t.people), t.began_at, t.ended_at, t.undone, coalesce(a.undoes, 0) > 0, coalesce(a.approves, '') <> '', coalesce(b.state, ''), coalesce(b.without, '[]')
		FROM tellings t LEFT JOIN acts a ON t.kind = 'change' AND a.id = t.number
		LEFT JOIN broadcasts b ON t.kind = 'broadcast' AND b.id = t.number WHERE t.kind = ? AND t.number = ?`,
		name.Kind, name.Number).Scan(&t.Of, &began, &ended, &t.Undone, &t.Undoes, &t.Approves, &t.News, &without)
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err == nil {
		t.Without, err = networks(without)
	}
	if err != nil {
		return t, false, err
	}
	t.Began, t.Ended, t.Outcomes = instant(began), perhaps(ended), map[string]int{}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var outcome string
		var people int
		err := rows.Scan(&outcome, &people)
		t.Outcomes[outcome] = people
		return err
	}, outcomesQuery[name.Kind], name.Number)
	return t, true, err
}

// watched is what a notice of the kind bot.Told is about, and the message that says so.
func watched(ctx context.Context, tx *transaction, u urgent) (t bot.Telling, message bot.Ref, err error) {
	name, err := tellingOf(u.talk)
	if err != nil {
		return t, message, err
	}
	message.Chat = u.name
	err = tx.QueryRowContext(ctx, `SELECT message FROM tellings WHERE kind = ? AND number = ? AND chat = ?`,
		name.Kind, name.Number, u.chat).Scan(&message.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // nobody watches any more: it is worded as it stands
		return t, message, err
	}
	t, _, err = telling(ctx, tx, name)
	return t, message, err
}

// lastQuery is what ?1 did last that had not ended before ?2. To undo is no such thing.
const lastQuery = `
	SELECT t.kind, t.number FROM tellings t
	LEFT JOIN acts a ON t.kind = 'change' AND a.id = t.number
	LEFT JOIN broadcasts b ON t.kind = 'broadcast' AND b.id = t.number
	WHERE t.undone = 0 AND (t.ended_at IS NULL OR t.ended_at > ?2)
	  AND coalesce(a.author, b.author) = ?1 AND coalesce(a.undoes, 0) = 0
	ORDER BY coalesce(b.confirmed_at, t.began_at) DESC, t.number DESC LIMIT 1`

// LastTelling is what somebody did last that had not ended before since, and was not
// undone; false if there is none.
func (db *DB) LastTelling(ctx context.Context, by bot.Chat, since time.Time) (name bot.TellingName, ok bool, err error) {
	found, err := all(ctx, db.read, func(rows *sql.Rows) (name bot.TellingName, err error) {
		err = rows.Scan(&name.Kind, &name.Number)
		return name, err
	}, lastQuery, by.String(), stamp(since))
	if err != nil {
		return name, false, fmt.Errorf("what somebody did last: %w", err)
	}
	if len(found) == 0 {
		return name, false, nil
	}
	return found[0], true, nil
}

// outcome is what has become of all notices of a chat together.
const outcome = `
	CASE WHEN max(state = 'sent') THEN 'sent' WHEN max(state IN ('queued', 'claimed')) THEN 'queued'
		WHEN max(state = 'rejected') THEN 'rejected' ELSE max(reason) END`

// actOutcomesQuery counts the chats that an act is told to, by what has become of that.
const actOutcomesQuery = `
	SELECT outcome, count(*) FROM (
		SELECT ` + outcome + ` AS outcome FROM outbox INDEXED BY outbox_act WHERE act = ?1 GROUP BY chat)
	GROUP BY outcome`

// actWaitsQuery asks whether anybody is still to be told of an act.
const actWaitsQuery = `SELECT EXISTS (
	SELECT 1 FROM outbox INDEXED BY outbox_act WHERE act = ?1 AND state IN ('queued', 'claimed'))`

// broadcastOutcomesQuery and broadcastWaitsQuery are those of a broadcast.
const (
	broadcastOutcomesQuery = `
		SELECT outcome, count(*) FROM (
			SELECT ` + outcome + ` AS outcome FROM outbox INDEXED BY outbox_broadcast
			WHERE kind = 'broadcast' AND talk = CAST(?1 AS TEXT) GROUP BY chat)
		GROUP BY outcome`
	broadcastWaitsQuery = `SELECT EXISTS (
			SELECT 1 FROM outbox INDEXED BY outbox_broadcast
			WHERE kind = 'broadcast' AND talk = CAST(?1 AS TEXT) AND state IN ('queued', 'claimed'))
		OR EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state IN ('scheduled', 'spreading'))`
)

// outcomesQuery and waitsQuery are those of each kind of telling.
var (
	outcomesQuery = map[bot.NoticeKind]string{bot.Change: actOutcomesQuery, bot.Broadcast: broadcastOutcomesQuery}
	waitsQuery    = map[bot.NoticeKind]string{bot.Change: actWaitsQuery, bot.Broadcast: broadcastWaitsQuery}
)

// openTelling is one of which it is not noted yet that it has ended, and the chat of the
// organiser who watches.
type openTelling struct {
	bot.TellingName
	chat sql.NullInt64
}

const (
	// settled is how long what was done is left to be read, before how many have been told
	// takes its place.
	settled = 5 * time.Second
	// tellingExpiry is how long an organiser is told what became of it.
	tellingExpiry = time.Hour
)

// EndTellings notes what has been told to everybody without anything being sent last, as
// where the last was forgotten.
func (db *DB) EndTellings(ctx context.Context, now time.Time) error {
	open, err := all(ctx, db.read, scanTelling, openQuery, stamp(now))
	if err != nil {
		return fmt.Errorf("what is being told: %w", err)
	}
	if len(open) == 0 { // then nobody who writes has to wait
		return nil
	}
	return db.update(ctx, "what is being told", func(tx *transaction) error { return endTellings(ctx, tx, now) })
}

// openQuery is what is being told by ?1, or ought to be.
const openQuery = `SELECT kind, number, chat FROM tellings INDEXED BY tellings_open WHERE ended_at IS NULL AND began_at <= ?1`

func scanTelling(rows *sql.Rows) (o openTelling, err error) {
	err = rows.Scan(&o.Kind, &o.Number, &o.chat)
	return o, err
}

// endTellings notes what has been told to everybody, and queues that this is said to the
// organiser who watches, and that it cannot be undone any more once that is so.
func endTellings(ctx context.Context, tx *transaction, now time.Time) error {
	open, err := all(ctx, tx, scanTelling, openQuery, stamp(now))
	if err != nil {
		return err
	}
	for _, o := range open {
		var waits bool
		if err := tx.QueryRowContext(ctx, waitsQuery[o.Kind], o.Number).Scan(&waits); err != nil {
			return err
		}
		if waits {
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE tellings SET ended_at = ? WHERE kind = ? AND number = ?`,
			stamp(now), o.Kind, o.Number); err != nil {
			return err
		}
		if !o.chat.Valid {
			continue
		}
		if err := sayTold(ctx, tx, o, now); err != nil {
			return err
		}
	}
	return nil
}

// sayTold queues what the organiser is told who watches what ended at an instant.
func sayTold(ctx context.Context, tx *transaction, o openTelling, ended time.Time) error {
	for _, due := range []time.Time{ended.Add(settled), ended.Add(bot.UndoFor)} {
		n := bot.Notice{
			Kind: bot.Told, Talk: tellingTalk(o.TellingName), Start: due,
			Due: due, Deadline: due, Expires: due.Add(tellingExpiry),
		}
		if _, err := tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, ended), o.chat.Int64)...); err != nil {
			return err
		}
	}
	return nil
}

// tellingTalk is a Notice.Talk of the kind bot.Told, and tellingOf reads it.
func tellingTalk(name bot.TellingName) string { return fmt.Sprintf("%s %d", name.Kind, name.Number) }

func tellingOf(talk string) (name bot.TellingName, err error) {
	kind, number, _ := strings.Cut(talk, " ")
	name.Kind = bot.NoticeKind(kind)
	_, err = fmt.Sscan(number, &name.Number)
	return name, err
}
