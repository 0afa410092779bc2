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

// team is what the table of that name holds, as it was read last: each request asks for
// it. Whoever writes there lets go of it once that is kept. No other process writes.
type team struct {
	mu      sync.RWMutex
	known   bool
	members bot.Team
	changes int // how often it was let go of
}

func (t *team) get() (members bot.Team, known bool, changes int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.members, t.known, t.changes
}

// set keeps what was read, unless it has changed since.
func (t *team) set(members bot.Team, changes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changes == changes {
		t.members, t.known = members, true
	}
}

func (t *team) changed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.members, t.known = nil, false
	t.changes++
}

// Team are those to whom a role was granted, in that order. It is read once and then
// known by heart, so that it can be asked for as often as anybody likes.
func (db *DB) Team(ctx context.Context) (bot.Team, error) {
	members, known, changes := db.team.get()
	if known {
		return members, nil
	}
	members, err := all(ctx, db.read, scanMember,
		`SELECT id, platform, person, role, room, granted_at, granted_by FROM team ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("the team: %w", err)
	}
	db.team.set(members, changes)
	return members, nil
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
		_, err = tx.ExecContext(ctx, `DELETE FROM offers WHERE offered_by = ?`, found[0].Person.String())
		return found[0], err
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

// dataOfTeam is what is kept of a person as somebody of the team, or who was refused
// something.
func dataOfTeam(ctx context.Context, q querier, person bot.Chat, d *bot.Data) (err error) {
	d.Roles, err = all(ctx, q, scanMember, `
		SELECT id, platform, person, role, room, granted_at, granted_by FROM team WHERE platform = ? AND person = ? ORDER BY id`,
		person.Platform, person.ID)
	if err != nil {
		return err
	}
	err = q.QueryRowContext(ctx, `SELECT count(*) FROM offers WHERE offered_by = ?`, person.String()).Scan(&d.Offers)
	if err != nil {
		return err
	}
	return q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM audit WHERE person = ?1) + (SELECT count(*) FROM audit WHERE whom = ?1)`,
		person.String()).Scan(&d.Deeds)
}

// forgetMember takes a person's roles away, and their name out of what they granted.
func forgetMember(ctx context.Context, tx *transaction, person bot.Chat) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM team WHERE platform = ? AND person = ?`, person.Platform, person.ID); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE team SET granted_by = '' WHERE granted_by = ?`,
		`UPDATE offers SET offered_by = '' WHERE offered_by = ?`,
	} {
		if _, err := tx.ExecContext(ctx, query, person.String()); err != nil {
			return err
		}
	}
	return nil
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
