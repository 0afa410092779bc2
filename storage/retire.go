package storage

import (
	"context"
	"encoding/json"
	"fmt"
)

// someQuery are some chats, whichever.
const someQuery = `SELECT id FROM chats WHERE id > 0 ORDER BY id LIMIT ?`

// tallyQuery counts the notices of chats ?1. What a network wrote about one may
// name somebody. The day is worked out of an instant, not asked of a clock.
const tallyQuery = `
	INSERT INTO tallies (day, platform, kind, state, reason, uncertain, notices)
	SELECT date(coalesce(o.settled_at, o.due) / 1000, 'unixepoch'), o.platform, o.kind, o.state,
		iif(o.state = 'rejected', '', o.reason), o.uncertain, count(*)
	FROM json_each(?1) j CROSS JOIN outbox o INDEXED BY outbox_chat ON o.chat = j.value
	WHERE true
	GROUP BY 1, 2, 3, 4, 5, 6
	ON CONFLICT DO UPDATE SET notices = notices + excluded.notices`

// retireSlice is how many chats a transaction deletes at most. With each goes all
// that it was ever told.
const retireSlice = 200

// Retire reduces the ledger to counts and deletes everybody, as Forget would: that
// is for when the conference has been over for as long as people were told. It says
// how many chats that were. It deletes a slice at a time, so that others get a turn;
// after an error the next goes on where it stopped.
func (db *DB) Retire(ctx context.Context) (chats int, err error) {
	for more := true; more; {
		n := 0
		err := db.update(ctx, "retire", func(tx *transaction) (err error) {
			n, err = retireSome(ctx, tx)
			return err
		})
		if err != nil {
			return chats, err
		}
		chats, more = chats+n, n > 0
	}
	names, err := db.retireNames(ctx)
	if err != nil || chats == 0 && !names {
		return chats, err
	}
	return chats, db.wipe(ctx)
}

func retireSome(ctx context.Context, tx *transaction) (chats int, err error) {
	ids, err := all(ctx, tx, scanID, someQuery, retireSlice)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	table, err := json.Marshal(ids)
	if err != nil {
		return 0, err
	}
	for _, query := range []string{tallyQuery, `DELETE FROM chats WHERE id IN (SELECT value FROM json_each(?1))`} {
		if _, err := tx.ExecContext(ctx, query, string(table)); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// retireNames takes the names out of what was written for everyone and what the team
// did, which stay, and forgets who pressed what, who invited Usher and who the team was;
// false if there were none.
func (db *DB) retireNames(ctx context.Context) (any bool, err error) {
	named, err := all(ctx, db.read, scanID,
		`SELECT 1 FROM team UNION ALL SELECT 1 FROM people UNION ALL SELECT 1 FROM offers UNION ALL SELECT 1 FROM audit WHERE person <> '' OR whom <> ''
		 UNION ALL SELECT 1 FROM broadcasts WHERE author <> '' UNION ALL SELECT 1 FROM acts WHERE author <> '' UNION ALL SELECT 1 FROM pressed UNION ALL SELECT 1 FROM channel_codes UNION ALL SELECT 1 FROM invitations LIMIT 1`)
	if err != nil {
		return false, fmt.Errorf("retire: %w", err)
	}
	if len(named) == 0 { // then nobody who writes has to wait
		return false, nil
	}
	defer db.team.changed()
	return true, db.update(ctx, "retire", func(tx *transaction) error {
		for _, query := range []string{
			`DELETE FROM broadcasts WHERE state = 'draft'`,
			`UPDATE broadcasts SET author = '', file = '' WHERE author <> '' OR file <> ''`,
			`DELETE FROM files`,
			`DELETE FROM acts WHERE state = 'draft'`,
			`UPDATE acts SET author = '' WHERE author <> ''`,
			`DELETE FROM pressed`,
			`DELETE FROM invitations`,
			`DELETE FROM team`,
			`DELETE FROM people`,
			`DELETE FROM offers`,
			`UPDATE audit SET person = '', whom = '' WHERE person <> '' OR whom <> ''`,
			`DELETE FROM channel_codes`,
		} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
}
