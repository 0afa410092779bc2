package storage

import (
	"context"
	"time"

	"usher/bot"
)

// Tell queues a notice for each of some chats. The same news is queued once for a
// chat, ever.
func (db *DB) Tell(ctx context.Context, n bot.Notice, clock time.Time, chats ...bot.Chat) error {
	return db.update(ctx, "tell", func(tx *transaction) error {
		for _, chat := range chats {
			if err := notify(ctx, tx, chat, n, clock); err != nil {
				return err
			}
		}
		return nil
	})
}
