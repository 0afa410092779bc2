package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"usher/bot"
)

// Forget deletes everything that is kept about a chat and the name of the person
// who asks for it in all that she wrote for everyone, whose text stays; no trace of it stays
// in the database's files: SQLite overwrites what it deletes (secure_delete), and
// the log of what was written is emptied. Only what is read meanwhile, and what
// of the chat's last words is not finished, may stay until Finish or Prune.
func (db *DB) Forget(ctx context.Context, chat, person bot.Chat) error {
	_, err := once(ctx, db, "forget chat", bot.Chat{}, func(tx *transaction) (none struct{}, err error) {
		// What people are told goes on, and can be taken back by others.
		_, err = tx.ExecContext(ctx, `
			UPDATE tellings SET chat = NULL, message = '' WHERE chat = (SELECT id FROM chats WHERE platform = ? AND chat = ?)`, chat.Platform, chat.ID)
		if err != nil {
			return none, err
		}
		// The rest goes with it: ON DELETE CASCADE.
		_, err = tx.ExecContext(ctx, `DELETE FROM chats WHERE platform = ? AND chat = ?`, chat.Platform, chat.ID)
		if err != nil {
			return none, err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM pressed WHERE platform = ?1 AND chat = ?2 OR platform = ?3 AND person = ?4`,
			chat.Platform, chat.ID, person.Platform, person.ID)
		if err != nil {
			return none, err
		}
		if err := forgetOrganiser(ctx, tx, person); err != nil {
			return none, err
		}
		// Channels stay, without who has set them up.
		for _, query := range []string{
			`UPDATE channels SET set_by = '' WHERE set_by = ?`,
			`DELETE FROM channel_codes WHERE author = ?`,
		} {
			if _, err := tx.ExecContext(ctx, query, chat.String()); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	if err != nil {
		return err
	}
	db.team.changed()
	db.forgot.Store(true) // and the network's own line that asked for it is to come
	return db.wipe(ctx)
}

// forgetOrganiser takes a person's name out of what they have done for everyone, and their
// roles away.
func forgetOrganiser(ctx context.Context, tx *transaction, person bot.Chat) error {
	for _, query := range []string{
		`DELETE FROM broadcasts WHERE author = ? AND state = 'draft'`,
		`UPDATE broadcasts SET author = '' WHERE author = ?`,
		`DELETE FROM acts WHERE author = ? AND state = 'draft'`,
		`UPDATE acts SET author = '' WHERE author = ?`,
	} {
		if _, err := tx.ExecContext(ctx, query, person.String()); err != nil {
			return err
		}
	}
	if err := forgetDeeds(ctx, tx, person); err != nil {
		return err
	}
	return forgetMember(ctx, tx, person)
}

// readersPatience is how long emptying the log waits for those who read. Nobody
// can write meanwhile, and it will be tried again.
const readersPatience = 100 * time.Millisecond

// wipe brings all that was written into the database itself and empties the log
// (sqlite.org/pragma.html#pragma_wal_checkpoint), unless somebody reads in it.
func (db *DB) wipe(ctx context.Context) error {
	err := db.writer.apart(ctx, func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, waitFor(readersPatience))
		if err == nil {
			_, err = tx.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
		}
		_, after := tx.ExecContext(ctx, waitFor(db.writer.patience()))
		return errors.Join(err, after)
	})
	if err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	return nil
}
