package storage

import (
	"context"
	"database/sql"
	"encoding/json"

	"usher/bot"
)

// Call keeps what somebody of the team calls themselves.
func (db *DB) Call(ctx context.Context, person bot.Chat, name string) error {
	err := db.update(ctx, "note a name", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO people (person, name) VALUES (?1, ?2) ON CONFLICT (person) DO UPDATE SET name = ?2`, named(person), name)
		return err
	})
	db.team.changed()
	return err
}

// ForgetNames forgets what those call themselves who are neither of the team nor among its
// owners any more, whom the settings name.
func (db *DB) ForgetNames(ctx context.Context, owners []bot.Chat) error {
	names, err := db.Names(ctx)
	if err != nil || len(names) == 0 { // then nobody who writes has to wait
		return err
	}
	err = db.update(ctx, "forget names", func(tx *transaction) error {
		return forgetNames(ctx, tx, owners, bot.Chat{})
	})
	db.team.changed()
	return err
}

// forgetNames is ForgetNames for one person; the zero Chat is everybody.
func forgetNames(ctx context.Context, tx *transaction, owners []bot.Chat, person bot.Chat) error {
	kept := []string{}
	for _, who := range owners {
		kept = append(kept, named(who))
	}
	table, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		DELETE FROM people WHERE (?1 = '' OR person = ?1) AND person NOT IN (SELECT value FROM json_each(?2))
		  AND person NOT IN (SELECT platform || ':' || person FROM team)`, named(person), string(table))
	return err
}

func readNames(ctx context.Context, q querier) (bot.Names, error) {
	names := bot.Names{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var person, name string
		if err := rows.Scan(&person, &name); err != nil {
			return err
		}
		who, err := whoIs(person)
		names[who] = name
		return err
	}, `SELECT person, name FROM people`)
	return names, err
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
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(name), '') FROM people WHERE person = ?`, person.String()).Scan(&d.Called)
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

// forgetMember takes a person's roles away, and their name out of what they granted, and
// forgets what they call themselves.
func forgetMember(ctx context.Context, tx *transaction, person bot.Chat) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM team WHERE platform = ? AND person = ?`, person.Platform, person.ID); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE team SET granted_by = '' WHERE granted_by = ?`,
		`UPDATE offers SET offered_by = '' WHERE offered_by = ?`,
		`DELETE FROM people WHERE person = ?`,
	} {
		if _, err := tx.ExecContext(ctx, query, person.String()); err != nil {
			return err
		}
	}
	return nil
}
