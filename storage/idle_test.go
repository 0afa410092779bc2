package storage

import (
	"errors"
	"testing"
	"time"

	"usher/bot"
)

// TestATurnWithNothingToDoWritesNothing, so that nobody who writes waits for it: it
// works on what cannot be written to, which one that has something to do does not.
func TestATurnWithNothingToDoWritesNothing(t *testing.T) {
	noon := time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)
	ada := bot.Chat{Platform: "test", ID: "1"}
	held := bot.Notice{Kind: bot.Held, Start: noon, Due: noon, Deadline: noon, Expires: noon.Add(time.Hour)}
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	turn := func(now time.Time, settled ...bot.Settlement) ([]bot.Delivery, error) {
		return db.Turn(t.Context(), bot.Turn{Platform: "test", Settled: settled, Clock: noon, Now: now, Limit: 1})
	}
	none := func(bot.Wishes) []bot.Notice { return nil }
	for _, step := range []struct {
		name string
		do   func() error
		now  time.Time
		busy bool
	}{
		{"nothing is queued", func() error { return nil }, noon, false},
		{"something has failed", func() error {
			if err := db.Tell(t.Context(), held, noon, ada); err != nil {
				return err
			}
			if _, err := db.Replan(t.Context(), noon, 10, none); err != nil {
				return err
			}
			d, err := turn(noon)
			if err != nil || len(d) != 1 {
				return errors.Join(err, errors.New("nothing was claimed"))
			}
			_, err = turn(noon, bot.Settlement{Chat: ada, Notices: []int64{d[0].Notices[0].ID},
				Outcome: bot.Outcome{State: bot.StateQueued, Again: noon.Add(time.Minute)}})
			return err
		}, noon, false},
		{"it may be tried again", func() error { return nil }, noon.Add(time.Minute), true},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		tell(t, db, `PRAGMA query_only = 1`)
		if _, err := turn(step.now); errors.Is(err, bot.ErrCannotWrite) != step.busy {
			t.Errorf("%s: %v", step.name, err)
		}
		tell(t, db, `PRAGMA query_only = 0`)
	}
}
