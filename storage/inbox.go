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
)

// kept is the part of a bot.Incoming that outlives the process.
type kept struct {
	Chat      bot.Chat        `json:"chat"`
	Sender    string          `json:"sender,omitzero"`
	Shared    bool            `json:"shared,omitzero"`
	About     string          `json:"about,omitzero"`
	Posted    bool            `json:"posted,omitzero"`
	Text      string          `json:"text"`
	Marked    string          `json:"marked,omitzero"`
	Language  string          `json:"language,omitzero"`
	Message   bot.Ref         `json:"message,omitzero"`
	Thread    string          `json:"thread,omitzero"`
	Topics    bool            `json:"topics,omitzero"`
	Pressed   bot.Ref         `json:"pressed,omitzero"`
	Elsewhere bool            `json:"elsewhere,omitzero"`
	Wordless  bool            `json:"wordless,omitzero"`
	Sealed    json.RawMessage `json:"sealed,omitzero"`
	File      bot.Attachment  `json:"file,omitzero"`
	Update    string          `json:"update"`
	At        time.Time       `json:"at,omitzero"`
}

// Cursor is where a platform's stream of updates was left: what Accept was last
// told, "" at first.
func (db *DB) Cursor(ctx context.Context, platform string) (string, error) {
	var cursor string
	err := db.read.QueryRowContext(ctx, `SELECT cursor FROM cursors WHERE platform = ?`, platform).Scan(&cursor)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("cursor of %s: %w", platform, err)
	}
	return cursor, nil
}

