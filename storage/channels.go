package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"usher/bot"
)

// Announce makes a chat the channel of a room; false if it was. By is the private
// chat of who wants it, zero where there is none.
func (db *DB) Announce(ctx context.Context, chat bot.Chat, room string, by bot.Chat, now time.Time) (added bool, err error) {
	return once(ctx, db, "announce", chat, func(tx *transaction) (bool, error) {
		return announceHere(ctx, tx, chat, room, named(by), now)
	})
}

func announceHere(ctx context.Context, tx *transaction, chat bot.Chat, room, by string, now time.Time) (added bool, err error) {
	id, err := changed(ctx, tx, chat) // and so its board is made
	if err != nil {
		return false, err
	}
	n, err := changes(tx.ExecContext(ctx, `INSERT INTO channels (chat, room, set_by, set_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id, room, by, stamp(now)))
	return n > 0, err
}

// Unannounce ends that a chat is the channel of some rooms, and says of how many it
// was. None named is all that it was the channel of.
func (db *DB) Unannounce(ctx context.Context, chat bot.Chat, now time.Time, rooms ...string) (ended int, err error) {
	return once(ctx, db, "end announcing", chat, func(tx *transaction) (int, error) {
		id, err := lookup(ctx, tx, chat)
		if err != nil || id == 0 {
			return 0, err
		}
		which, err := json.Marshal(rooms) // null for none
		if err != nil {
			return 0, err
		}
		ended, err := changes(tx.ExecContext(ctx, `
			DELETE FROM channels WHERE chat = ?1 AND (?2 = 'null' OR room IN (SELECT value FROM json_each(?2)))`, id, string(which)))
		if ended == 0 || err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE chats SET stale = 1 WHERE id = ?`, id); err != nil {
			return 0, err
		}
		// What stands there must not go on saying what is on.
		return ended, lookOver(ctx, tx, id, now)
	})
}

// postQuery queues a notice for the channels of any of rooms ?9, or for every one.
const postQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
	SELECT DISTINCT c.id, c.platform, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
	FROM channels h CROSS JOIN chats c ON c.id = h.chat
	WHERE (?9 = 'null' OR h.room IN (SELECT value FROM json_each(?9))) AND c.gone_at IS NULL AND ` + untold + `
	ON CONFLICT DO NOTHING`

// Post queues postings for the channels that they are for, and says how many notices
// that added. Doing so again adds none.
func (db *DB) Post(ctx context.Context, clock time.Time, postings []bot.Posting) (added int, err error) {
	// Most of the time there is nothing to post, or no channel; then nobody who
	// writes has to wait.
	if some, err := db.announces(ctx); len(postings) == 0 || !some || err != nil {
		return 0, err
	}
	err = db.update(ctx, "post", func(tx *transaction) error {
		added = 0
		for _, p := range postings {
			rooms, err := json.Marshal(p.Rooms)
			if err != nil {
				return err
			}
			n, err := changes(tx.ExecContext(ctx, postQuery, append(noticeArgs(p.Notice, clock), string(rooms))...))
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

// announces reports whether any chat is a channel.
func (db *DB) announces(ctx context.Context) (bool, error) {
	one, err := all(ctx, db.read, scanID, `SELECT chat FROM channels LIMIT 1`)
	if err != nil {
		return false, fmt.Errorf("look for channels: %w", err)
	}
	return len(one) > 0, nil
}

// Channels are all channels, in the order in which their chats became known.
func (db *DB) Channels(ctx context.Context) ([]bot.Channel, error) {
	var channels []bot.Channel
	err := each(ctx, db.read, func(rows *sql.Rows) error {
		var c bot.Channel
		var room string
		if err := rows.Scan(&c.Number, &c.Chat.Platform, &c.Chat.ID, &room); err != nil {
			return err
		}
		if last := len(channels) - 1; last < 0 || channels[last].Number != c.Number {
			channels = append(channels, c)
		}
		last := &channels[len(channels)-1]
		last.Rooms = append(last.Rooms, room)
		return nil
	}, `SELECT c.id, c.platform, c.chat, h.room FROM channels h CROSS JOIN chats c ON c.id = h.chat ORDER BY h.chat, h.set_at, h.room`)
	if err != nil {
		return nil, fmt.Errorf("all channels: %w", err)
	}
	return channels, nil
}

// ChannelCode keeps a room, for an hour, for the chat in which the code of that hash is
// said. Author is the private chat in which it was made. As with Offer, what the code was is
// kept nowhere, not as what the request came to either: whoever is answered again gets another.
func (db *DB) ChannelCode(ctx context.Context, hash, room string, author bot.Chat, now time.Time) error {
	return db.act(ctx, "keep a code", func(tx *transaction) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM channel_codes WHERE expires <= ?`, stamp(now)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO channel_codes (code, room, author, expires) VALUES (?, ?, ?, ?)`,
			hash, room, author.String(), stamp(now.Add(bot.ChannelCodeLife)))
		return err
	})
}

// redeemed is what became of a code: the room that a chat is the channel of now; not
// Valid if there was no such code.
type redeemed struct {
	Room  string
	Valid bool
}

// RedeemChannel makes a chat the channel of the room that the code of a hash is for. It is
// bot.ErrNoCode if there is no such code any more.
func (db *DB) RedeemChannel(ctx context.Context, chat bot.Chat, hash string, now time.Time) (room string, err error) {
	came, err := once(ctx, db, "redeem a code", chat, func(tx *transaction) (r redeemed, err error) {
		var author string
		err = tx.QueryRowContext(ctx, `DELETE FROM channel_codes WHERE code = ? AND expires > ? RETURNING room, author`,
			hash, stamp(now)).Scan(&r.Room, &author)
		if errors.Is(err, sql.ErrNoRows) {
			return r, nil
		}
		if err != nil {
			return r, err
		}
		r.Valid = true
		_, err = announceHere(ctx, tx, chat, r.Room, author, now)
		return r, err
	})
	if err == nil && !came.Valid {
		err = bot.ErrNoCode
	}
	return came.Room, err
}
