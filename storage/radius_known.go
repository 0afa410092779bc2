package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"usher/bot"
)

// pendingQuery are what chats know that have a notice which would follow a change, and how
// many of them do.
const pendingQuery = `WITH ` + revised + `
	SELECT t.n, ` + knows + ` AS known, count(DISTINCT o.id) FROM change t CROSS JOIN outbox o INDEXED BY outbox_change ON ` + pending + ` GROUP BY t.n, known
	UNION ALL SELECT DISTINCT t.n, ` + mayKnown + `, 0 FROM change t CROSS JOIN outbox o INDEXED BY outbox_change ON ` + pending

// knowledge is how so many chats know a slot that have a notice of it which waits.
type knowledge struct {
	n        int // of the change that it would follow
	text     string
	standing bot.Standing
	chats    int
}

func knowledgeOf(ctx context.Context, q querier, rows []revisedRow) ([]knowledge, error) {
	table, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	return all(ctx, q, func(rows *sql.Rows) (k knowledge, err error) {
		if err := rows.Scan(&k.n, &k.text, &k.chats); err != nil {
			return k, err
		}
		k.standing, err = readStanding(k.text)
		return k, err
	}, pendingQuery, string(table))
}

// starredQuery counts those who follow what changes, be they told of it or not.
const starredQuery = `WITH ` + revised + `
	SELECT count(DISTINCT c.id) FROM change t CROSS JOIN follows f ON ` + follower + ` CROSS JOIN chats c ON c.id = f.chat
	WHERE c.gone_at IS NULL`

// countStarred counts those who have starred what changes for anybody.
func countStarred(ctx context.Context, q querier, c *bot.Concern, rows []revisedRow, changes map[int]bot.SlotChange, waiting []knowledge, now time.Time) error {
	rows = slices.DeleteFunc(slices.Clone(rows), func(row revisedRow) bool {
		n := row[0].(int)
		change := changes[n]
		return unheardOf(change) || !change.Expires.After(now) &&
			!slices.ContainsFunc(waiting, func(k knowledge) bool { return k.n == n && lasting(change, k.standing, now) })
	})
	table, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return q.QueryRowContext(ctx, starredQuery, string(table)).Scan(&c.Starred)
}
