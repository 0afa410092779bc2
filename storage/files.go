package storage

import (
	"context"
	"database/sql"
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
		return keepFileID(ctx, tx, platform, key, id)
	})
}

func keepFileID(ctx context.Context, tx *transaction, platform, key, id string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO files (platform, key, name) VALUES (?, ?, ?)
		ON CONFLICT (platform, key) DO UPDATE SET name = excluded.name`, platform, key, id)
	return err
}
