package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// standing is a bot.Standing in JSON. Two that are equal are written alike.
type standing struct {
	Start int64  `json:"start"`
	Key   string `json:"key"` // the room's
	Room  string `json:"room"`
	Title string `json:"title"`
	Off   bool   `json:"off"`
}

func writeStanding(s bot.Standing) (string, error) {
	text, err := json.Marshal(standing{stamp(s.Start), s.Room.Key, s.Room.Name, s.Title, s.Off})
	return string(text), err
}

func readStanding(text string) (bot.Standing, error) {
	if text == "" {
		return bot.Standing{}, nil
	}
	var s standing
	err := json.Unmarshal([]byte(text), &s)
	return bot.Standing{
		Start: instant(s.Start), Room: schedule.Room{Key: s.Key, Name: s.Room}, Title: s.Title, Off: s.Off,
	}, err
}

// mergeQuery lets what is not told yet of a slot follow it to where it stands
// now. The revision keeps it from following twice where slots swap. What is being
// told already will need another notice: it waits like a new one. All waits for approval
// ?12 if there is one; what nobody is to be told of goes on so if ?13 is set. It is by act
// ?11 that those are told of it who have starred the talk.
const mergeQuery = `
	UPDATE outbox SET slot = ?2, start = ?3, deadline = ?5, expires = ?6, revision = ?7,
		act = CASE WHEN ?12 IS NULL THEN iif(?13 AND due > expires OR NOT EXISTS (
			SELECT 1 FROM follows f WHERE f.chat = outbox.chat AND f.kind = 'talk' AND f.key = ?1), act, coalesce(?11, act)) END,
		due = CASE WHEN ?12 IS NOT NULL THEN ?4 WHEN ?13 AND due > expires THEN due + ?6 - expires
			WHEN state = 'claimed' THEN ?4 ELSE min(due, ?4) END,
		held = CASE WHEN ?12 IS NOT NULL THEN ?12 WHEN ?13 THEN held END
	WHERE kind = 'change' AND talk = ?1 AND state IN ('queued', 'claimed') AND revision < ?7
	  AND start = ?8 AND (slot ->> '$.key' = ?9 OR slot ->> '$.room' = ?10)`

