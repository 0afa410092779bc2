package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"usher/bot"
)

const peopleQuery = `SELECT count(*) FROM chats INDEXED BY chats_here WHERE gone_at IS NULL AND heard = 1`

// People is how many chats there are to be told something: all that have spoken
// and are not gone.
func (db *DB) People(ctx context.Context) (int, error) {
	var n int
	if err := db.read.QueryRowContext(ctx, peopleQuery).Scan(&n); err != nil {
		return 0, fmt.Errorf("count people: %w", err)
	}
	return n, nil
}

// tongue is what a chat c is spoken with: bot.Wishes.Language.
const tongue = `iif(language <> '', language, hint)`

// sharesQuery counts everyone in an index that has all it asks for.
const sharesQuery = `
	SELECT platform, ` + tongue + `, shared, count(*) FROM chats INDEXED BY chats_shares
	WHERE gone_at IS NULL AND heard = 1 GROUP BY platform, language, hint, shared`

// fans are the chats that follow any of ?1, which are kind, key, and for whose sake
// who keeps the talk at another time is left out. Beginning with the topics, never
// with the chats, is CROSS JOIN's.
const fans = `
	FROM json_each(?1) a CROSS JOIN follows f ON f.kind = a.value ->> 0 AND f.key = a.value ->> 1
	WHERE (a.value ->> 2 IS NULL OR f.only IS NULL OR f.only = a.value ->> 2)`

const fanSharesQuery = `
	SELECT platform, ` + tongue + `, shared, count(*)
	FROM (SELECT DISTINCT f.chat AS id ` + fans + `) t CROSS JOIN chats c ON c.id = t.id
	WHERE gone_at IS NULL AND heard = 1 GROUP BY platform, language, hint, shared`

// Reach is how many chats an audience has now.
func (db *DB) Reach(ctx context.Context, aim bot.Aim) (bot.Shares, error) {
	query, args := sharesQuery, []any{}
	if aim.Follows != nil {
		table, err := topics(aim.Follows)
		if err != nil {
			return nil, err
		}
		query, args = fanSharesQuery, []any{table}
	}
	reach, err := all(ctx, db.read, func(rows *sql.Rows) (s bot.Share, err error) {
		err = rows.Scan(&s.Platform, &s.Language, &s.Shared, &s.Chats)
		return s, err
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("count an audience: %w", err)
	}
	if aim.Tongue != nil {
		return bot.Shares(reach).Speaking(aim.Tongue), nil
	}
	return reach, nil
}

// topics are ?1 of fans.
func topics(follows []bot.Follow) (table string, err error) {
	rows := make([][3]any, len(follows))
	for i, f := range follows {
		rows[i] = [3]any{f.Kind, f.Key, nil}
		if !f.Only.IsZero() {
			rows[i][2] = stamp(f.Only)
		}
	}
	text, err := json.Marshal(rows)
	return string(text), err
}

// tongues are the languages of ?1 of speakersQuery: those that chats speak, and that
// are asked for.
func (db *DB) tongues(ctx context.Context, asked func(language string) bool) (table string, err error) {
	reach, err := db.Reach(ctx, bot.Aim{Tongue: asked})
	if err != nil {
		return "", err
	}
	languages := []string{}
	for _, s := range reach {
		languages = append(languages, s.Language)
	}
	text, err := json.Marshal(languages)
	return string(text), err
}

// The next chats of an audience: up to ?5 after ?2 and up to ?3. A star after ?4
// came too late. ?1 is who is asked for.
const (
	everyoneQuery = `
		SELECT id FROM chats INDEXED BY chats_here
		WHERE id > ?2 AND id <= ?3 AND gone_at IS NULL AND heard = 1 AND ?1 IS ?1 AND ?4 IS ?4 ORDER BY id LIMIT ?5`
	speakersQuery = `
		SELECT id FROM chats INDEXED BY chats_here
		WHERE id > ?2 AND id <= ?3 AND gone_at IS NULL AND heard = 1 AND ` + tongue + ` IN (SELECT value FROM json_each(?1))
			AND ?4 IS ?4 ORDER BY id LIMIT ?5`
	fansQuery = `
		SELECT c.id FROM (SELECT DISTINCT f.chat AS id ` + fans + ` AND f.chat > ?2 AND f.chat <= ?3 AND f.id <= ?4) t
			CROSS JOIN chats c ON c.id = t.id
		WHERE gone_at IS NULL AND heard = 1 ORDER BY c.id LIMIT ?5`
)

// found is how an audience is looked for: one of these queries, and its ?1.
type found struct{ query, who string }

func (db *DB) find(ctx context.Context, aim bot.Aim) (f found, err error) {
	switch {
	case aim.Follows != nil:
		f.query = fansQuery
		f.who, err = topics(aim.Follows)
	case aim.Tongue != nil:
		f.query = speakersQuery
		f.who, err = db.tongues(ctx, aim.Tongue)
	default:
		f.query = everyoneQuery
	}
	return f, err
}
