package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"usher/bot"
)

// deliveryKey is the bot.Delivery's Key of what goes out with a notice.
func (db *DB) deliveryKey(first int64) string { return fmt.Sprintf("%s-%d", db.nonce, first) }

// delivered reads a deliveryKey; false if it is none of this database's.
func (db *DB) delivered(key string) (first int64, ok bool) {
	number, ok := strings.CutPrefix(key, db.nonce+"-")
	if !ok {
		return 0, false
	}
	first, err := strconv.ParseInt(number, 10, 64)
	return first, err == nil
}

// unheardQuery finds the notices of deliveries ?1 that are not known to have arrived,
// and what their messages have become. What amends a message is not among them: it
// may be made again.
const unheardQuery = `
	SELECT o.id, a.value ->> 1 FROM json_each(?1) a CROSS JOIN outbox f ON f.id = a.value ->> 0
	CROSS JOIN outbox o INDEXED BY outbox_chat ON o.chat = f.chat AND (o.state = 'claimed' OR o.state = 'queued' AND o.unsure = 1)
	WHERE o.batch = a.value ->> 0 AND o.platform = ?2 AND o.kind <> 'amend'`

// arrivedQuery notes what they have become, and gives those that wait for another
// attempt.
const arrivedQuery = `
	UPDATE outbox SET arrived = m.value ->> 1 FROM json_each(?) m WHERE outbox.id = m.value ->> 0
	RETURNING iif(state = 'queued', id, 0)`

// Arrived notes that messages have arrived on a platform: by the Key of each, which
// message it has become. Deliveries that wait for another attempt are settled as
// sent, and those that are in hand will be, whatever is said of that attempt, and
// whether or not this process lives to hear it. What was answered is finished.
func (db *DB) Arrived(ctx context.Context, platform string, messages map[string]bot.Ref) error {
	var rows [][2]any
	answers := false
	for key, ref := range messages {
		if first, ok := db.delivered(key); ok {
			rows = append(rows, [2]any{first, ref.ID})
		}
		answers = answers || bot.IsAnswerKey(key)
	}
	if answers {
		if err := db.answersArrived(ctx, platform, messages); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	table, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	// Nearly always the answer has come first, and nobody has to wait for a write.
	unheard, err := all(ctx, db.read, scanUnheard, unheardQuery, string(table), platform)
	if err != nil {
		return fmt.Errorf("look for what has arrived: %w", err)
	}
	if len(unheard) == 0 {
		return nil
	}
	return db.update(ctx, "note what has arrived", func(tx *transaction) error {
		unheard, err := all(ctx, tx, scanUnheard, unheardQuery, string(table), platform)
		if err != nil {
			return err
		}
		notices, err := json.Marshal(unheard)
		if err != nil {
			return err
		}
		waiting, err := all(ctx, tx, scanID, arrivedQuery, string(notices))
		if err != nil {
			return err
		}
		return settleArrived(ctx, tx, waiting)
	})
}

// answersArrived finishes what was answered by messages that have arrived. Nobody else
// would, if this process is killed before it hears of it: the next one does not see them
// come once more, and homeservers forget the transactions of whoever has gone.
func (db *DB) answersArrived(ctx context.Context, platform string, messages map[string]bot.Ref) error {
	pending, err := db.Pending(ctx, platform)
	if err != nil {
		return err
	}
	var answered []string
	for _, in := range pending {
		if _, ok := messages[in.AnswerKey()]; ok {
			answered = append(answered, in.Update)
		}
	}
	return db.Finish(ctx, platform, answered...)
}

func scanUnheard(rows *sql.Rows) ([2]any, error) {
	var id int64
	var ref string
	err := rows.Scan(&id, &ref)
	return [2]any{id, ref}, err
}

// settleArrived settles as sent those of some notices that have arrived, be they in
// hand or waiting for another attempt. They arrived when they were first put into
// words, or little later.
func settleArrived(ctx context.Context, tx *transaction, notices []int64) error {
	ids, err := json.Marshal(notices)
	if err != nil || len(notices) == 0 {
		return err
	}
	arrived, err := all(ctx, tx, scanArrived, `
		UPDATE outbox SET state = 'claimed'
		WHERE id IN (SELECT value FROM json_each(?)) AND arrived <> '' AND state IN ('claimed', 'queued')
		RETURNING id, arrived, coalesce(said_at, due)`, string(ids))
	if err != nil {
		return err
	}
	return markSent(ctx, tx, arrived)
}

func scanArrived(rows *sql.Rows) (sentRow, error) {
	var id, at int64
	var ref string
	err := rows.Scan(&id, &ref, &at)
	return sentRow{id, ref, at, ""}, err
}
