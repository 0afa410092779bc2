package storage

import (
	"context"
	"fmt"

	"usher/bot"
)

// befall writes down what has become of a chat. Of one that is not known nothing is.
func befall(ctx context.Context, tx *transaction, in bot.Incoming) error {
	if !in.Replaces.IsZero() {
		return replace(ctx, tx, in.Replaces, in.Chat, in.At)
	}
	switch in.Fate {
	case bot.Lost:
		id, err := lookup(ctx, tx, in.Chat)
		if err != nil || id == 0 {
			return err
		}
		return markGone(ctx, tx, id, bot.Outcome{At: in.At, Reason: bot.Gone.String()})
	case bot.Found:
		_, err := tx.ExecContext(ctx, `
			UPDATE chats SET gone_at = NULL, stale = 1 WHERE platform = ? AND chat = ? AND gone_at IS NOT NULL`,
			in.Chat.Platform, in.Chat.ID)
		return err
	}
	return nil
}

// TellIn has a chat that is known be told things in a part of it, "" being the chat
// itself. It writes only what is new.
func (db *DB) TellIn(ctx context.Context, chat bot.Chat, thread string) error {
	s, err := db.state(ctx, chat)
	if err != nil {
		return fmt.Errorf("where to tell a chat things: %w", err)
	}
	if s.id == 0 || s.wishes.Thread == thread {
		return nil
	}
	return db.update(ctx, "note where to tell a chat things", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `UPDATE chats SET thread = ? WHERE platform = ? AND chat = ?`, thread, chat.Platform, chat.ID)
		return err
	})
}
