package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"usher/bot"
)

// pressKept is for how long a press can be taken back: from when programmes come
// out and are browsed, people keep what they starred until the conference is over.
const pressKept = 60 * 24 * time.Hour

// press notes what came in as a press that can be taken back, or as what takes one
// back; anything else is neither.
func press(ctx context.Context, tx *transaction, platform string, in bot.Incoming) error {
	if in.Undo != "" {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO pressed (platform, news, chat, message, person, undo, said_at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`,
			platform, in.Update, in.Chat.ID, in.Pressed.ID, in.Sender, in.Undo, stamp(in.At))
		return err
	}
	if in.Withdraws != "" {
		_, err := tx.ExecContext(ctx, `DELETE FROM pressed WHERE platform = ? AND news = ? AND person = ?`,
			platform, in.Withdraws, in.Sender)
		return err
	}
	return nil
}

// undoing is what takes a press back, as the command that undoes it; false if there
// is nothing to undo: the press is not known, is another's, or was made twice.
func undoing(ctx context.Context, q querier, platform string, in bot.Incoming) (bot.Incoming, bool, error) {
	in.Pressed.Chat = in.Chat
	err := q.QueryRowContext(ctx, `
		SELECT p.undo, p.message FROM pressed p
		WHERE p.platform = ?1 AND p.news = ?2 AND p.chat = ?3 AND p.person = ?4 AND NOT EXISTS (
			SELECT 1 FROM pressed o
			WHERE o.platform = ?1 AND o.chat = ?3 AND o.message = p.message
				AND o.person = ?4 AND o.undo = p.undo AND o.news <> ?2)`,
		platform, in.Withdraws, in.Chat.ID, in.Sender).Scan(&in.Text, &in.Pressed.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return in, false, nil
	}
	return in, err == nil, err
}

// undoingIn is undoing for a press that came in with it and is not stored.
func undoingIn(batch []bot.Incoming, in bot.Incoming) (bot.Incoming, bool) {
	i := slices.IndexFunc(batch, func(p bot.Incoming) bool {
		return p.Undo != "" && p.Update == in.Withdraws && p.Chat == in.Chat && p.Sender == in.Sender
	})
	if i < 0 {
		return in, false
	}
	in.Text, in.Pressed = batch[i].Undo, batch[i].Pressed
	return in, true
}
