package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"usher/bot"
)

// Draft keeps what an organiser wants to tell, to whom and when, and gives it a
// number. Drafts written before expired are deleted.
func (db *DB) Draft(ctx context.Context, n bot.News, now, expired time.Time) (number int64, err error) {
	bot.Shows(ctx)
	return once(ctx, db, "draft a broadcast", bot.Chat{}, func(tx *transaction) (number int64, err error) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM broadcasts WHERE state = 'draft' AND written_at < ?`,
			stamp(expired)); err != nil {
			return 0, err
		}
		audience, err := json.Marshal(n.Addressees)
		if err != nil {
			return 0, err
		}
		err = tx.QueryRowContext(ctx, `INSERT INTO broadcasts (author, audience, head, due_at, written_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			n.Author.String(), string(audience), n.Head, maybe(n.At), stamp(now)).Scan(&number)
		if err != nil {
			return 0, err
		}
		return number, enclose(ctx, tx, number, n)
	})
}

// enclose keeps what a broadcast says, in place of what it said, and what goes along.
func enclose(ctx context.Context, tx *transaction, number int64, n bot.News) error {
	file := ""
	if !n.File.IsZero() {
		text, err := json.Marshal(n.File)
		if err != nil {
			return err
		}
		file = string(text)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE broadcasts SET file = ? WHERE id = ?`, file, number); err != nil {
		return err
	}
	return writeTexts(ctx, tx, number, n.Texts)
}

// writeTexts keeps the texts of a broadcast, in place of those that it had.
func writeTexts(ctx context.Context, tx *transaction, number int64, texts map[string]string) error {
	table, err := json.Marshal(texts)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM broadcast_texts WHERE broadcast = ?`, number); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO broadcast_texts (broadcast, language, text) SELECT ?1, key, value FROM json_each(?2)`, number, string(table))
	return err
}

// Drafted is a draft that the author wrote, not before expired: bot.ErrNoDraft or
// bot.ErrDraftSent where there is none, and bot.ErrChangedSince where it is another one
// than the author has seen.
func (db *DB) Drafted(ctx context.Context, seen bot.Seen, expired time.Time) (n bot.News, err error) {
	err = db.read.together(ctx, func(q querier) (err error) {
		n, err = draftOf(ctx, q, seen, expired)
		return err
	})
	return n, err
}

func draftOf(ctx context.Context, q querier, seen bot.Seen, expired time.Time) (bot.News, error) {
	found, err := all(ctx, q, scanDraft, `
		SELECT `+newsColumns+`, written_at FROM broadcasts WHERE id = ? AND author = ?`, seen.Number, seen.Author.String())
	switch {
	case err != nil:
		return bot.News{}, err
	case len(found) == 0:
		return bot.News{}, bot.ErrNoDraft
	case found[0].State != bot.NewsDraft:
		return bot.News{}, bot.ErrDraftSent
	case found[0].written.Before(expired):
		return bot.News{}, bot.ErrNoDraft
	case seen.Revision != 0 && seen.Revision != found[0].Revision:
		return bot.News{}, bot.ErrChangedSince
	}
	n := found[0].News
	n.Texts, err = texts(ctx, q, seen.Number)
	return n, err
}

// Revise puts a draft in the place of the one of its number, author and revision, and
// says what its own revision is. It is good for a while again. Its errors are Drafted's.
func (db *DB) Revise(ctx context.Context, n bot.News, now, expired time.Time) (revision int64, err error) {
	bot.Shows(ctx)
	return once(ctx, db, "revise a broadcast", bot.Chat{}, func(tx *transaction) (revision int64, err error) {
		if _, err := draftOf(ctx, tx, n.Seen(), expired); err != nil {
			return 0, err
		}
		audience, err := json.Marshal(n.Addressees)
		if err != nil {
			return 0, err
		}
		err = tx.QueryRowContext(ctx, `
			UPDATE broadcasts SET audience = ?, head = ?, due_at = ?, written_at = ?, revision = revision + 1 WHERE id = ? RETURNING revision`,
			string(audience), n.Head, maybe(n.At), stamp(now), n.Number).Scan(&revision)
		if err != nil {
			return 0, err
		}
		return revision, enclose(ctx, tx, n.Number, n)
	})
}

// Discard deletes a draft that the author has seen, however old. Its errors are
// Drafted's.
func (db *DB) Discard(ctx context.Context, seen bot.Seen) error {
	bot.Shows(ctx)
	_, err := once(ctx, db, "discard a draft", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		if _, err := draftOf(ctx, tx, seen, time.Time{}); err != nil {
			return none, err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM broadcasts WHERE id = ?`, seen.Number)
		return none, err
	})
	return err
}

