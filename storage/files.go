package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// FileID is a platform's name for the file of a key; "" if it has not been given that.
func (db *DB) FileID(ctx context.Context, platform, key string) (string, error) {
	var id string
	err := db.read.QueryRowContext(ctx, `SELECT name FROM files WHERE platform = ? AND key = ?`, platform, key).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("name of a file on %s: %w", platform, err)
	}
	return id, nil
}

// KeepFileID remembers a platform's name for the file of a key, in place of another.
func (db *DB) KeepFileID(ctx context.Context, platform, key, id string) error {
	return db.update(ctx, "note the name of a file", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO files (platform, key, name) VALUES (?, ?, ?)
			ON CONFLICT (platform, key) DO UPDATE SET name = excluded.name`, platform, key, id)
		return err
	})
}

// networks are those of a JSON array; nil of an empty one.
func networks(array string) (all []string, err error) {
	if array == "[]" { // as nearly all are
		return nil, nil
	}
	err = json.Unmarshal([]byte(array), &all)
	return all, err
}

// goWithout has a broadcast go on without its file on a network.
func goWithout(ctx context.Context, tx *transaction, number int64, platform string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE broadcasts SET without = json_insert(without, '$[#]', ?2)
		WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM json_each(without) WHERE value = ?2)`, number, platform)
	return err
}
