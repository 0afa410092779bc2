package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Settings are a chat's settings; those of a chat never seen are zero.
func (db *DB) Settings(ctx context.Context, chat bot.Chat) (bot.Settings, error) {
	leads, err := all(ctx, db.read, scanLead, `
		SELECT lead FROM leads JOIN chats ON chats.id = leads.chat
		WHERE platform = ? AND chats.chat = ? AND lead <> -1 ORDER BY lead DESC`, chat.Platform, chat.ID)
	if err != nil {
		return bot.Settings{}, fmt.Errorf("settings of a chat: %w", err)
	}
	return bot.Settings{Leads: leads}, nil
}

// SetLeads sets how long before a talk the chat is rung; none means the
// conference's own.
func (db *DB) SetLeads(ctx context.Context, chat bot.Chat, leads []time.Duration) error {
	return db.update(ctx, "set leads", func(tx *sql.Tx) error {
		id, err := changed(ctx, tx, chat)
		if err != nil {
			return err
		}
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
	})
}

// Follow makes a chat follow a topic; false if it did already.
func (db *DB) Follow(ctx context.Context, chat bot.Chat, topic schedule.Topic) (added bool, err error) {
	err = db.update(ctx, "follow", func(tx *sql.Tx) error {
		id, err := changed(ctx, tx, chat)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO follows (chat, kind, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			id, topic.Kind, topic.Key)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		added = n > 0
		return err
	})
	return added, err
}

// Unfollow ends that a chat follows each of the topics and says how many it did.
func (db *DB) Unfollow(ctx context.Context, chat bot.Chat, topics ...schedule.Topic) (removed int, err error) {
	err = db.update(ctx, "unfollow", func(tx *sql.Tx) error {
		removed = 0
		id, err := lookup(ctx, tx, chat)
		if err != nil || id == 0 {
			return err
		}
		for _, t := range topics {
			res, err := tx.ExecContext(ctx, `DELETE FROM follows WHERE chat = ? AND kind = ? AND key = ?`, id, t.Kind, t.Key)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			removed += int(n)
		}
		_, err = changed(ctx, tx, chat)
		return err
	})
	return removed, err
}

// Follows are the topics that a chat follows, in the order in which it began to.
func (db *DB) Follows(ctx context.Context, chat bot.Chat) ([]schedule.Topic, error) {
	topics, err := all(ctx, db.read, scanTopic, `
		SELECT kind, key FROM follows JOIN chats ON chats.id = follows.chat
		WHERE platform = ? AND chats.chat = ? ORDER BY follows.id`, chat.Platform, chat.ID)
	if err != nil {
		return nil, fmt.Errorf("follows of a chat: %w", err)
	}
	return topics, nil
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

func scanTopic(rows *sql.Rows) (t schedule.Topic, err error) {
	err = rows.Scan(&t.Kind, &t.Key)
	return t, err
}

func scanLead(rows *sql.Rows) (time.Duration, error) {
	var ms int64
	err := rows.Scan(&ms)
	if ms < 0 {
		return bot.ConferenceLead, err
	}
	return time.Duration(ms) * time.Millisecond, err
}

// leadValue is a lead as it is stored: in milliseconds, -1 for the conference's.
func leadValue(lead time.Duration) int64 {
	if lead < 0 {
		return -1
	}
	return lead.Milliseconds()
}
