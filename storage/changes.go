package storage

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// What is not told yet of a slot follows it to where it stands now. The revision keeps it
// from following twice where slots swap. What is being told already will need another
// notice then. It is by act ?12 that those are told who have starred the talk.
const (
	moved     = `slot = ?2, start = ?3, deadline = ?5, revision = ?7, `
	whatWaits = `
		WHERE kind = 'change' AND talk = ?1 AND state IN ('queued', 'claimed') AND revision < ?7
		  AND start = ?8 AND (slot ->> '$.key' = ?9 OR slot ->> '$.room' = ?10)`
	fan = `EXISTS (SELECT 1 FROM follows f WHERE f.chat = outbox.chat AND f.kind = 'talk' AND f.key = ?1)`
	// lasts is until when it is worth telling, as lasting has it: ?11 after the start that
	// somebody knows, too.
	lasts = `max(?6, iif(told ->> '$.off', 0, ?11 + (told ->> '$.start')), iif(batch IS NULL OR said ->> '$.off', 0, ?11 + (said ->> '$.start')))`

	// mergeQuery tells it.
	mergeQuery = `UPDATE outbox SET ` + moved + `
		act = iif(` + fan + `, coalesce(?12, act), act), due = iif(state = 'claimed', ?4, min(due, ?4)), expires = ` + lasts + `,
		held = NULL, quietly = 0` + whatWaits
	// mergeHeld has it wait for approval ?12, which is over when the change is.
	mergeHeld = `UPDATE outbox SET ` + moved + `act = NULL, due = ?4, expires = ?6, held = ?12, quietly = 0` + whatWaits
	// mergeUntold is for what is no reason to tell anybody, which changes ?13: what waits to
	// be told is told as it stands then, and all else goes on waiting. What has been changed
	// on top of what is news is news.
	mergeUntold = `UPDATE outbox SET ` + moved + `
		act = iif(due <= expires AND state = 'queued' AND ` + fan + `, coalesce(?12, act), act),
		due = iif(due > expires, due + ` + lasts + ` - expires, min(due, ?4, ` + lasts + `)), expires = ` + lasts + `,
		quiet = CASE WHEN coalesce(quiet, told) = slot THEN ?2 WHEN json_patch(coalesce(quiet, told), ?13) = ?2 THEN quiet
			ELSE json_patch(coalesce(quiet, told), ?13) END,
		quietly = state = 'claimed' AND (quietly OR said = slot)` + whatWaits
)

// changeQuery queues a change for those who starred the talk, or keep the slot
// that starts at ?11 of it, and for whom nothing was merged.
const changeQuery = `
	INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at, told, quiet, slot, revision, act, held)
	SELECT c.id, c.platform, 'change', ?1, ?3, 0, ?4, ?5, ?6, ?9, ?8, ?10, ?2, ?7, ?12, ?13
	FROM follows f CROSS JOIN chats c ON c.id = f.chat
	WHERE f.kind = 'talk' AND f.key = ?1 AND (f.only IS NULL OR f.only = ?11) AND c.gone_at IS NULL
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
	if err := takeAlong(ctx, tx, c, common, r, held); err != nil {
		return err
	}
	if err := amendRung(ctx, tx, c, before, after, r.Now, number); err != nil {
		return err
	}
	told, quiet, act := before, sql.NullString{}, actOf(r)
	if !c.Told.Start.IsZero() {
		quiet = sql.NullString{String: before, Valid: true}
		if told, err = writeStanding(c.Told); err != nil {
			return err
		}
	}
	switch {
	case !c.Expires.After(r.Now), held.untold && !held.unsaid:
		return ringAgain(ctx, tx, c)
	case held.unsaid:
		quiet, act.Valid = sql.NullString{String: after, Valid: true}, false // by which nobody is told anything
		if err := ringAgain(ctx, tx, c); err != nil {
			return err
		}
	}
	common = append(common, told, stamp(r.Now), quiet)
	if _, err := tx.ExecContext(ctx, changeQuery, append(slices.Clone(common), stamp(kept), act, held.number)...); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, channelChangeQuery, append(common, c.Before.Room.Key, c.After.Room.Key, held.number)...)
	return err
}

// takeAlong lets what waits follow a change. Common are its queries' first arguments.
func takeAlong(ctx context.Context, tx *transaction, c bot.SlotChange, common []any, r bot.Revision, held holding) error {
	args := append(slices.Clone(common), stamp(c.Before.Start), c.Before.Room.Key, c.Before.Room.Name, graceOf(c).Milliseconds())
	switch {
	case held.number.Valid:
		_, err := tx.ExecContext(ctx, mergeHeld, append(args, held.number)...)
		return err
	case held.untold:
		changed, err := changedOf(c)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, mergeUntold, append(args, actOf(r), changed)...)
		return err
	}
	_, err := tx.ExecContext(ctx, mergeQuery, append(args, actOf(r))...)
	return err
}

// graceOf is how long after a start a change is worth telling.
func graceOf(c bot.SlotChange) time.Duration {
	later := c.Before.Start
	if c.After.Start.After(later) {
		later = c.After.Start
	}
	return c.Expires.Sub(later)
}

// lasting reports whether a change is worth telling still to those who know its slot as it
// was told them: whoever believes in a later start is misled until that is over.
func lasting(c bot.SlotChange, known bot.Standing, now time.Time) bool {
	return c.Expires.After(now) || !known.Off && known.Start.Add(graceOf(c)).After(now)
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
