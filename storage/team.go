package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"usher/bot"
	"usher/schedule"
)

// team is what the tables of the team and of its names hold, as they were read last: each
// request asks for it. Whoever writes there lets go of it once that is kept. No other
// process writes.
type team struct {
	mu      sync.RWMutex
	known   bool
	crew    crew
	changes int // how often it was let go of
}

// crew is who is of the team, and what they call themselves.
type crew struct {
	members bot.Team
	names   bot.Names
}

func (t *team) get() (who crew, known bool, changes int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.crew, t.known, t.changes
}

// set keeps what was read, unless it has changed since.
func (t *team) set(who crew, changes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changes == changes {
		t.crew, t.known = who, true
	}
}

func (t *team) changed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.crew, t.known = crew{}, false
	t.changes++
}

// Team are those to whom a role was granted, in that order. It is read once and then
// known by heart, so that it can be asked for as often as anybody likes.
func (db *DB) Team(ctx context.Context) (bot.Team, error) {
	who, err := db.crew(ctx)
	return who.members, err
}

// Names are what those of the team who have spoken call themselves, known by heart as
// Team is. Nobody may change what it returns.
func (db *DB) Names(ctx context.Context) (bot.Names, error) {
	who, err := db.crew(ctx)
	return who.names, err
}

func (db *DB) crew(ctx context.Context) (who crew, err error) {
	who, known, changes := db.team.get()
	if known {
		return who, nil
	}
	err = db.read.together(ctx, func(q querier) (err error) {
		who.members, err = all(ctx, q, scanMember,
			`SELECT id, platform, person, role, room, granted_at, granted_by FROM team ORDER BY id`)
		if err != nil {
			return err
		}
		who.names, err = readNames(ctx, q)
		return err
	})
	if err != nil {
		return crew{}, fmt.Errorf("the team: %w", err)
	}
	db.team.set(who, changes)
	return who, nil
}

func scanMember(rows *sql.Rows) (m bot.Member, err error) {
	var since int64
	var by string
	if err = rows.Scan(&m.Number, &m.Person.Platform, &m.Person.ID, &m.Role, &m.Room, &since, &by); err != nil {
		return m, err
	}
	m.Since = instant(since)
	m.By, err = whoIs(by)
	return m, err
}

// Grant gives a person a role, and has them told by a notice; false if they have it
// already.
func (db *DB) Grant(ctx context.Context, m bot.Member, n bot.Notice) (added bool, err error) {
	added, err = once(ctx, db, "grant a role", bot.Chat{}, func(tx *transaction) (added bool, err error) {
		if added, err = grant(ctx, tx, m); err != nil || !added {
			return added, err
		}
		return true, notify(ctx, tx, m.Person, n, m.Since)
	})
	db.team.changed()
	return added, err
}

func grant(ctx context.Context, tx *transaction, m bot.Member) (added bool, err error) {
	n, err := changes(tx.ExecContext(ctx, `
		INSERT INTO team (platform, person, role, room, granted_at, granted_by) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		m.Person.Platform, m.Person.ID, string(m.Role), m.Room, stamp(m.Since), named(m.By)))
	return n > 0, err
}

// Revoke takes the role away that has that number, with what its holder has offered to
// others, and says which it was. It is bot.ErrNoMember if there is none.
func (db *DB) Revoke(ctx context.Context, number int64) (m bot.Member, err error) {
	m, err = once(ctx, db, "revoke a role", bot.Chat{}, func(tx *transaction) (m bot.Member, err error) {
		found, err := all(ctx, tx, scanMember, `
			DELETE FROM team WHERE id = ? RETURNING id, platform, person, role, room, granted_at, granted_by`, number)
		if err != nil || len(found) == 0 {
			return m, errors.Join(err, bot.ErrNoMember)
		}
		if found[0].Role == bot.Organiser {
			if err := unwatch(ctx, tx, found[0].Person); err != nil {
				return m, err
			}
		}
		if _, err = tx.ExecContext(ctx, `DELETE FROM offers WHERE offered_by = ?`, found[0].Person.String()); err != nil {
			return m, err
		}
		return found[0], forgetNames(ctx, tx, nil, found[0].Person)
	})
	db.team.changed()
	return m, err
}

// Offer keeps a role for whoever comes with the secret of that hash. What has ended by
// now is deleted. It is no effect that can be known again (once): what a secret was is
// not kept, so that whoever is answered again gets another.
func (db *DB) Offer(ctx context.Context, hash string, o bot.Offer, now time.Time) error {
	return db.act(ctx, "offer a role", func(tx *transaction) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM offers WHERE until <= ?`, stamp(now)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO offers (hash, role, room, offered_by, until) VALUES (?, ?, ?, ?, ?)`,
			hash, string(o.Role), o.Room, named(o.By), stamp(o.Until))
		return err
	})
}

// Offered is what is kept for whoever comes with the secret of that hash; bot.ErrNoOffer
// if nothing is, or it has ended by now.
func (db *DB) Offered(ctx context.Context, hash string, now time.Time) (bot.Offer, error) {
	return offered(ctx, db.read, hash, now)
}

func offered(ctx context.Context, q querier, hash string, now time.Time) (o bot.Offer, err error) {
	var by string
	var until int64
	err = q.QueryRowContext(ctx, `SELECT role, room, offered_by, until FROM offers WHERE hash = ? AND until > ?`, hash, stamp(now)).
		Scan(&o.Role, &o.Room, &by, &until)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return o, bot.ErrNoOffer
	case err != nil:
		return o, fmt.Errorf("what is offered: %w", err)
	}
	o.Until = instant(until)
	o.By, err = whoIs(by)
	return o, err
}

// Redeem gives the role that is kept for the secret of that hash to a person, once: then
// it is bot.ErrNoOffer.
func (db *DB) Redeem(ctx context.Context, hash string, person bot.Chat, now time.Time) (o bot.Offer, err error) {
	o, err = once(ctx, db, "redeem an offer", bot.Chat{}, func(tx *transaction) (o bot.Offer, err error) {
		if o, err = offered(ctx, tx, hash, now); err != nil {
			return o, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM offers WHERE hash = ?`, hash); err != nil {
			return o, err
		}
		_, err = grant(ctx, tx, bot.Member{Person: person, Role: o.Role, Room: o.Room, Since: now, By: o.By})
		return o, err
	})
	db.team.changed()
	return o, err
}

// renameStages lets stage managers follow their rooms to other keys, as rename lets people:
// by way of keys with a colon in front, as two rooms may exchange theirs. Who manages both
// manages one then.
func renameStages(ctx context.Context, tx *transaction, topics map[schedule.Topic]string) error {
	moves := map[string]string{}
	for topic, key := range topics {
		if topic.Kind == schedule.TopicRoom {
			moves[topic.Key] = key
		}
	}
	if len(moves) == 0 {
		return nil
	}
	table, err := json.Marshal(moves)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE OR REPLACE team SET room = ':' || j.value FROM json_each(?1) j WHERE team.room = j.key AND role = 'stage'`,
		`UPDATE OR REPLACE team SET room = substr(room, 2) WHERE room >= ':' AND room < ';'`,
		`UPDATE offers SET room = j.value FROM json_each(?1) j WHERE offers.room = j.key AND role = 'stage'`,
	} {
		if err := execWith(ctx, tx, query, string(table)); err != nil {
			return err
		}
	}
	return nil
}
