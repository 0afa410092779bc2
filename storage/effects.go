package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"usher/bot"
)

// effects are what an update has made Usher write: the column of that name.
type effects struct {
	// Before is what each chat whose wishes they change wanted before the first of
	// them, by Chat.String: answering again comes to the same decisions.
	Before map[string]bot.Wishes `json:"wanted,omitempty"`
	// Came is what each write came to, by what it was and its place.
	Came map[string]json.RawMessage `json:"came"`
}

// once runs a write in a transaction, as update does, and notes with it what it
// came to. If the update that is answered has made that write before, nothing is
// written and it comes to the same. Chat is whose wishes are written, so that what
// they were is noted as well; the zero Chat where none are.
func once[T any](ctx context.Context, db *DB, what string, chat bot.Chat, do func(tx *transaction) (T, error)) (came T, err error) {
	of := bot.EffectsOf(ctx)
	if of == nil {
		err = db.act(ctx, what, func(tx *transaction) error {
			came, err = do(tx)
			return err
		})
		return came, err
	}
	place := fmt.Sprintf("%s %d", what, of.Next())
	err = db.update(ctx, what, func(tx *transaction) error {
		if err := acceptActing(ctx, tx, of.Said); err != nil {
			return err
		}
		known, kept, err := readEffects(ctx, tx, of)
		if err != nil {
			return err
		}
		if was, ok := known.Came[place]; ok {
			return json.Unmarshal(was, &came)
		}
		if kept && !chat.IsZero() {
			if err := known.remember(ctx, tx, chat); err != nil {
				return err
			}
		}
		if came, err = do(tx); err != nil {
			return err
		}
		if err = audit(ctx, tx); err != nil || !kept {
			return err
		}
		db.acted.note(of)
		return known.note(ctx, tx, of, place, came)
	})
	if err == nil {
		audited(ctx)
	}
	return came, err
}

// acceptActing stores what is about to have an effect, and that what its chat said before
// is finished. Neither need be in the inbox yet, and no effect goes without its update: the
// network may bring that again. What was said before must not come after it then.
func acceptActing(ctx context.Context, tx *transaction, in bot.Incoming) error {
	if in.Before != nil {
		if err := answered(ctx, tx, in.Chat.Platform, in.Before()); err != nil {
			return err
		}
	}
	_, _, err := accept(ctx, tx, in.Chat.Platform, in)
	return err
}

// readEffects are what an update has made Usher write so far. Kept is false for
// one that is not in the inbox, or is finished: it is not answered again.
func readEffects(ctx context.Context, q querier, of *bot.Effects) (e effects, kept bool, err error) {
	var text sql.NullString
	err = q.QueryRowContext(ctx, `SELECT effects FROM inbox WHERE platform = ? AND news = ? AND done = 0`,
		of.Said.Chat.Platform, of.Said.Update).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return e, false, nil
	case err != nil || !text.Valid:
		return e, true, err
	}
	if err := json.Unmarshal([]byte(text.String), &e); err != nil {
		return e, true, fmt.Errorf("what an update has written: %w", err)
	}
	return e, true, nil
}

// note writes down what a write came to, with what came of those before it.
func (e effects) note(ctx context.Context, tx *transaction, of *bot.Effects, place string, came any) error {
	value, err := json.Marshal(came)
	if err != nil {
		return err
	}
	if e.Came == nil {
		e.Came = map[string]json.RawMessage{}
	}
	e.Came[place] = value
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE inbox SET effects = ? WHERE platform = ? AND news = ?`,
		string(text), of.Said.Chat.Platform, of.Said.Update)
	return err
}

// remember keeps what a chat wants before its wishes are first changed.
func (e *effects) remember(ctx context.Context, tx *transaction, chat bot.Chat) error {
	if _, ok := e.Before[chat.String()]; ok {
		return nil
	}
	id, err := lookup(ctx, tx, chat)
	if err != nil {
		return err
	}
	w, err := wishes(ctx, tx, id) // none of a chat that is not known
	if err != nil {
		return err
	}
	if e.Before == nil {
		e.Before = map[string]bot.Wishes{}
	}
	e.Before[chat.String()] = w
	return nil
}

// AnsweredBefore reports whether the update that is answered in ctx has had effects when it
// was answered before, and none this time.
func (db *DB) AnsweredBefore(ctx context.Context) (bool, error) {
	_, before, err := db.answeredBefore(ctx, db.read)
	return before, err
}

// answeredBefore are the effects that the update answered in ctx had when it was answered
// before, while it has made no write this time; false if there are none.
func (db *DB) answeredBefore(ctx context.Context, q querier) (e effects, ok bool, err error) {
	of := bot.EffectsOf(ctx)
	if of == nil || of.Begun() > 0 || !db.acted.may(of) {
		return e, false, nil
	}
	e, _, err = readEffects(ctx, q, of)
	return e, len(e.Came) > 0, err
}
