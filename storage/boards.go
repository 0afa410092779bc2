package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"usher/bot"
)

// channelChangeQuery queues a change, as changeQuery does, for the channels of rooms
// ?11 and ?12, which it is moved out of and into, and of all rooms. Who has starred
// the talk hears of it as well, and once.
const channelChangeQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at, told, quiet, slot, revision, held)
	SELECT DISTINCT c.id, c.platform, 'change', ?1, ?3, 0, ?4, ?5, ?6, ?9, ?8, ?10, ?2, ?7, ?13
	FROM channels h CROSS JOIN chats c ON c.id = h.chat
	WHERE h.room IN (?11, ?12, '') AND c.gone_at IS NULL
	  AND NOT EXISTS (
		SELECT 1 FROM outbox o
		WHERE o.kind = 'change' AND o.talk = ?1 AND o.chat = c.id AND o.state IN ('queued', 'claimed')
		  AND o.revision = ?7 AND o.slot = ?2)`

// unlookedQuery is as of when a board may be looked over next, from ?2 on: what was
// worded as of an instant is not as of the next thing that happens, be it in the same
// millisecond.
const unlookedQuery = `
	SELECT max(?2, coalesce(max(start) + 1, 0)) FROM outbox
	WHERE chat = ?1 AND kind = 'board' AND talk = '' AND state <> 'dropped' AND kind <> 'change' AND state <> 'queued'`

// lookOver queues that a channel's board is looked over at once.
func lookOver(ctx context.Context, tx *transaction, id int64, now time.Time) error {
	var start int64
	if err := tx.QueryRowContext(ctx, unlookedQuery, id, stamp(now)).Scan(&start); err != nil {
		return err
	}
	n := bot.BoardNotice(now)
	n.Start = instant(start)
	_, err := tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, now), id)...)
	return err
}

// boardOf is the board of a chat, and what it reads.
func boardOf(ctx context.Context, tx *transaction, u urgent) (about bot.About, err error) {
	about.Ref.Chat = u.name
	err = tx.QueryRowContext(ctx, `SELECT message, reads FROM boards WHERE chat = ?`, u.chat).Scan(&about.Ref.ID, &about.Reads)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.About{}, nil
	}
	return about, err
}

// setBoard notes what a channel's board reads. A new one is to be pinned, for as long as
// something is to come that it could say; that of a chat which is no channel any more has
// said so, and is looked after no longer.
func setBoard(ctx context.Context, tx *transaction, id int64, o bot.Outcome) error {
	var was string
	var over bool
	err := tx.QueryRowContext(ctx, `SELECT message, over FROM boards WHERE chat = ?`, id).Scan(&was, &over)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO boards (chat, message, reads, over) VALUES (?, ?, ?, ?)
		ON CONFLICT (chat) DO UPDATE SET message = excluded.message, reads = excluded.reads, over = excluded.over`, id, o.Ref.ID, o.Reads, o.Over)
	if err != nil {
		return err
	}
	pin := bot.BoardNotice(o.At)
	pin.Talk = o.Ref.ID
	switch fresh := was != o.Ref.ID; {
	case !o.Over && (fresh || over):
		pin.Kind = bot.Pin
	case o.Over && !fresh && !over:
		pin.Kind = bot.Unpin
	}
	if pin.Kind != bot.Board {
		if _, err := tx.ExecContext(ctx, queueQuery, append(noticeArgs(pin, o.At), id)...); err != nil {
			return err
		}
	}
	// What was on its way when the chat ceased to be one is still to say so.
	_, err = tx.ExecContext(ctx, `
		DELETE FROM boards WHERE chat = ?1 AND NOT EXISTS (SELECT 1 FROM channels WHERE chat = ?1)
		  AND NOT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_chat WHERE chat = ?1 AND state = 'queued' AND kind = 'board')`, id)
	return err
}

// loseBoard forgets a board that is not there any more. What is queued makes another.
func loseBoard(ctx context.Context, tx *transaction, id int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM boards WHERE chat = ?`, id)
	return err
}

// moveBoard has a channel whose chat is another now get another board there: what
// stands under the old name cannot be changed any more.
func moveBoard(ctx context.Context, tx *transaction, id int64) error {
	if err := loseBoard(ctx, tx, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE chats SET stale = 1 WHERE id = ?1 AND EXISTS (SELECT 1 FROM channels WHERE chat = ?1)`, id)
	return err
}

// tellUnpinned tells those who have set up a channel, once, that nothing may be pinned
// there.
func tellUnpinned(ctx context.Context, tx *transaction, id int64, at time.Time) error {
	type setup struct{ room, by string }
	set, err := all(ctx, tx, func(rows *sql.Rows) (s setup, err error) {
		err = rows.Scan(&s.room, &s.by)
		return s, err
	}, `SELECT room, set_by FROM channels WHERE chat = ? ORDER BY room`, id)
	if err != nil {
		return err
	}
	rooms := map[string][]string{} // by who has set them up
	for _, s := range set {
		rooms[s.by] = append(rooms[s.by], s.room)
	}
	for by, keys := range rooms {
		who, err := bot.ParseChat(by)
		if err != nil {
			continue // nobody whom Usher could tell
		}
		n := bot.BoardNotice(at)
		n.Kind, n.Talk, n.Start = bot.Unpinned, strings.Join(keys, " "), time.UnixMilli(0)
		if err := notify(ctx, tx, who, n, at); err != nil {
			return err
		}
	}
	return nil
}