// Confirm lets a draft go out, once, as the author has seen it: to those who are in its
// audience then. It is to begin now, or at its moment if that is later. Its errors are
// Drafted's, and bot.ErrUnaddressed; what names no revision, nobody has seen.
func (db *DB) Confirm(ctx context.Context, seen bot.Seen, now, expired time.Time) (bot.News, error) {
	return once(ctx, db, "confirm a broadcast", bot.Chat{}, func(tx *transaction) (n bot.News, err error) {
		if n, err = draftOf(ctx, tx, seen, expired); err != nil {
			return n, err
		}
		switch {
		case seen.Revision == 0:
			return n, bot.ErrChangedSince
		case n.Kind == bot.Unchosen:
			return n, bot.ErrUnaddressed
		}
		_, err = tx.ExecContext(ctx, `UPDATE broadcasts SET state = 'scheduled', confirmed_at = ? WHERE id = ?`, stamp(now), seen.Number)
		switch {
		case err != nil:
			return n, err
		case n.At.After(now):
			return n, tellBroadcast(ctx, tx, seen.Number, n.At)
		}
		return n, begin(ctx, tx, n, now)
	})
}

const newsColumns = `id, revision, author, audience, head, file, without, state, due_at, confirmed_at, began_at, people`

func scanNews(rows *sql.Rows, more ...any) (n bot.News, err error) {
	var author, audience, file, without string
	var at, confirmed, began sql.NullInt64
	columns := []any{&n.Number, &n.Revision, &author, &audience, &n.Head, &file, &without, &n.State, &at, &confirmed, &began, &n.Queued}
	if err := rows.Scan(append(columns, more...)...); err != nil {
		return n, err
	}
	n.At, n.Confirmed, n.Began = perhaps(at), perhaps(confirmed), perhaps(began)
	if n.Author, err = whoIs(author); err != nil {
		return n, err
	}
	if n.Without, err = networks(without); err != nil {
		return n, err
	}
	if file != "" {
		if err := json.Unmarshal([]byte(file), &n.File); err != nil {
			return n, err
		}
	}
	return n, json.Unmarshal([]byte(audience), &n.Addressees)
}

// draftRow is a broadcast that may be a draft.
type draftRow struct {
	bot.News
	written time.Time
}

func scanDraft(rows *sql.Rows) (d draftRow, err error) {
	var written int64
	d.News, err = scanNews(rows, &written)
	d.written = instant(written)
	return d, err
}

// texts are what was written for a broadcast, by language.
func texts(ctx context.Context, q querier, number int64) (map[string]string, error) {
	of := map[string]string{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var language, text string
		err := rows.Scan(&language, &text)
		of[language] = text
		return err
	}, `SELECT language, text FROM broadcast_texts WHERE broadcast = ?`, number)
	return of, err
}

// broadcastOf is the broadcast that notices know by a number; the zero News if it is
// no more.
func broadcastOf(ctx context.Context, q querier, number string) (n bot.News, err error) {
	found, err := all(ctx, q, func(rows *sql.Rows) (bot.News, error) { return scanNews(rows) },
		`SELECT `+newsColumns+` FROM broadcasts WHERE id = CAST(? AS INTEGER)`, number)
	if err != nil || len(found) == 0 {
		return n, err
	}
	n = found[0]
	n.Texts, err = texts(ctx, q, n.Number)
	return n, err
}
