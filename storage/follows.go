package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Follow makes a chat follow a topic; false if it did already. Which slot it
// keeps of it is as it was said last.
func (db *DB) Follow(ctx context.Context, chat bot.Chat, f bot.Follow) (added bool, err error) {
	return once(ctx, db, "follow", chat, func(tx *transaction) (added bool, err error) {
		id, err := changed(ctx, tx, chat)
		if err != nil {
			return false, err
		}
		if f.Kind == schedule.TopicTalk {
			if err := mayKnow(ctx, tx, id, f.Key); err != nil {
				return false, err
			}
		}
		only := maybe(f.Only)
		n, err := changes(tx.ExecContext(ctx, `INSERT INTO follows (chat, kind, key, only) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			id, f.Kind, f.Key, only))
		if n > 0 || err != nil {
			return n > 0, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE follows SET only = ? WHERE chat = ? AND kind = ? AND key = ?`,
			only, id, f.Kind, f.Key)
		return false, err
	})
}

// mayKnow notes that a chat may know how a talk stands now, before it is told: the
// answer to a star says so, if it arrives. What it was to be told goes out all the
// same; a notice beside it goes on from how the talk stands now, and is dropped as
// no news unless that changes, or is taken back, before either is told.
func mayKnow(ctx context.Context, tx *transaction, chat int64, talk string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (`+again+`, told, slot)
		SELECT `+again+`, slot, slot FROM outbox o
		WHERE talk = ?1 AND chat = ?2 AND kind = 'change' AND state IN ('queued', 'claimed') AND told <> slot AND NOT EXISTS (
			SELECT 1 FROM outbox k
			WHERE k.kind = 'change' AND k.talk = ?1 AND k.chat = ?2 AND k.state IN ('queued', 'claimed') AND k.told = o.slot AND k.slot = o.slot)`,
		talk, chat)
	return err
}

// Unfollow ends that a chat follows each of the topics and says how many it did.
func (db *DB) Unfollow(ctx context.Context, chat bot.Chat, topics ...schedule.Topic) (removed int, err error) {
	return once(ctx, db, "unfollow", chat, func(tx *transaction) (removed int, err error) {
		id, err := lookup(ctx, tx, chat)
		if err != nil || id == 0 {
			return 0, err
		}
		for _, t := range topics {
			n, err := changes(tx.ExecContext(ctx, `DELETE FROM follows WHERE chat = ? AND kind = ? AND key = ?`, id, t.Kind, t.Key))
			if err != nil {
				return 0, err
			}
			removed += n
		}
		_, err = changed(ctx, tx, chat)
		return removed, err
	})
}

// keptSlot is the one slot that somebody keeps of a talk.
type keptSlot struct {
	talk  string
	start int64
}

func scanKept(rows *sql.Rows) (k keptSlot, err error) {
	err = rows.Scan(&k.talk, &k.start)
	return k, err
}

// moveKept lets those who keep one slot of a talk keep it at its new start. Where
// it takes place no more they follow the whole talk again, so that nobody loses
// it without a word. A talk that is not among the starts keeps what it had, for
// when it is back.
func moveKept(ctx context.Context, tx *transaction, starts []bot.KeptStart) error {
	keeping, err := all(ctx, tx, scanKept, keepingQuery)
	if err != nil || len(keeping) == 0 {
		return err
	}
	table, err := json.Marshal(keptMoves(keeping, starts))
	if err != nil {
		return err
	}
	// All in one statement: two slots may have swapped.
	_, err = tx.ExecContext(ctx, `
		UPDATE follows SET only = m.value ->> 2 FROM json_each(?) m
		WHERE only IS NOT NULL AND follows.key = m.value ->> 0 AND only = m.value ->> 1`, string(table))
	return err
}

// keepingQuery are the slots that anybody keeps.
const keepingQuery = `SELECT DISTINCT key, only FROM follows INDEXED BY follows_only WHERE only IS NOT NULL`

// keptMoves are, of the slots that are kept, the talk, the start and the new start of
// those that move; that is nil where the whole talk is followed again.
func keptMoves(keeping []keptSlot, starts []bot.KeptStart) [][3]any {
	to := map[keptSlot]int64{}
	there := map[string]bool{}
	for _, s := range starts {
		there[s.Talk] = true
		k := keptSlot{s.Talk, stamp(s.From)}
		if to[k] != k.start { // where there still is a slot then, it is kept
			to[k] = stamp(s.To)
		}
	}
	moves := [][3]any{}
	for _, k := range keeping {
		switch start, ok := to[k]; {
		case !ok && there[k.talk]:
			moves = append(moves, [3]any{k.talk, k.start, nil})
		case ok:
			moves = append(moves, [3]any{k.talk, k.start, start})
		}
	}
	return moves
}

// maybe is an instant as it is stored where there may be none: NULL for zero.
func maybe(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: stamp(t), Valid: !t.IsZero()}
}

// perhaps reads what maybe wrote.
func perhaps(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return instant(ms.Int64)
}
