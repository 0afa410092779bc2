package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"usher/bot"
)

// Wishes are what a chat wants; those of a chat never seen are zero. An update that is
// answered again finds them as they were the first time.
func (db *DB) Wishes(ctx context.Context, chat bot.Chat) (bot.Wishes, error) {
	made, _, err := db.answeredBefore(ctx, db.read)
	if err != nil {
		return bot.Wishes{}, fmt.Errorf("wishes of a chat: %w", err)
	}
	if w, ok := made.Before[chat.String()]; ok {
		return w, nil
	}
	s, err := db.state(ctx, chat)
	if err != nil {
		return bot.Wishes{}, fmt.Errorf("wishes of a chat: %w", err)
	}
	w := s.wishes // others are given the same
	w.Follows, w.Leads = slices.Clone(w.Follows), slices.Clone(w.Leads)
	w.Mutes, w.Announces = slices.Clone(w.Mutes), slices.Clone(w.Announces)
	return w, nil
}

func wishes(ctx context.Context, q querier, id int64) (bot.Wishes, error) {
	of, err := wishesOf(ctx, q, []int64{id})
	return of[id], err
}

// wishesOf are what each of some chats wants.
func wishesOf(ctx context.Context, q querier, ids []int64) (map[int64]bot.Wishes, error) {
	table, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	of := make(map[int64]bot.Wishes, len(ids))
	for _, part := range wishParts {
		if err := each(ctx, q, func(rows *sql.Rows) error { return part.read(rows, of) }, part.query, string(table)); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// wishParts are what wishes are put together from: rows of chats, and how each is
// added to what its chat wants. Their tables are wishTables.
var wishParts = []struct {
	query string
	read  func(*sql.Rows, map[int64]bot.Wishes) error
}{
	{`SELECT c.id, c.language, c.hint, c.thread FROM json_each(?1) j CROSS JOIN chats c ON c.id = j.value`, readChat},
	{`SELECT f.chat, f.kind, f.key, f.only FROM json_each(?1) j CROSS JOIN follows f ON f.chat = j.value ORDER BY f.id`, readFollow},
	{`SELECT l.chat, l.lead FROM json_each(?1) j CROSS JOIN leads l ON l.chat = j.value ORDER BY l.lead DESC`, readLead},
	{`SELECT m.chat, m.talk, m.until FROM json_each(?1) j CROSS JOIN mutes m ON m.chat = j.value ORDER BY m.talk`, readMute},
	{`SELECT h.chat, h.room FROM json_each(?1) j CROSS JOIN channels h ON h.chat = j.value ORDER BY h.set_at, h.room`, readChannel},
}

func readChat(rows *sql.Rows, of map[int64]bot.Wishes) error {
	var chat int64
	var chosen, hint, thread string
	if err := rows.Scan(&chat, &chosen, &hint, &thread); err != nil {
		return err
	}
	w := of[chat]
	w.Chosen, w.Language, w.Thread = chosen, cmp.Or(chosen, hint), thread
	of[chat] = w
	return nil
}

func readFollow(rows *sql.Rows, of map[int64]bot.Wishes) error {
	var chat int64
	var f bot.Follow
	var only sql.NullInt64
	if err := rows.Scan(&chat, &f.Kind, &f.Key, &only); err != nil {
		return err
	}
	f.Only = perhaps(only)
	w := of[chat]
	w.Follows = append(w.Follows, f)
	of[chat] = w
	return nil
}

func readLead(rows *sql.Rows, of map[int64]bot.Wishes) error {
	var chat, lead int64
	if err := rows.Scan(&chat, &lead); err != nil {
		return err
	}
	w := of[chat]
	w.Leads = append(w.Leads, leadOf(lead))
	of[chat] = w
	return nil
}

func readMute(rows *sql.Rows, of map[int64]bot.Wishes) error {
	var chat int64
	var m bot.Mute
	var until sql.NullInt64
	if err := rows.Scan(&chat, &m.Talk, &until); err != nil {
		return err
	}
	m.Until = perhaps(until)
	w := of[chat]
	w.Mutes = append(w.Mutes, m)
	of[chat] = w
	return nil
}

func readChannel(rows *sql.Rows, of map[int64]bot.Wishes) error {
	var chat int64
	var room string
	if err := rows.Scan(&chat, &room); err != nil {
		return err
	}
	w := of[chat]
	w.Announces = append(w.Announces, room)
	of[chat] = w
	return nil
}

// SetLanguage sets what somebody asked to be spoken with the chat, a BCP 47 tag;
// "" leaves it to the network and the conference.
func (db *DB) SetLanguage(ctx context.Context, chat bot.Chat, tag string) error {
	return db.wish(ctx, "set the language", chat, func(tx *transaction, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE chats SET language = ? WHERE id = ?`, tag, id)
		return err
	})
}

// Mute keeps rings from a chat, in place of a mute of the same talk.
func (db *DB) Mute(ctx context.Context, chat bot.Chat, m bot.Mute) error {
	return db.wish(ctx, "mute", chat, func(tx *transaction, id int64) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO mutes (chat, talk, until) VALUES (?, ?, ?)
			ON CONFLICT (chat, talk) DO UPDATE SET until = excluded.until`, id, m.Talk, maybe(m.Until))
		return err
	})
}

// Unmute ends the mute of a talk, or of everything where that is "", and says
// whether there was one, be it over or not. What fell due meanwhile rings now if
// it is still worth it.
func (db *DB) Unmute(ctx context.Context, chat bot.Chat, talk string) (was bool, err error) {
	return once(ctx, db, "unmute", chat, func(tx *transaction) (was bool, err error) {
		id, err := changed(ctx, tx, chat)
		if err != nil {
			return false, err
		}
		n, err := changes(tx.ExecContext(ctx, `DELETE FROM mutes WHERE chat = ? AND talk = ?`, id, talk))
		return n > 0, err
	})
}

// wish writes what a chat wants from now on.
func (db *DB) wish(ctx context.Context, what string, chat bot.Chat, do func(tx *transaction, id int64) error) error {
	_, err := once(ctx, db, what, chat, func(tx *transaction) (none struct{}, err error) {
		id, err := changed(ctx, tx, chat)
		if err != nil {
			return none, err
		}
		return none, do(tx, id)
	})
	return err
}

// SetLeads sets how long before a talk the chat is rung; none means the
// conference's own.
func (db *DB) SetLeads(ctx context.Context, chat bot.Chat, leads []time.Duration) error {
	return db.wish(ctx, "set leads", chat, func(tx *transaction, id int64) error {
		return setLeads(ctx, tx, id, leads)
	})
}

func setLeads(ctx context.Context, tx *transaction, id int64, leads []time.Duration) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM leads WHERE chat = ?`, id); err != nil {
		return err
	}
	if len(leads) == 0 {
		leads = []time.Duration{bot.ConferenceLead}
	}
	for _, lead := range leads {
		if _, err := tx.ExecContext(ctx, `INSERT INTO leads (chat, lead) VALUES (?, ?) ON CONFLICT DO NOTHING`,
			id, leadValue(lead)); err != nil {
			return err
		}
	}
	return nil
}

// leadsQuery walks the index from each lead to the next larger one (a loose
// index scan), so that it costs a step per lead, not per chat.
const leadsQuery = `
	WITH RECURSIVE step (lead) AS (
		SELECT min(lead) FROM leads
		UNION ALL
		SELECT (SELECT min(lead) FROM leads WHERE lead > step.lead) FROM step WHERE step.lead IS NOT NULL
	)
	SELECT lead FROM step WHERE lead IS NOT NULL`

// Leads are the leads that any chat has chosen, each once;
// bot.ConferenceLead among them if one left it to the conference.
func (db *DB) Leads(ctx context.Context) ([]time.Duration, error) {
	leads, err := all(ctx, db.read, scanLead, leadsQuery)
	if err != nil {
		return nil, fmt.Errorf("leads in use: %w", err)
	}
	return leads, nil
}

func scanLead(rows *sql.Rows) (time.Duration, error) {
	var ms int64
	err := rows.Scan(&ms)
	return leadOf(ms), err
}

// leadOf reads what leadValue wrote.
func leadOf(ms int64) time.Duration {
	if ms < 0 {
		return bot.ConferenceLead
	}
	return time.Duration(ms) * time.Millisecond
}

// leadValue is a lead as it is stored: in milliseconds, -1 for the conference's.
func leadValue(lead time.Duration) int64 {
	if lead < 0 {
		return -1
	}
	return lead.Milliseconds()
}
