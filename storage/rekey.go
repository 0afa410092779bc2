package storage

import (
	"context"
	"encoding/json"
	"strings"

	"usher/schedule"
)

// Keys may be exchanged, and SQLite looks for doubles row by row: what moves goes where
// no key is first, which has a colon in front, and arrives once all are under way.
const (
	arrive = `UPDATE OR IGNORE follows SET key = substr(key, 2)
		WHERE kind IN ('talk', 'room', 'speaker', 'track') AND key >= ':' AND key < ';'`
	// leftOver takes away what was followed under both keys.
	leftOver = `DELETE FROM follows WHERE kind IN ('talk', 'room', 'speaker', 'track') AND key >= ':' AND key < ';'`
)

// execWith runs a query with the table of keys, if it has a place for that.
func execWith(ctx context.Context, tx *transaction, query, table string) error {
	var args []any
	if strings.Contains(query, "?1") {
		args = append(args, table)
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// rekey lets stars, mutes, what was told of talks, and broadcasts to those who starred
// them, follow talks to other keys.
// Who starred both keys has one star then.
func rekey(ctx context.Context, tx *transaction, keys map[string]string) error {
	if len(keys) == 0 {
		return nil
	}
	table, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE OR IGNORE follows SET key = (SELECT ':' || value FROM json_each(?1) j WHERE j.key = follows.key)
		 WHERE kind = 'talk' AND key IN (SELECT key FROM json_each(?1))`,
		`DELETE FROM follows WHERE kind = 'talk' AND key IN (SELECT key FROM json_each(?1))`,
		arrive, leftOver,
		// Looks at all mutes and the whole outbox: keys change once in a conference's life.
		`UPDATE OR IGNORE outbox SET talk = (SELECT ':' || value FROM json_each(?1) j WHERE j.key = outbox.talk)
		 WHERE kind IN ('ring', 'change', 'here') AND talk IN (SELECT key FROM json_each(?1))`,
		`UPDATE OR IGNORE outbox SET talk = substr(talk, 2) WHERE kind IN ('ring', 'change', 'here') AND talk >= ':' AND talk < ';'`,
		`UPDATE OR REPLACE mutes SET talk = (SELECT ':' || value FROM json_each(?1) j WHERE j.key = mutes.talk)
		 WHERE talk IN (SELECT key FROM json_each(?1))`,
		`UPDATE OR REPLACE mutes SET talk = substr(talk, 2) WHERE talk >= ':' AND talk < ';'`,
		`UPDATE broadcasts SET audience = json_set(audience, '$.topic.Key', (SELECT value FROM json_each(?1) j WHERE j.key = audience ->> '$.topic.Key'))
		 WHERE audience ->> '$.topic.Kind' = 'talk' AND audience ->> '$.topic.Key' IN (SELECT key FROM json_each(?1))`,
		`UPDATE approvals SET talk = (SELECT value FROM json_each(?1) j WHERE j.key = approvals.talk)
		 WHERE talk IN (SELECT key FROM json_each(?1))`,
		`UPDATE vanished SET talk = (SELECT value FROM json_each(?1) j WHERE j.key = vanished.talk)
		 WHERE talk IN (SELECT key FROM json_each(?1))`,
	} {
		if err := execWith(ctx, tx, query, string(table)); err != nil {
			return err
		}
	}
	return nil
}

// rename lets people follow rooms, speakers and tracks to other keys, and broadcasts
// to those who do. Who followed both follows one then.
func rename(ctx context.Context, tx *transaction, topics map[schedule.Topic]string) error {
	if len(topics) == 0 {
		return nil
	}
	moves := [][3]string{}
	for topic, key := range topics {
		moves = append(moves, [3]string{string(topic.Kind), topic.Key, key})
	}
	table, err := json.Marshal(moves)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE OR IGNORE follows SET key = ':' || (m.value ->> 2) FROM json_each(?1) m
		 WHERE kind = m.value ->> 0 AND follows.key = m.value ->> 1`,
		`DELETE FROM follows WHERE (kind, key) IN (SELECT m.value ->> 0, m.value ->> 1 FROM json_each(?1) m)`,
		arrive, leftOver,
		`UPDATE OR IGNORE channels SET room = ':' || (m.value ->> 2) FROM json_each(?1) m
		 WHERE m.value ->> 0 = 'room' AND channels.room = m.value ->> 1`,
		`DELETE FROM channels WHERE room IN (SELECT m.value ->> 1 FROM json_each(?1) m WHERE m.value ->> 0 = 'room')`,
		`UPDATE OR IGNORE channels SET room = substr(room, 2) WHERE room >= ':' AND room < ';'`,
		`DELETE FROM channels WHERE room >= ':' AND room < ';'`,
		`UPDATE channel_codes SET room = m.value ->> 2 FROM json_each(?1) m WHERE m.value ->> 0 = 'room' AND channel_codes.room = m.value ->> 1`,
		`UPDATE broadcasts SET audience = json_set(audience, '$.topic.Key', m.value ->> 2) FROM json_each(?1) m
		 WHERE audience ->> '$.topic.Kind' = m.value ->> 0 AND audience ->> '$.topic.Key' = m.value ->> 1`,
	} {
		if err := execWith(ctx, tx, query, string(table)); err != nil {
			return err
		}
	}
	return nil
}
