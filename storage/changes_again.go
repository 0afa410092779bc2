package storage

import (
	"context"
	"encoding/json"
	"time"

	"usher/bot"
)

// again are the columns that a notice hands on to the one that goes on from it.
const again = `chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at, revision, act, held`

// stale are the changes, in what chats ?1 are to be told, that may have arrived and
// have changed since.
const stale = ` FROM outbox INDEXED BY outbox_chat
	WHERE chat IN (SELECT value FROM json_each(?1)) AND state = 'queued' AND kind = 'change' AND batch IS NOT NULL AND slot <> said`

// renewQuery puts two in the place of each: one is news to who has not had it, the
// other to who has. The first comes first, and none comes twice.
const renewQuery = `
	INSERT INTO outbox (` + again + `, told, slot)
	SELECT ` + again + `, told, slot FROM (
		SELECT ` + again + `, told, slot, 2 * id AS n` + stale + `
		UNION ALL SELECT ` + again + `, said, slot, 2 * id + 1` + stale + `)
	GROUP BY ` + again + `, told, slot ORDER BY min(n)`

// renew replaces what may have arrived and has changed since, among what those
// chats are to be told: under its old key a network would swallow the news. What
// they know then is one thing or the other, so that what is taken back is corrected.
// All that a chat is to be told of changes goes out together then, and once.
func renew(ctx context.Context, tx *transaction, due []urgent, now time.Time) (renewed bool, err error) {
	var chats []int64
	for _, u := range due {
		if u.kind == bot.Change {
			chats = append(chats, u.chat)
		}
	}
	if len(chats) == 0 {
		return false, nil
	}
	table, err := json.Marshal(chats)
	if err != nil {
		return false, err
	}
	if calmed, err := calm(ctx, tx, string(table)); calmed || err != nil {
		return calmed, err
	}
	n, err := changes(tx.ExecContext(ctx, renewQuery, string(table)))
	if n == 0 || err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE outbox SET state = 'dropped', reason = 'changed again', settled_at = ?2
		WHERE id IN (SELECT id`+stale+`)`, string(table), stamp(now))
	return true, err
}

// goOnQuery queues what is news after notices ?1, which were sent: what these said is what
// their chats know. Where nobody is to be told of what has changed since, it waits, due ?2
// after it has expired.
const goOnQuery = `
	INSERT INTO outbox (` + again + `, told, quiet, slot)
	SELECT DISTINCT chat, platform, kind, talk, start, lead, iif(quietly, expires + ?2, due), deadline, expires, planned_at, revision,
		iif(quietly, NULL, act), held, said, iif(quietly, slot, NULL), slot
	FROM outbox WHERE id IN (SELECT value ->> 0 FROM json_each(?1)) AND kind = 'change' AND state = 'claimed' AND slot <> said`

// goOn queues other notices where slots have changed since those that were sent
// were worded. Sent is a sentQuery's.
func goOn(ctx context.Context, tx *transaction, sent string) error {
	_, err := tx.ExecContext(ctx, goOnQuery, sent, afterwards.Milliseconds())
	return err
}

// reconsider queues another notice in place of one that is to be dropped, or was
// rejected, if its slot has changed since that was decided. What was told stays as it was.
func reconsider(ctx context.Context, tx *transaction, id int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (`+again+`, told, quiet, slot) SELECT `+again+`, told, quiet, slot FROM outbox
		WHERE id = ? AND kind = 'change' AND state = 'claimed' AND slot <> said`, id)
	return err
}

// calmQuery has those changes wait, of what chats ?1 are to be told, of which only what
// nobody was to be told of is left, all else having been taken back: as what they know. What
// may have arrived is corrected.
const calmQuery = `
	UPDATE outbox INDEXED BY outbox_chat SET due = expires + ?2, act = NULL
	WHERE chat IN (SELECT value FROM json_each(?1)) AND state = 'queued' AND kind = 'change'
	  AND batch IS NULL AND due <= expires AND quiet = slot AND told <> slot`

// calm has them wait among what is due to be told, and says whether there were any.
func calm(ctx context.Context, tx *transaction, chats string) (bool, error) {
	n, err := changes(tx.ExecContext(ctx, calmQuery, chats, afterwards.Milliseconds()))
	return n > 0, err
}
