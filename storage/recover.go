package storage

import "context"

const recoverQuery = `
	UPDATE outbox SET state = 'queued', unsure = 1, uncertain = max(uncertain, ?2 AND kind <> 'amend'),
		said = iif(kind = 'ring' AND ?2, NULL, said), slot = iif(kind = 'ring' AND ?2, NULL, slot)
	WHERE platform = ?1 AND state = 'claimed'
	RETURNING kind <> 'amend'`

// presentlyQuery ends all back-off: until when it lasts was reckoned by the clock of
// the process before, which may have been ahead of this one's.
const presentlyQuery = `
	UPDATE outbox INDEXED BY outbox_failed SET not_before = 0
	WHERE platform = ?1 AND state = 'queued' AND not_before > 0`

// Recover puts back what a process that is no more had claimed on a platform, and
// says how many notices nobody knows of whether they arrived; what has Arrived is
// settled as sent. They keep their keys;
// where the network does not know keys, they are marked as maybe arriving twice.
// What amends a message is not among them: twice is the same as once. What had
// failed may be tried again at once.
func (db *DB) Recover(ctx context.Context, platform string, idempotent bool) (notices int, err error) {
	err = db.update(ctx, "recover what was claimed", func(tx *transaction) error {
		arrived, err := all(ctx, tx, scanID, `SELECT id FROM outbox WHERE platform = ? AND state = 'claimed' AND arrived <> ''`, platform)
		if err != nil {
			return err
		}
		if err := settleArrived(ctx, tx, arrived); err != nil {
			return err
		}
		unknown, err := all(ctx, tx, scanID, recoverQuery, platform, !idempotent)
		if err != nil {
			return err
		}
		notices = 0
		for _, one := range unknown {
			notices += int(one)
		}
		_, err = tx.ExecContext(ctx, presentlyQuery, platform)
		return err
	})
	return notices, err
}
