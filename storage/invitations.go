package storage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"usher/bot"
)

// Invite keeps invitations until Entered, Decline or Uninvite ends them. Of one chat there is
// one: that it takes another's place is not forgotten by an invitation that does not
// say so, and each has it tried again at once.
func (db *DB) Invite(ctx context.Context, invitations ...bot.Invitation) error {
	for batch := range slices.Chunk(invitations, slice) {
		err := db.update(ctx, "keep invitations", func(tx *transaction) error {
			for _, i := range batch {
				_, err := tx.ExecContext(ctx, `
					INSERT INTO invitations (platform, chat, host, direct, replaces, turn)
					SELECT ?1, ?2, ?3, ?4, ?5, ifnull(max(turn), 0) + 1 FROM invitations WHERE platform = ?1 AND host = ?3
					ON CONFLICT (platform, chat) DO UPDATE SET
						host = iif(excluded.replaces = '', excluded.host, host), direct = max(direct, excluded.direct),
						replaces = iif(excluded.replaces = '', replaces, excluded.replaces), asked = asked + 1, tries = 0, again_at = 0`,
					i.Chat.Platform, i.Chat.ID, i.By, i.Direct, i.Replaces.ID)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Invited are the invitations of a platform that may be tried by now, at most limit:
// those that have not been tried first. Next is when another one may be; zero if
// none is left.
func (db *DB) Invited(ctx context.Context, platform string, now time.Time, limit int) (due []bot.Invitation, next time.Time, err error) {
	due, err = all(ctx, db.read, scanInvitation, `
		SELECT platform, chat, host, direct, replaces, asked, tries FROM invitations
		WHERE platform = ? AND again_at <= ? ORDER BY again_at, turn LIMIT ?`, platform, stamp(now), limit)
	if err == nil {
		err = each(ctx, db.read, func(rows *sql.Rows) error {
			var at sql.NullInt64
			err := rows.Scan(&at)
			if at.Valid {
				next = instant(at.Int64)
			}
			return err
		}, `SELECT min(again_at) FROM invitations WHERE platform = ? AND again_at > ?`, platform, stamp(now))
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("invitations from %s: %w", platform, err)
	}
	return due, next, nil
}

func scanInvitation(rows *sql.Rows) (i bot.Invitation, err error) {
	var replaces string
	err = rows.Scan(&i.Chat.Platform, &i.Chat.ID, &i.By, &i.Direct, &replaces, &i.Asked, &i.Tries)
	if replaces != "" {
		i.Replaces = bot.Chat{Platform: i.Chat.Platform, ID: replaces}
	}
	return i, err
}

// Postpone notes how often an invitation was tried, and when to try it again; unless
// Usher has been invited anew meanwhile.
func (db *DB) Postpone(ctx context.Context, i bot.Invitation, again time.Time) error {
	return db.update(ctx, "postpone an invitation", func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `UPDATE invitations SET tries = ?4, again_at = ?5 WHERE platform = ?1 AND chat = ?2 AND asked = ?3`,
			i.Chat.Platform, i.Chat.ID, i.Asked, i.Tries, stamp(again))
		return err
	})
}

// Decline ends invitations, but those of them that have come anew meanwhile.
func (db *DB) Decline(ctx context.Context, invitations ...bot.Invitation) error {
	return db.update(ctx, "decline invitations", func(tx *transaction) error {
		for _, i := range invitations {
			_, err := tx.ExecContext(ctx, `DELETE FROM invitations WHERE platform = ? AND chat = ? AND asked = ?`,
				i.Chat.Platform, i.Chat.ID, i.Asked)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Uninvite ends invitations to chats, which their hosts have taken back.
func (db *DB) Uninvite(ctx context.Context, chats ...bot.Chat) error {
	return db.update(ctx, "drop invitations", func(tx *transaction) error {
		for _, chat := range chats {
			if _, err := uninvite(ctx, tx, chat); err != nil {
				return err
			}
		}
		return nil
	})
}

func uninvite(ctx context.Context, tx *transaction, chat bot.Chat) (was bool, err error) {
	n, err := changes(tx.ExecContext(ctx, `DELETE FROM invitations WHERE platform = ? AND chat = ?`, chat.Platform, chat.ID))
	return n > 0, err
}

// Entered ends the invitations to chats that Usher is in. A chat that takes
// another's place has all that belongs to that from then on; the welcome to any other
// is put into the inbox, and returned. What was entered before, or was uninvited
// meanwhile, is not welcomed; nor is what turns out meanwhile to take another's place,
// which is to be entered once more, as that.
func (db *DB) Entered(ctx context.Context, at time.Time, arrivals ...bot.Arrival) (welcomes []bot.Incoming, err error) {
	err = db.update(ctx, "enter chats", func(tx *transaction) error {
		welcomes = nil
		for _, a := range arrivals {
			if replaces, err := replacesAfterAll(ctx, tx, a.Invitation); err != nil {
				return err
			} else if replaces {
				continue
			}
			was, err := uninvite(ctx, tx, a.Chat)
			if err != nil {
				return err
			}
			if !a.Replaces.IsZero() {
				if err := replace(ctx, tx, a.Replaces, a.Chat, at); err != nil {
					return err
				}
				continue
			}
			if !was || a.Welcome.Update == "" {
				continue
			}
			if was, err = file(ctx, tx, a.Chat.Platform, a.Welcome); err != nil {
				return err
			}
			if was {
				welcomes = append(welcomes, a.Welcome)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return welcomes, nil
}

// replacesAfterAll reports whether it came out that a chat takes another's place while
// an invitation that did not say so was tried.
func replacesAfterAll(ctx context.Context, tx *transaction, tried bot.Invitation) (does bool, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM invitations WHERE platform = ? AND chat = ? AND asked > ? AND replaces <> '')`,
		tried.Chat.Platform, tried.Chat.ID, tried.Asked).Scan(&does)
	return does && tried.Replaces.IsZero(), err
}

// unfollowed are the chats in whose place there are others that Usher is to enter yet.
func unfollowed(ctx context.Context, tx *transaction) ([]bot.Chat, error) {
	return all(ctx, tx, func(rows *sql.Rows) (c bot.Chat, err error) {
		err = rows.Scan(&c.Platform, &c.ID)
		return c, err
	}, `SELECT platform, replaces FROM invitations WHERE replaces <> ''`)
}

// Moved lets a chat have all that belonged to another, whose place it takes, as of
// an instant of the conference clock.
func (db *DB) Moved(ctx context.Context, from, to bot.Chat, at time.Time) error {
	return db.update(ctx, "move a chat", func(tx *transaction) error { return replace(ctx, tx, from, to, at) })
}

// replace is Moved. Between the end of the old chat and the news of the new one it
// may have been taken for gone.
func replace(ctx context.Context, tx *transaction, from, to bot.Chat, at time.Time) error {
	id, err := lookup(ctx, tx, from)
	if err != nil || id == 0 || from == to {
		return err
	}
	if id, err = move(ctx, tx, id, bot.Outcome{At: at, MovedTo: to}); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE chats SET gone_at = NULL, stale = 1 WHERE id = ?`, id)
	return err
}
