package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"usher/bot"
)

// toldQuery reads no more of the ledger than what is of a broadcast.
const toldQuery = `
	SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state IN ('queued', 'claimed'))
	FROM outbox INDEXED BY outbox_broadcast WHERE kind = 'broadcast' AND talk = ?`

// News are the broadcasts that were confirmed, with how far each is: those that wait
// for their moment, the first to go out first, then the others, the newest first. Of
// these there are most at most.
func (db *DB) News(ctx context.Context, most int) (listed []bot.News, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		listed, err = all(ctx, q, func(rows *sql.Rows) (bot.News, error) { return scanNews(rows) }, `
			SELECT `+newsColumns+` FROM broadcasts WHERE state <> 'draft'
			ORDER BY state <> 'scheduled', iif(state = 'scheduled', due_at, -id) LIMIT ?`, most)
		if err != nil {
			return err
		}
		for i := range listed {
			n := &listed[i]
			if n.Texts, err = texts(ctx, q, n.Number); err != nil {
				return err
			}
			err = q.QueryRowContext(ctx, toldQuery, strconv.FormatInt(n.Number, 10)).Scan(&n.Sent, &n.Waiting)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("broadcasts: %w", err)
	}
	return listed, nil
}
