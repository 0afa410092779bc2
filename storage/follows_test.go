package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// TestAStarWhileAChangeIsTold has somebody star a talk again while she is being told
// that it has moved, which fails; before the next attempt that is taken back. The
// star's answer may have said what is not so any more.
func TestAStarWhileAChangeIsTold(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		first, second := standing(time.Hour), standing(2*time.Hour)
		follow(t, db, ada, mount)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{change(mount, first, second)}})
		d := mustClaim(t, db)
		for range 3 {
			follow(t, db, ada, mount)
		}
		settle(t, db, d, bot.Outcome{State: bot.StateQueued, At: noon, Again: noon})
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("two")}, Changes: []bot.SlotChange{change(mount, second, first)}})
		var told []bot.Standing
		for _, n := range mustClaim(t, db).Notices {
			equal(t, n.Stands, first)
			told = append(told, n.Told)
		}
		equal(t, told, []bot.Standing{first, second})
	})
}
