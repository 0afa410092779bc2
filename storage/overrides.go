package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"usher/bot"
	"usher/schedule"
)

const overridesQuery = `
	SELECT o.id, o.says, a.author, coalesce(a.done_at, a.written_at)
	FROM overrides o INDEXED BY overrides_in_force JOIN acts a ON a.id = o.act WHERE o.ended = 0 ORDER BY a.revision, o.id`

// Overrides are those in force, in the order in which they were put in force.
func (db *DB) Overrides(ctx context.Context) ([]schedule.Override, error) {
	found, err := all(ctx, db.read, scanOverride, overridesQuery)
	if err != nil {
		return nil, fmt.Errorf("overrides: %w", err)
	}
	return found, nil
}

// endedQuery are those that are not in force.
const endedQuery = `
	SELECT o.id, o.says, a.author, coalesce(a.done_at, a.written_at)
	FROM overrides o INDEXED BY overrides_in_force JOIN acts a ON a.id = o.act WHERE o.ended = 1 ORDER BY a.revision, o.id`

// Ended are the overrides that were in force and are not any more.
func (db *DB) Ended(ctx context.Context) ([]schedule.Override, error) {
	found, err := all(ctx, db.read, scanOverride, endedQuery)
	if err != nil {
		return nil, fmt.Errorf("overrides that have ended: %w", err)
	}
	return found, nil
}

// withoutQuery are the overrides that would be in force if act ?1 had not been done. What
// it has ended does not come back if that was undone since, but for what it undid itself.
const withoutQuery = `
	SELECT o.id, o.says, a.author, coalesce(a.done_at, a.written_at)
	FROM overrides o JOIN acts a ON a.id = o.act
	WHERE o.id IN (
			SELECT id FROM overrides INDEXED BY overrides_in_force WHERE ended = 0
			UNION SELECT e.value FROM acts by CROSS JOIN json_each(by.ends) e WHERE by.id = ?1)
		AND o.act <> ?1 AND (o.ended = 0 OR a.state = 'done' OR a.id = (SELECT undoes FROM acts WHERE id = ?1))
	ORDER BY a.revision, o.id`

// Without are the overrides that would be in force if an act had not been done, in the
// order of Overrides.
func (db *DB) Without(ctx context.Context, act int64) ([]schedule.Override, error) {
	found, err := all(ctx, db.read, scanOverride, withoutQuery, act)
	if err != nil {
		return nil, fmt.Errorf("overrides without an act: %w", err)
	}
	return found, nil
}

// retiredQuery asks whether any of overrides ?2, which act ?1 has added, was ended by no act.
const retiredQuery = `
	SELECT EXISTS (SELECT 1 FROM json_each(?2) n CROSS JOIN overrides o ON o.id = n.value
		WHERE o.ended = 1 AND NOT EXISTS (
			SELECT 1 FROM acts by CROSS JOIN json_each(by.ends) e WHERE by.id > ?1 AND by.state <> 'draft' AND e.value = o.id))`

// Retired reports whether something that an act has added has ended because it is published
// by now.
func (db *DB) Retired(ctx context.Context, a bot.Act) (retired bool, err error) {
	numbers := []int64{}
	for _, o := range a.Adds {
		numbers = append(numbers, o.Number)
	}
	table, err := json.Marshal(numbers)
	if err != nil {
		return false, err
	}
	if err = db.read.QueryRowContext(ctx, retiredQuery, a.Number, string(table)).Scan(&retired); err != nil {
		return false, fmt.Errorf("act %d: %w", a.Number, err)
	}
	return retired, nil
}

func scanOverride(rows *sql.Rows) (o schedule.Override, err error) {
	var number, at int64
	var says, author string
	if err := rows.Scan(&number, &says, &author, &at); err != nil {
		return o, err
	}
	if o, err = readOverride(says); err != nil {
		return o, fmt.Errorf("override %d: %w", number, err)
	}
	o.Number, o.By, o.At = number, author, instant(at)
	return o, nil
}

// putOverrides adds an act's overrides.
func putOverrides(ctx context.Context, tx *transaction, act int64, overrides []schedule.Override) error {
	for _, o := range overrides {
		says, err := writeOverride(o)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO overrides (id, act, says) VALUES (?, ?, ?)`, o.Number, act, says)
		if err != nil {
			return err
		}
	}
	return nil
}

// followOverrides writes down what overrides say by now.
func followOverrides(ctx context.Context, tx *transaction, overrides []schedule.Override) error {
	for _, o := range overrides {
		says, err := writeOverride(o)
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `UPDATE overrides SET says = ? WHERE id = ?`, says, o.Number); err != nil {
			return err
		}
	}
	return nil
}

// endOverrides ends overrides, or has them be in force again.
func endOverrides(ctx context.Context, tx *transaction, numbers []int64, ended bool) error {
	for _, n := range numbers {
		if _, err := tx.ExecContext(ctx, `UPDATE overrides SET ended = ? WHERE id = ?`, ended, n); err != nil {
			return err
		}
	}
	return nil
}

// numberOverrides gives those numbers that have none, higher than any before.
func numberOverrides(ctx context.Context, tx *transaction, overrides []schedule.Override) error {
	for i := range overrides {
		if overrides[i].Number != 0 {
			continue
		}
		var err error
		if overrides[i].Number, err = nextNumber(ctx, tx, "overrides"); err != nil {
			return err
		}
	}
	return nil
}
