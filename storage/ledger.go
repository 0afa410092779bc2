package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Ledger reads what became of notices in a database that an Usher may be using
// meanwhile. It writes nothing and holds up nobody.
type Ledger struct{ db *sql.DB }

// Entry is what the ledger tells of one notice. Times are the conference clock's.
type Entry struct {
	ID   int64
	Chat bot.Chat
	bot.Notice
	// Planned is when it was queued, Settled when it was known what became of it;
	// zero while that is open.
	Planned, Settled time.Time
	State            bot.State
	Attempts         int
	// Message is the network's id of the message that told it.
	Message string
	// Reason is why it was not sent, or not at the last attempt.
	Reason string
	// Uncertain says that it may have arrived twice.
	Uncertain bool
}

// Untold reports whether it is a change that waits for nothing but an organiser's word, or
// of which nobody is to be told: it is kept for what its chat knows.
func (e Entry) Untold() bool {
	return e.State == bot.StateQueued && e.Kind == bot.Change && e.Due.After(e.Expires)
}

// Query says which notices are asked for; the zero Query asks for all.
type Query struct {
	// Since leaves out what was settled before; zero leaves out nothing.
	Since time.Time
	// Talks, unless it is nil, are the talks that are asked for, by key.
	Talks []string
	// Failed asks only for what did not simply arrive: dropped, refused, not told
	// at the first attempt, or maybe told twice.
	Failed bool
}

// errOlder is why a database cannot be read that an Usher has yet to bring up to
// date.
var errOlder = errors.New("written by an older Usher")

// OpenLedger opens the ledger of the database in the file at path, beside an Usher
// that uses it. The errors are one line each, as Open's are. It has to be closed.
func OpenLedger(ctx context.Context, path string) (*Ledger, error) {
	abs, err := filepath.Abs(path) // for the URI, which has no relative paths
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := source(abs); err != nil {
		return nil, err
	}
	db, err := reading(abs)
	if err != nil {
		return nil, err
	}
	if err := legible(ctx, db); err != nil {
		_ = db.Close() // why it was opened in vain counts
		if errors.Is(err, errOlder) {
			return nil, fmt.Errorf("database %s: it was %w: start this one on it first", abs, err)
		}
		return nil, explain(abs, err)
	}
	return &Ledger{db}, nil
}

// legible checks that a database is ours and as we know it.
func legible(ctx context.Context, db *sql.DB) error {
	var id int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		return errForeign
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	current, target, err := versions(ctx, p)
	if err == nil && current < target {
		err = errOlder
	}
	return err
}

// Close ends reading.
func (l *Ledger) Close() error { return l.db.Close() }

// Schedules are the copies of the schedule that were put in force last, as
// DB.Schedules has them.
func (l *Ledger) Schedules(ctx context.Context) ([]schedule.Copy, error) { return inForce(ctx, l.db) }

// ledgerPage is how many entries are read at once. Between two pages nothing is
// held: somebody who looks at them at leisure must not keep the log of what is
// written from being emptied (sqlite.org/wal.html, "Avoiding Excessively Large WAL
// Files"), nor what is forgotten from going.
const ledgerPage = 1_000

const ledgerQuery = `
	SELECT o.id, c.platform, c.chat, o.kind, o.talk, o.start, o.lead, o.due, o.deadline, o.expires, o.planned_at,
		o.settled_at, o.state, o.attempts, o.ref, o.reason, o.uncertain
	FROM outbox o JOIN chats c ON c.id = o.chat
	WHERE o.id > ?1 AND (o.settled_at IS NULL OR o.settled_at >= ?2)
	  AND (?3 IS NULL OR o.talk IN (SELECT value FROM json_each(?3)))
	  AND (NOT ?4 OR o.uncertain OR o.attempts > 1 OR o.state IN ('dropped', 'rejected') OR o.state = 'queued' AND o.attempts > 0)
	ORDER BY o.id LIMIT ?5`

// Entries are the notices that are asked for, in the order in which they were
// queued. An error ends them.
func (l *Ledger) Entries(ctx context.Context, q Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var talks sql.NullString
		if q.Talks != nil {
			text, err := json.Marshal(q.Talks)
			if err != nil {
				yield(Entry{}, fmt.Errorf("ledger: %w", err))
				return
			}
			talks = sql.NullString{String: string(text), Valid: true}
		}
		for after := int64(0); ; {
			page, err := all(ctx, l.db, scanEntry, ledgerQuery, after, maybe(q.Since).Int64, talks, q.Failed, ledgerPage)
			if err != nil {
				yield(Entry{}, fmt.Errorf("ledger: %w", err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				after = e.ID
			}
			if len(page) < ledgerPage {
				return
			}
		}
	}
}

func scanEntry(rows *sql.Rows) (e Entry, err error) {
	var start, lead, due, deadline, expires, planned int64
	var settled sql.NullInt64
	err = rows.Scan(&e.ID, &e.Chat.Platform, &e.Chat.ID, &e.Kind, &e.Talk, &start, &lead, &due, &deadline, &expires,
		&planned, &settled, &e.State, &e.Attempts, &e.Message, &e.Reason, &e.Uncertain)
	e.Start, e.Lead = instant(start), time.Duration(lead)*time.Millisecond
	e.Due, e.Deadline, e.Expires = instant(due), instant(deadline), instant(expires)
	e.Planned, e.Settled = instant(planned), perhaps(settled)
	return e, err
}

// Tally is what is left of the ledger once its people are deleted: how many
// notices came to the same.
type Tally struct {
	// Day is the one in UTC on which they were settled.
	Day, Platform string
	Kind          bot.NoticeKind
	State         bot.State
	// Reason is "" where a network gave its own.
	Reason string
	// Uncertain says that they may have arrived twice.
	Uncertain bool
	Notices   int
}

// Tallies are what Retire has left, by day.
func (l *Ledger) Tallies(ctx context.Context) ([]Tally, error) {
	tallies, err := all(ctx, l.db, func(rows *sql.Rows) (t Tally, err error) {
		err = rows.Scan(&t.Day, &t.Platform, &t.Kind, &t.State, &t.Reason, &t.Uncertain, &t.Notices)
		return t, err
	}, `SELECT day, platform, kind, state, reason, uncertain, notices FROM tallies ORDER BY day, platform, kind, state, reason, uncertain`)
	if err != nil {
		return nil, fmt.Errorf("tallies: %w", err)
	}
	return tallies, nil
}
