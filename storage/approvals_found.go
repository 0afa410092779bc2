package storage

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"time"

	"usher/bot"
)

// afterwards is how long after it has expired a notice is due that waits for approval, or
// of which nobody is to be told: it is not claimed before, together with what is due in the
// same minute.
const afterwards = time.Minute

// findings are what a revision changes and people are not told before an organiser
// approves, by the number of its approval.
type findings map[int64]bot.SlotChange

// holding is how the notices of one change are held back.
type holding struct {
	// number is the approval that they wait for; invalid where they do not wait.
	number sql.NullInt64
	// untold says that the change is no reason to tell anybody: what waits goes on
	// waiting.
	untold bool
	// unsaid says that it is one of which organisers, or whoever runs this, want nobody to
	// be told. It is kept in the queue all the same, for what people know.
	unsaid bool
	due    time.Time
}

// followApproval lets what waits for approval follow a slot to where it stands now. The
// revision keeps it from following twice.
const followApproval = `
	UPDATE approvals INDEXED BY approvals_open SET slot = ?2, expires = ?3, revision = ?4, seen = ` + nextSeen + `
	WHERE state = 'open' AND talk = ?1 AND revision < ?4
	  AND slot ->> '$.start' = ?5 AND (slot ->> '$.key' = ?6 OR slot ->> '$.room' = ?7)
	RETURNING id`

// hold finds out how the notices of a change are held back, and notes what waits.
func (f findings) hold(ctx context.Context, tx *transaction, c bot.SlotChange, after string, r bot.Revision, number int64) (h holding, err error) {
	h = holding{due: c.Due, untold: r.Quiet || c.Quiet || c.Before.Same(c.After)}
	if h.unsaid = r.Quiet && !c.Quiet && !c.Before.Same(c.After); h.unsaid {
		h.due = c.Expires.Add(afterwards)
	}
	found, err := all(ctx, tx, scanID, followApproval, c.Talk, after, stamp(c.Expires), number,
		stamp(c.Before.Start), c.Before.Room.Key, c.Before.Room.Name)
	if err != nil || !r.Approve || h.untold {
		return h, err
	}
	if len(found) == 0 {
		found, err = all(ctx, tx, scanID, `
			INSERT INTO approvals (talk, slot, revision, found_at, expires, seen) VALUES (?, ?, ?, ?, ?, `+nextSeen+`) RETURNING id`,
			c.Talk, after, number, stamp(r.Now), stamp(c.Expires))
		if err != nil {
			return h, err
		}
	}
	f[found[0]] = c
	h.number, h.due = sql.NullInt64{Int64: found[0], Valid: true}, c.Expires.Add(afterwards)
	return h, nil
}

// overQuery ends what waits and is worth nothing after ?1, or no news to anybody.
const overQuery = `
	UPDATE approvals SET state = 'over' WHERE id IN (
		SELECT a.id FROM approvals a INDEXED BY approvals_open
		WHERE a.state = 'open' AND (a.expires <= ?1 OR NOT EXISTS (
			SELECT 1 FROM outbox o INDEXED BY outbox_held
			WHERE o.held = a.id AND o.state IN ('queued', 'claimed') AND ` + knows + ` <> o.slot AND o.quiet IS NOT o.slot)))
	RETURNING id`

// settle ends what was taken back, and has organisers asked about the rest.
func (f findings) settle(ctx context.Context, tx *transaction, r bot.Revision) error {
	over, err := all(ctx, tx, scanID, overQuery, stamp(r.Now))
	if err != nil {
		return err
	}
	for _, number := range over {
		_, err := tx.ExecContext(ctx, `
			UPDATE outbox INDEXED BY outbox_held SET state = 'dropped', settled_at = ?2, reason = 'nothing has changed'
			WHERE held = ?1 AND state = 'queued' AND batch IS NULL AND told = slot`, number, stamp(r.Now))
		if err != nil {
			return err
		}
		delete(f, number)
	}
	if !r.Approver.IsZero() {
		return nil
	}
	for _, number := range slices.Sorted(maps.Keys(f)) {
		for _, chat := range r.Organisers {
			if err := ask(ctx, tx, chat, number, f[number], r.Now); err != nil {
				return err
			}
		}
	}
	return nil
}

// Whether an organiser is to be asked something is found among what their chat is to be
// told; sooner is sooner.
const (
	askSooner = `
		UPDATE outbox INDEXED BY outbox_chat SET due = min(due, ?4), expires = ?5
		WHERE chat = ?1 AND state = 'queued' AND kind = ?2 AND talk = ?3`
	askedQuery = `SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_chat WHERE chat = ?1 AND kind = ?2 AND talk = ?3)`
)

// ask has an organiser asked about a change once it has settled, and once more before the
// first ring that it makes wrong.
func ask(ctx context.Context, tx *transaction, organiser bot.Chat, number int64, c bot.SlotChange, now time.Time) error {
	chat, err := known(ctx, tx, organiser)
	if err != nil {
		return err
	}
	n := bot.Notice{
		Kind: bot.Unapproved, Talk: strconv.FormatInt(number, 10), Start: now, Due: c.Due, Deadline: c.Deadline, Expires: c.Expires,
	}
	sooner, err := changes(tx.ExecContext(ctx, askSooner, chat, n.Kind, n.Talk, stamp(n.Due), stamp(n.Expires)))
	if err != nil {
		return err
	}
	if sooner == 0 {
		if _, err := tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, now), chat)...); err != nil {
			return err
		}
	}
	n.Talk += bot.AskedAgain
	var asked bool
	if err := tx.QueryRowContext(ctx, askedQuery, chat, n.Kind, n.Talk).Scan(&asked); err != nil {
		return err
	}
	if n.Due = c.Again; asked || !n.Due.After(c.Due) {
		return nil
	}
	_, err = tx.ExecContext(ctx, queueQuery, append(noticeArgs(n, now), chat)...)
	return err
}