// changeQuery queues a change for those who starred the talk, or keep the slot
// that starts at ?10 of it, and for whom nothing was merged.
const changeQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at, told, slot, revision, act, held)
	SELECT c.id, c.platform, 'change', ?1, ?3, 0, ?4, ?5, ?6, ?9, ?8, ?2, ?7, ?11, ?12
	FROM follows f CROSS JOIN chats c ON c.id = f.chat
	WHERE f.kind = 'talk' AND f.key = ?1 AND (f.only IS NULL OR f.only = ?10) AND c.gone_at IS NULL
	  AND NOT EXISTS (
		SELECT 1 FROM outbox o
		WHERE o.kind = 'change' AND o.talk = ?1 AND o.chat = c.id AND o.state IN ('queued', 'claimed')
		  AND o.revision = ?7 AND o.slot = ?2)`

// putChanges queues the notices of a revision, and lets those who keep one slot
// keep it. Who loses it is told that of it alone; what takes place after all is
// told to those who want it then.
func putChanges(ctx context.Context, tx *transaction, r bot.Revision, number int64) error {
	news, returned, err := returns(r.Changes, func(talk string) ([]bot.Standing, error) { return takeVanished(ctx, tx, talk) })
	if err != nil {
		return err
	}
	found := findings{}
	for _, c := range news {
		if !c.Before.Off {
			if err := putChange(ctx, tx, c, c.Before.Start, r, number, found); err != nil {
				return err
			}
		}
	}
	if err := moveKept(ctx, tx, slices.Concat(r.Kept, returned)); err != nil {
		return err
	}
	for _, c := range news {
		if c.Before.Off {
			if err := putChange(ctx, tx, c, c.After.Start, r, number, found); err != nil {
				return err
			}
		}
	}
	return found.settle(ctx, tx, r)
}

// returns finds out how what is back stood when it went, and where that has gone:
// one at the same time in the same room before any other. What was never there is
// no news. Vanished are how the slots of a talk stood.
func returns(changes []bot.SlotChange, vanished func(talk string) ([]bot.Standing, error)) (news []bot.SlotChange, kept []bot.KeptStart, err error) {
	gone := map[string][]bot.Standing{} // by talk
	for _, c := range changes {
		if _, asked := gone[c.Talk]; c.Returned && !asked {
			if gone[c.Talk], err = vanished(c.Talk); err != nil {
				return nil, nil, err
			}
		}
	}
	back := slices.Clone(changes)
	for _, like := range []func(was, is bot.Standing) bool{
		func(was, is bot.Standing) bool {
			return was.Start.Equal(is.Start) && schedule.SameRoom(was.Room, is.Room)
		},
		func(_, _ bot.Standing) bool { return true },
	} {
		back = slices.DeleteFunc(back, func(c bot.SlotChange) bool {
			if !c.Returned {
				news = append(news, c)
				return true
			}
			i := slices.IndexFunc(gone[c.Talk], func(was bot.Standing) bool { return like(was, c.After) })
			if i < 0 {
				return false
			}
			c.Before = gone[c.Talk][i]
			gone[c.Talk] = slices.Delete(gone[c.Talk], i, i+1)
			news = append(news, c)
			kept = append(kept, bot.KeptStart{Talk: c.Talk, From: c.Before.Start, To: c.After.Start})
			return true
		})
	}
	return news, kept, nil
}

// putChange queues the notices of one change of a revision. Kept is the start by
// which those are known who keep that slot alone.
func putChange(ctx context.Context, tx *transaction, c bot.SlotChange, kept time.Time, r bot.Revision, number int64, found findings) error {
	before, err := writeStanding(c.Before)
	if err != nil {
		return err
	}
	after, err := writeStanding(c.After)
	if err != nil {
		return err
	}
	held, err := found.hold(ctx, tx, c, after, r, number)
	if err != nil {
		return err
	}
	common := []any{c.Talk, after, stamp(c.After.Start), stamp(held.due), stamp(c.Deadline), stamp(c.Expires), number}
	if c.Vanished {
		if _, err := tx.ExecContext(ctx, `INSERT INTO vanished (talk, slot) VALUES (?, ?)`, c.Talk, after); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, mergeQuery, append(slices.Clone(common),
		stamp(c.Before.Start), c.Before.Room.Key, c.Before.Room.Name, actOf(r), held.number, held.untold)...)
	if err != nil {
		return err
	}
	if err := amendRung(ctx, tx, c, before, after, r.Now, number); err != nil {
		return err
	}
	act := actOf(r)
	switch {
	case !c.Expires.After(r.Now), held.untold && !held.unsaid:
		return ringAgain(ctx, tx, c)
	case held.unsaid:
		act.Valid = false // by which nobody is told anything
		if err := ringAgain(ctx, tx, c); err != nil {
			return err
		}
	}
	told := before
	if !c.Told.Start.IsZero() {
		if told, err = writeStanding(c.Told); err != nil {
			return err
		}
	}
	common = append(common, told, stamp(r.Now))
	if _, err := tx.ExecContext(ctx, changeQuery, append(slices.Clone(common), stamp(kept), act, held.number)...); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, channelChangeQuery, append(common, c.Before.Room.Key, c.After.Room.Key, held.number)...)
	return err
}

// actOf is the number of the act by which a revision comes; NULL where a source has
// changed.
func actOf(r bot.Revision) (act sql.NullInt64) {
	if r.Act != nil {
		act.Int64, act.Valid = r.Act.Number, true
	}
	return act
}

// takeVanished is how the slots of a talk stood when it went, which is forgotten
// now that it is back.
func takeVanished(ctx context.Context, tx *transaction, talk string) ([]bot.Standing, error) {
	return all(ctx, tx, scanStanding, `DELETE FROM vanished WHERE talk = ? RETURNING slot`, talk)
}

// vanishedOf is how they stood, which stays.
func vanishedOf(ctx context.Context, q querier, talk string) ([]bot.Standing, error) {
	return all(ctx, q, scanStanding, `SELECT slot FROM vanished WHERE talk = ?`, talk)
}

func scanStanding(rows *sql.Rows) (bot.Standing, error) {
	var text string
	if err := rows.Scan(&text); err != nil {
		return bot.Standing{}, err
	}
	return readStanding(text)
}

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
	n, err := changes(tx.ExecContext(ctx, renewQuery, string(table)))
	if n == 0 || err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE outbox SET state = 'dropped', reason = 'changed again', settled_at = ?2
		WHERE id IN (SELECT id`+stale+`)`, string(table), stamp(now))
	return true, err
}

// goOn queues other notices where slots have changed since those that were sent
// were worded; what was told last is what these said. Sent is a sentQuery's.
func goOn(ctx context.Context, tx *transaction, sent string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (`+again+`, told, slot) SELECT DISTINCT `+again+`, said, slot FROM outbox
		WHERE id IN (SELECT value ->> 0 FROM json_each(?)) AND kind = 'change' AND state = 'claimed' AND slot <> said`, sent)
	return err
}

// reconsider queues another notice in place of one that is to be dropped, or was
// rejected, if its slot has changed since that was decided. What was told stays as it was.
func reconsider(ctx context.Context, tx *transaction, id int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (`+again+`, told, slot) SELECT `+again+`, told, slot FROM outbox
		WHERE id = ? AND kind = 'change' AND state = 'claimed' AND slot <> said`, id)
	return err
}
