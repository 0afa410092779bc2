package storage

import (
	"context"
	"database/sql"
	"fmt"

	"usher/bot"
	"usher/schedule"
)

// chatsQuery counts those who can be told something; ?1 is the day.
const chatsQuery = `
	SELECT platform, shared, iif(language <> '', language, hint) AS spoken, count(*), count(*) FILTER (WHERE spoke_on = ?1)
	FROM chats INDEXED BY chats_here WHERE gone_at IS NULL AND heard = 1
	GROUP BY platform, shared, spoken ORDER BY platform, shared, spoken`

const goneQuery = `SELECT count(*) FROM chats WHERE gone_at IS NOT NULL AND heard = 1`

// followsQuery reads what those follow who can be told something.
const followsQuery = `
	SELECT f.kind, count(*), count(DISTINCT f.chat)
	FROM chats c INDEXED BY chats_here CROSS JOIN follows f ON f.chat = c.id
	WHERE c.gone_at IS NULL AND c.heard = 1 GROUP BY f.kind ORDER BY f.kind`

// Numbers count who uses Usher, and who of them has spoken on a day.
func (db *DB) Numbers(ctx context.Context, day schedule.Date) (n bot.Numbers, err error) {
	err = db.read.together(ctx, func(q querier) error {
		n.Chats, err = all(ctx, q, func(rows *sql.Rows) (c bot.ChatCount, err error) {
			err = rows.Scan(&c.Platform, &c.Shared, &c.Language, &c.Chats, &c.Today)
			return c, err
		}, chatsQuery, day.String())
		if err != nil {
			return err
		}
		if err := q.QueryRowContext(ctx, goneQuery).Scan(&n.Gone); err != nil {
			return err
		}
		n.Follows, err = all(ctx, q, func(rows *sql.Rows) (f bot.FollowCount, err error) {
			err = rows.Scan(&f.Kind, &f.Follows, &f.Chats)
			return f, err
		}, followsQuery)
		return err
	})
	if err != nil {
		return bot.Numbers{}, fmt.Errorf("count who is there: %w", err)
	}
	return n, nil
}

// starsQuery reads the stars of one chat after the other.
const starsQuery = `
	SELECT c.id, f.key, f.only
	FROM chats c INDEXED BY chats_here CROSS JOIN follows f ON f.chat = c.id AND f.kind = 'talk'
	WHERE c.gone_at IS NULL AND c.heard = 1 ORDER BY c.id`

// Stars hands over what each chat that can be told something has starred, one chat
// after the other, without saying whose it is. What is handed over is overwritten
// by the next.
func (db *DB) Stars(ctx context.Context, tell func(stars []bot.Follow)) error {
	var of int64
	var stars []bot.Follow
	err := each(ctx, db.read, func(rows *sql.Rows) error {
		var chat int64
		var only sql.NullInt64
		f := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk}}
		if err := rows.Scan(&chat, &f.Key, &only); err != nil {
			return err
		}
		if chat != of && len(stars) > 0 {
			tell(stars)
			stars = stars[:0]
		}
		of, f.Only = chat, perhaps(only)
		stars = append(stars, f)
		return nil
	}, starsQuery)
	if err != nil {
		return fmt.Errorf("who has starred what: %w", err)
	}
	if len(stars) > 0 {
		tell(stars)
	}
	return nil
}
