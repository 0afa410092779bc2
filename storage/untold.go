package storage

import (
	"context"
	"time"
)

const (
	// untoldQuery are up to ?2 changes that nobody was told of, and that were worth telling
	// until ?1.
	untoldQuery = `
		SELECT id FROM outbox INDEXED BY outbox_untold
		WHERE state = 'queued' AND untold = 1 AND expires <= ?1 LIMIT ?2`
	endUntold = `
		UPDATE outbox SET state = 'dropped', settled_at = ?1, reason = 'nobody was to be told'
		WHERE id IN (` + untoldQuery + `)`
)

// EndUntold drops changes of which nobody was told, or not in time, once they are worth
// nothing: a slice at a time, so that others who write get a turn.
func (db *DB) EndUntold(ctx context.Context, now time.Time) error {
	for more := true; more; {
		found, err := all(ctx, db.read, scanID, untoldQuery, stamp(now), 1)
		if err != nil || len(found) == 0 { // then nobody who writes has to wait
			return err
		}
		err = db.update(ctx, "what nobody was told of", func(tx *transaction) error {
			n, err := changes(tx.ExecContext(ctx, endUntold, stamp(now), slice))
			more = n == slice
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
