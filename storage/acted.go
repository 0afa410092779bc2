package storage

import (
	"context"
	"database/sql"
	"sync"

	"usher/bot"
)

// acted knows which updates may have had effects and are not finished. There are few,
// and each question is asked about its own twice: it is told without asking SQLite.
type acted struct {
	updates sync.Map // of actedUpdate
}

type actedUpdate struct{ platform, update string }

// load learns of those that another process has left.
func (a *acted) load(ctx context.Context, q querier) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		var u actedUpdate
		err := rows.Scan(&u.platform, &u.update)
		a.updates.Store(u, true)
		return err
	}, `SELECT platform, news FROM inbox WHERE done = 0 AND effects IS NOT NULL`)
}

// note has to be called before the effects can be read by anybody.
func (a *acted) note(of *bot.Effects) { a.updates.Store(actedBy(of), true) }

func (a *acted) may(of *bot.Effects) bool {
	_, ok := a.updates.Load(actedBy(of))
	return ok
}

// finish forgets updates that are finished.
func (a *acted) finish(platform string, updates []string) {
	for _, update := range updates {
		a.updates.Delete(actedUpdate{platform, update})
	}
}

func actedBy(of *bot.Effects) actedUpdate {
	return actedUpdate{of.Said.Chat.Platform, of.Said.Update}
}
