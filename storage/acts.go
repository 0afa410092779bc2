package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// drafted are the numbers that a draft has been given.
type drafted struct {
	Act       int64   `json:"act"`
	Overrides []int64 `json:"overrides"`
}

// DraftAct keeps an act as a draft, with what its preview shows, and gives it and what
// it adds their numbers. Where it has a number, it takes the place of that draft.
// Drafts written before expired are deleted. It is bot.ErrNoDraft where the update that
// is answered has drafted another act before a crash.
func (db *DB) DraftAct(ctx context.Context, a bot.Act, shown string, expired time.Time) (bot.Act, error) {
	bot.Shows(ctx)
	given, err := once(ctx, db, "draft an act", bot.Chat{}, func(tx *transaction) (d drafted, err error) {
		return draftAct(ctx, tx, a, shown, expired)
	})
	if err != nil {
		return bot.Act{}, err
	}
	if len(given.Overrides) < len(a.Adds) { // drafted before a crash, of a schedule that has changed
		return bot.Act{}, fmt.Errorf("draft an act anew: %w", bot.ErrNoDraft)
	}
	a.Number, a.State, a.Adds = given.Act, bot.ActDraft, slices.Clone(a.Adds)
	for i := range a.Adds {
		a.Adds[i].Number = given.Overrides[i]
	}
	return a, nil
}

func draftAct(ctx context.Context, tx *transaction, a bot.Act, shown string, expired time.Time) (d drafted, err error) {
	_, err = tx.ExecContext(ctx, `DELETE FROM acts WHERE state = 'draft' AND (written_at < ? OR id = ?)`, stamp(expired), a.Number)
	if err != nil {
		return d, err
	}
	adds := slices.Clone(a.Adds)
	for i := range adds {
		adds[i].Number = 0 // what was shown under the old ones is no more
	}
	if err := numberOverrides(ctx, tx, adds); err != nil {
		return d, err
	}
	for _, o := range adds {
		d.Overrides = append(d.Overrides, o.Number)
	}
	written, err := writeAdds(adds)
	if err != nil {
		return d, err
	}
	ends, err := json.Marshal(append([]int64{}, a.Ends...))
	if err != nil {
		return d, err
	}
	err = tx.QueryRowContext(ctx, `
		INSERT INTO acts (author, written_at, quiet, note, adds, ends, undoes, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		a.By.String(), stamp(a.At), a.Quiet, a.Note, written, string(ends), a.Undoes, shown).Scan(&d.Act)
	return d, err
}

// numbered is an override in an act's row.
type numbered struct {
	Number int64           `json:"number"`
	Says   json.RawMessage `json:"says"`
}

func writeAdds(overrides []schedule.Override) (string, error) {
	rows := []numbered{}
	for _, o := range overrides {
		says, err := writeOverride(o)
		if err != nil {
			return "", err
		}
		rows = append(rows, numbered{o.Number, json.RawMessage(says)})
	}
	text, err := json.Marshal(rows)
	return string(text), err
}

// Act is an act of that number, and what its preview showed; bot.ErrNoDraft if there
// is none.
func (db *DB) Act(ctx context.Context, number int64) (a bot.Act, shown string, err error) {
	a, shown, err = act(ctx, db.read, number)
	if err != nil {
		return a, "", fmt.Errorf("act %d: %w", number, err)
	}
	return a, shown, nil
}

func act(ctx context.Context, q querier, number int64) (a bot.Act, shown string, err error) {
	var author, adds, ends, approves string
	var at int64
	var done sql.NullInt64
	err = q.QueryRowContext(ctx, `
		SELECT author, written_at, done_at, state, quiet, note, adds, ends, undoes, approves, shown FROM acts WHERE id = ?`, number).
		Scan(&author, &at, &done, &a.State, &a.Quiet, &a.Note, &adds, &ends, &a.Undoes, &approves, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		return a, "", bot.ErrNoDraft
	}
	if err != nil {
		return a, "", err
	}
	a.Number, a.At, a.DoneAt = number, instant(at), perhaps(done)
	if a.By, err = whoIs(author); err != nil {
		return a, "", err
	}
	if err := json.Unmarshal([]byte(ends), &a.Ends); err != nil {
		return a, "", err
	}
	if approves != "" {
		if err := json.Unmarshal([]byte(approves), &a.Approves); err != nil {
			return a, "", err
		}
	}
	var rows []numbered
	if err := json.Unmarshal([]byte(adds), &rows); err != nil {
		return a, "", err
	}
	for _, row := range rows {
		o, err := readOverride(string(row.Says))
		if err != nil {
			return a, "", err
		}
		o.Number, o.By, o.At = row.Number, author, a.At
		a.Adds = append(a.Adds, o)
	}
	return a, shown, nil
}

// DiscardAct deletes a draft that the author wrote. bot.ErrNoDraft or
// bot.ErrDraftSent where there is none to delete.
func (db *DB) DiscardAct(ctx context.Context, number int64, author bot.Chat) error {
	bot.Shows(ctx)
	_, err := once(ctx, db, "discard an act", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		a, _, err := act(ctx, tx, number)
		switch {
		case err != nil:
			return none, err
		case a.By != author:
			return none, bot.ErrNoDraft
		case a.State != bot.ActDraft:
			return none, bot.ErrDraftSent
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM acts WHERE id = ?`, number)
		return none, err
	})
	return err
}

// finishAct notes that a draft has been done, with the overrides that it adds and ends
// and, if it takes back another, that this one is undone. It can be done once.
func finishAct(ctx context.Context, tx *transaction, a bot.Act, now time.Time, revision int64) error {
	kept, _, err := act(ctx, tx, a.Number)
	if err != nil {
		return err
	}
	if kept.State != bot.ActDraft {
		return bot.ErrDraftSent
	}
	_, err = tx.ExecContext(ctx, `UPDATE acts SET state = 'done', done_at = ?, quiet = ?, revision = ? WHERE id = ?`,
		stamp(now), a.Quiet, revision, a.Number)
	if err != nil {
		return err
	}
	if a.Undoes != 0 {
		undone, err := changes(tx.ExecContext(ctx, `UPDATE acts SET state = 'undone' WHERE id = ? AND state = 'done'`, a.Undoes))
		if err != nil {
			return err
		}
		if undone == 0 {
			return bot.ErrTooLate
		}
	}
	if err := putOverrides(ctx, tx, a.Number, a.Adds); err != nil {
		return err
	}
	if err := endOverrides(ctx, tx, a.Revives, false); err != nil {
		return err
	}
	return endOverrides(ctx, tx, a.Ends, true)
}
