package storage

import (
	"context"
	"database/sql"
	"fmt"

	"usher/bot"
)

// Data is everything that is kept about a chat, and how much the person who asks
// wrote for everyone: what Forget would delete, but for what a platform knows its
// finished updates by, which names nobody.
func (db *DB) Data(ctx context.Context, chat, person bot.Chat) (d bot.Data, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		d, err = data(ctx, q, chat, person)
		return err
	})
	if err != nil {
		return bot.Data{}, fmt.Errorf("data of a chat: %w", err)
	}
	return d, nil
}

func data(ctx context.Context, tx querier, chat, person bot.Chat) (d bot.Data, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT count(*) FROM inbox INDEXED BY inbox_pending
		WHERE platform = ? AND done = 0 AND incoming ->> '$.chat.ID' = ?`, chat.Platform, chat.ID).Scan(&d.Unfinished)
	if err != nil {
		return d, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM broadcasts WHERE author = ?`, person.String()).Scan(&d.Broadcasts)
	if err != nil {
		return d, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM acts WHERE author = ?`, person.String()).Scan(&d.Acts)
	if err != nil {
		return d, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM pressed WHERE platform = ?1 AND chat = ?2 OR platform = ?3 AND person = ?4`,
		chat.Platform, chat.ID, person.Platform, person.ID).Scan(&d.Presses)
	if err != nil {
		return d, err
	}
	if err := dataOfTeam(ctx, tx, person, &d); err != nil {
		return d, err
	}
	id, err := lookup(ctx, tx, chat)
	if err != nil || id == 0 {
		return d, err
	}
	d.Known = true
	if d.Wishes, err = wishes(ctx, tx, id); err != nil {
		return d, err
	}
	d.Notices, err = all(ctx, tx, func(rows *sql.Rows) (n bot.NoticeCount, err error) {
		err = rows.Scan(&n.Kind, &n.State, &n.Count)
		return n, err
	}, `SELECT kind, state, count(*) FROM outbox WHERE chat = ? GROUP BY kind, state ORDER BY kind, state`, id)
	if err != nil {
		return d, err
	}
	var told sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT max(settled_at) FROM outbox WHERE chat = ? AND state = 'sent'`, id).Scan(&told)
	d.Told = perhaps(told)
	return d, err
}
