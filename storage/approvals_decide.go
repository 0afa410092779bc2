package storage

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"usher/bot"
)

// Decide decides about what waits for approval, and says about what. Where a verdict is
// about one, it is bot.ErrDecided if that waits no more, bot.ErrTooLate if it is worth
// nothing any more, and bot.ErrChangedSince if it has changed since it was shown.
func (db *DB) Decide(ctx context.Context, v bot.Verdict) (bot.Decision, error) {
	return once(ctx, db, "decide about changes", bot.Chat{}, func(tx *transaction) (d bot.Decision, err error) {
		if d.About, err = shownTo(ctx, tx, v); err != nil {
			return d, err
		}
		if v.Tell {
			d.Act, err = approve(ctx, tx, v, d.About)
			return d, err
		}
		for _, a := range d.About {
			// What is not told waits on beside, so that what is changed later is compared with
			// what people know.
			for _, query := range []string{
				`UPDATE approvals SET state = 'dropped' WHERE id = ?`,
				`UPDATE outbox INDEXED BY outbox_held SET quiet = slot WHERE held = ? AND state IN ('queued', 'claimed')`,
			} {
				if _, err := tx.ExecContext(ctx, query, a.Number); err != nil {
					return d, err
				}
			}
		}
		return d, nil
	})
}

// PutApproved puts in force what the revision's Approver has approved of, by an act of
// theirs, which can be taken back as any that approves; 0 if nobody is told of anything.
func (db *DB) PutApproved(ctx context.Context, r bot.Revision) (act int64, err error) {
	defer db.team.changed() // stage managers go with their rooms
	return once(ctx, db, "put what is approved in force", bot.Chat{}, func(tx *transaction) (act int64, err error) {
		var seen int64
		if err := tx.QueryRowContext(ctx, `SELECT `+nextSeen).Scan(&seen); err != nil {
			return 0, err
		}
		if err := putRevision(ctx, tx, r); err != nil {
			return 0, err
		}
		open, err := approvals(ctx, tx, r.Now)
		if err != nil {
			return 0, err
		}
		about := slices.DeleteFunc(open, func(a bot.Approval) bool { return a.Seen < seen })
		if len(about) == 0 {
			return 0, nil
		}
		return approve(ctx, tx, bot.Verdict{Tell: true, By: r.Approver, At: r.Now}, about)
	})
}

// shownTo is what a verdict is about, as it was shown.
func shownTo(ctx context.Context, tx *transaction, v bot.Verdict) ([]bot.Approval, error) {
	open, err := approvals(ctx, tx, v.At)
	if err != nil {
		return nil, err
	}
	about := slices.DeleteFunc(open, func(a bot.Approval) bool { return v.Number != 0 && a.Number != v.Number })
	if len(about) == 0 {
		return nil, closed(ctx, tx, v.Number, v.At)
	}
	seen := slices.DeleteFunc(about, func(a bot.Approval) bool { return a.Seen > v.Seen })
	if len(seen) == 0 {
		return nil, bot.ErrChangedSince
	}
	return seen, nil
}

// closed is why an approval of that number does not wait: bot.ErrTooLate if nobody has
// decided before what it is about was over, else bot.ErrDecided.
func closed(ctx context.Context, tx *transaction, number int64, now time.Time) error {
	late, err := all(ctx, tx, scanID, `SELECT id FROM approvals WHERE id = ? AND state IN ('open', 'over') AND expires <= ?`,
		number, stamp(now))
	switch {
	case err != nil:
		return err
	case len(late) > 0:
		return bot.ErrTooLate
	}
	return bot.ErrDecided
}

// approve has people told of what was shown, which is an act of whoever decided. What a
// channel is told with it counts for nobody.
func approve(ctx context.Context, tx *transaction, v bot.Verdict, about []bot.Approval) (act int64, err error) {
	var numbers []int64
	for _, a := range about {
		numbers = append(numbers, a.Number)
	}
	approves, err := json.Marshal(numbers)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, `
		INSERT INTO acts (author, written_at, done_at, state, adds, ends, approves) VALUES (?1, ?2, ?2, 'done', '[]', '[]', ?3) RETURNING id`,
		v.By.String(), stamp(v.At), string(approves)).Scan(&act)
	if err != nil {
		return 0, err
	}
	for _, a := range about {
		told, err := writeStanding(a.Told)
		if err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE approvals SET state = 'approved', told = ? WHERE id = ?`, told, a.Number); err != nil {
			return 0, err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE outbox AS o INDEXED BY outbox_held SET due = ?2, act = iif(`+starred+`, ?3, NULL)
			WHERE held = ?1 AND state IN ('queued', 'claimed')`, a.Number, stamp(v.At), act)
		if err != nil {
			return 0, err
		}
	}
	return act, tellAct(ctx, tx, &bot.Act{Number: act}, v.At)
}

// NoteApproval has a change that waits for approval told with a note beside it, to those
// with whom a language is spoken; "" is for everybody else. Its errors are Decide's.
func (db *DB) NoteApproval(ctx context.Context, number int64, language, note string, now time.Time) error {
	_, err := once(ctx, db, "note beside a change", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		open, err := approvals(ctx, tx, now)
		if err != nil {
			return none, err
		}
		if !slices.ContainsFunc(open, func(a bot.Approval) bool { return a.Number == number }) {
			return none, closed(ctx, tx, number, now)
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE approvals SET notes = json_set(notes, '$."' || ?2 || '"', ?3), seen = `+nextSeen+` WHERE id = ?1`, number, language, note)
		return none, err
	})
	return err
}

// Reopen takes back that an act approved these changes, which wait for approval again:
// whoever is still to be told of them is not, and messages that told them are to be
// edited. It is bot.ErrUndone if somebody was faster.
func (db *DB) Reopen(ctx context.Context, act int64, numbers []int64, now time.Time) error {
	_, err := once(ctx, db, "take back what was approved", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		done, err := changes(tx.ExecContext(ctx, `UPDATE acts SET state = 'undone' WHERE id = ? AND state = 'done'`, act))
		if err != nil {
			return none, err
		}
		if done == 0 {
			return none, bot.ErrUndone
		}
		for _, number := range numbers {
			if err := waitAgain(ctx, tx, number, now); err != nil {
				return none, err
			}
		}
		return none, undone(ctx, tx, bot.TellingName{Kind: bot.Change, Number: act}, now)
	})
	return err
}

// waitAgain lets one wait again. What is on its way is looked at when it has arrived.
func waitAgain(ctx context.Context, tx *transaction, number int64, now time.Time) error {
	open, err := changes(tx.ExecContext(ctx, `UPDATE approvals SET state = 'open', seen = `+nextSeen+` WHERE id = ? AND state = 'approved'`, number))
	if err != nil || open == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE outbox INDEXED BY outbox_held SET due = expires + ?2, act = iif(state = 'queued', NULL, act)
		WHERE held = ?1 AND state IN ('queued', 'claimed')`, number, afterwards.Milliseconds())
	if err != nil {
		return err
	}
	said, err := all(ctx, tx, scanID, `
		SELECT id FROM outbox INDEXED BY outbox_held
		WHERE held = ? AND state = 'sent' AND said = slot AND reason = ''`, number)
	if err != nil {
		return err
	}
	return retract(ctx, tx, said, now)
}