// Accept stores a batch and where the stream stands after it, all or nothing,
// and returns those of the batch that are new, in their order; what withdraws a
// press is what undoes it, or is not new. What has no
// Update can be told from nothing else: it is new, and is not kept. With a
// bot.ErrCannotWrite it returns the new ones as well, of which it has kept none.
func (db *DB) Accept(ctx context.Context, platform, cursor string, batch []bot.Incoming) (fresh []bot.Incoming, err error) {
	err = db.update(ctx, "accept from "+platform, func(tx *transaction) error {
		fresh = nil
		for _, in := range batch {
			in, isNew, err := accept(ctx, tx, platform, in)
			if err != nil {
				return err
			}
			if isNew {
				fresh = append(fresh, in)
			}
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO cursors (platform, cursor) VALUES (?1, ?2)
			ON CONFLICT (platform) DO UPDATE SET cursor = ?2`, platform, cursor)
		return err
	})
	switch {
	case err == nil:
		return fresh, nil
	case !errors.Is(err, bot.ErrCannotWrite):
		return nil, err
	}
	fresh, unread := db.wouldAccept(ctx, platform, batch)
	if unread != nil {
		return nil, unread
	}
	return fresh, err
}

// wouldAccept is what of a batch Accept would find to be new.
func (db *DB) wouldAccept(ctx context.Context, platform string, batch []bot.Incoming) ([]bot.Incoming, error) {
	unheard, err := db.Unheard(ctx, platform, batch)
	if err != nil {
		return nil, err
	}
	var fresh []bot.Incoming
	for _, in := range unheard {
		isNew := true
		if in.Withdraws != "" && in.Text == "" {
			undo, together := undoingIn(batch, in)
			if !together {
				if undo, together, err = undoing(ctx, db.read, platform, in); err != nil {
					return nil, fmt.Errorf("look for what was pressed: %w", err)
				}
			}
			in, isNew = undo, together
		}
		if isNew {
			fresh = append(fresh, in)
		}
	}
	return fresh, nil
}

// Unheard are those of a batch that are not in the inbox, each once.
func (db *DB) Unheard(ctx context.Context, platform string, batch []bot.Incoming) ([]bot.Incoming, error) {
	news := make([]string, len(batch))
	for i, in := range batch {
		news[i] = in.Update
	}
	table, err := json.Marshal(news)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	err = each(ctx, db.read, func(rows *sql.Rows) error {
		var update string
		err := rows.Scan(&update)
		known[update] = true
		return err
	}, `SELECT i.news FROM json_each(?2) j CROSS JOIN inbox i ON i.platform = ?1 AND i.news = j.value`, platform, string(table))
	if err != nil {
		return nil, fmt.Errorf("look for what came in: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(batch), func(in bot.Incoming) bool {
		was := known[in.Update]
		known[in.Update] = in.Update != ""
		return was
	}), nil
}

// accept stores what has come in, and returns it as it is to be answered.
func accept(ctx context.Context, tx *transaction, platform string, in bot.Incoming) (as bot.Incoming, isNew bool, err error) {
	if in.Update == "" {
		return in, true, nil
	}
	as, isNew = in, true
	if in.Withdraws != "" && in.Text == "" {
		if as, isNew, err = undoing(ctx, tx, platform, in); err != nil {
			return in, false, err
		}
	}
	if isNew {
		isNew, err = file(ctx, tx, platform, as)
	}
	if err == nil && isNew {
		err = befall(ctx, tx, as)
	}
	if err == nil {
		err = press(ctx, tx, platform, in)
	}
	return as, isNew, err
}

// file puts an update into the inbox, unless it is there.
func file(ctx context.Context, tx *transaction, platform string, in bot.Incoming) (isNew bool, err error) {
	text, err := json.Marshal(kept{in.Chat, in.Sender, in.Shared, in.About, in.Posted, in.Text, in.Marked, in.Language,
		in.Message, in.Thread, in.Topics, in.Pressed, in.Elsewhere, in.Wordless,
		in.Sealed, in.File, in.Update, in.At})
	if err != nil {
		return false, err
	}
	n, err := changes(tx.ExecContext(ctx, `
		INSERT INTO inbox (platform, news, said_at, incoming) VALUES (?, ?, ?, ?)
		ON CONFLICT (platform, news) DO NOTHING`, platform, in.Update, stamp(in.At), string(text)))
	return n > 0, err
}

// Pending is what was accepted from a platform and is not finished, in the order
// in which it came.
func (db *DB) Pending(ctx context.Context, platform string) ([]bot.Incoming, error) {
	pending, err := all(ctx, db.read, scanIncoming,
		`SELECT incoming FROM inbox WHERE platform = ? AND done = 0 ORDER BY id`, platform)
	if err != nil {
		return nil, fmt.Errorf("pending from %s: %w", platform, err)
	}
	return pending, nil
}

// Finish notes that Usher has finished with updates of a platform. It does not wait for
// the disk.
func (db *DB) Finish(ctx context.Context, platform string, updates ...string) error {
	if len(updates) == 0 {
		return nil
	}
	return db.finish(ctx, platform, updates, func(tx *transaction) error {
		for _, update := range updates {
			// What was said is nobody's business any more: the id is enough to
			// know it by when it comes again.
			_, err := tx.ExecContext(ctx, `UPDATE inbox SET done = 1, incoming = '', effects = NULL WHERE platform = ? AND news = ?`,
				platform, update)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Answered accepts what Usher has finished with already, of which there is nothing to
// keep but the id. Like Finish it does not wait for the disk.
func (db *DB) Answered(ctx context.Context, platform string, batch []bot.Incoming) error {
	var updates []string
	for _, in := range batch {
		updates = append(updates, in.Update)
	}
	return db.finish(ctx, platform, updates, func(tx *transaction) error {
		return answered(ctx, tx, platform, batch)
	})
}

func answered(ctx context.Context, tx *transaction, platform string, batch []bot.Incoming) error {
	for _, in := range batch {
		// It is in the inbox where it had an effect, which took it along.
		_, err := tx.ExecContext(ctx, `
			INSERT INTO inbox (platform, news, said_at, incoming, done) VALUES (?, ?, ?, '', 1)
			ON CONFLICT (platform, news) DO UPDATE SET done = 1, incoming = '', effects = NULL`,
			platform, in.Update, stamp(in.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// finish notes that updates are finished.
func (db *DB) finish(ctx context.Context, platform string, updates []string, note func(tx *transaction) error) error {
	// A power cut that takes it back has them answered once more, no more than that.
	err := db.updateLax(ctx, "finish", note)
	if err == nil {
		db.acted.finish(platform, updates)
	}
	if err == nil && db.forgot.Swap(false) {
		err = db.wipe(ctx)
	}
	return err
}

// Prune forgets what was said before an instant and is finished, and says how
// much that was. Until then it is known when it comes again.
func (db *DB) Prune(ctx context.Context, before time.Time) (updates int, err error) {
	err = db.update(ctx, "prune the inbox", func(tx *transaction) (err error) {
		updates, err = changes(tx.ExecContext(ctx, `DELETE FROM inbox WHERE done = 1 AND said_at < ?`, stamp(before)))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM pressed WHERE said_at < ?`, stamp(before.Add(-pressKept)))
		return err
	})
	if err == nil {
		err = db.wipe(ctx) // of whom Forget could not
	}
	return updates, err
}

func scanIncoming(rows *sql.Rows) (bot.Incoming, error) {
	var text string
	if err := rows.Scan(&text); err != nil {
		return bot.Incoming{}, err
	}
	var k kept
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return bot.Incoming{}, fmt.Errorf("an update in the inbox: %w", err)
	}
	return bot.Incoming{Chat: k.Chat, Sender: k.Sender, Shared: k.Shared, About: k.About, Posted: k.Posted, Text: k.Text, Marked: k.Marked, Language: k.Language,
		Message: k.Message, Thread: k.Thread, Topics: k.Topics, Pressed: k.Pressed, Elsewhere: k.Elsewhere, Wordless: k.Wordless,
		Sealed: k.Sealed, File: k.File, Update: k.Update, At: k.At}, nil
}
