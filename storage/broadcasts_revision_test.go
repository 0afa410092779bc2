package storage_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestAnOldPreviewSendsNothing: whatever was changed, be it into the same again, what is
// pressed is what was seen, or it is nothing.
func TestAnOldPreviewSendsNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		first := shown(draft(t, db, "Lunch."))
		n, err := db.Drafted(t.Context(), first, noon)
		if err != nil {
			t.Fatal(err)
		}
		if n.Revision, err = db.Revise(t.Context(), n, noon, noon); err != nil || n.Revision != 2 {
			t.Fatalf("revision %d, %v", n.Revision, err)
		}
		typed := first
		typed.Revision = 0
		for name, err := range map[string]error{
			"old":            second(db.Confirm(t.Context(), first, noon, noon)),
			"never seen":     second(db.Confirm(t.Context(), typed, noon, noon)),
			"looked at":      second(db.Drafted(t.Context(), first, noon)),
			"changed again":  second(db.Revise(t.Context(), bot.News{Number: n.Number, Revision: 1, Author: organiser}, noon, noon)),
			"cancelled late": db.Discard(t.Context(), first),
		} {
			if !errors.Is(err, bot.ErrChangedSince) {
				t.Errorf("%s: %v", name, err)
			}
		}
		spreadAll(t, db, 10)
		equal(t, told(t, db), []string(nil))
		if _, err := db.Confirm(t.Context(), n.Seen(), noon, noon); err != nil {
			t.Fatal(err)
		}
		spreadAll(t, db, 10)
		equal(t, told(t, db), []string{"1 Lunch."})
	})
}

// second is the error of what returns something else as well.
func second[T any](_ T, err error) error { return err }

// TestOfManyPressesOneSends what was seen, however they and a change come together.
func TestOfManyPressesOneSends(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		first := shown(draft(t, db, "Lunch."))
		var sent atomic.Int32
		var together sync.WaitGroup
		for range 8 {
			together.Go(func() {
				if _, err := db.Confirm(t.Context(), first, noon, noon.Add(-time.Hour)); err == nil {
					sent.Add(1)
				}
			})
		}
		revised := bot.News{Number: first.Number, Revision: 1, Author: organiser, Texts: map[string]string{"": "Dinner."}}
		together.Go(func() {
			if _, err := db.Revise(t.Context(), revised, noon, noon.Add(-time.Hour)); err == nil {
				sent.Add(1) // and so nobody has
			}
		})
		together.Wait()
		if sent.Load() != 1 {
			t.Errorf("%d of them were done", sent.Load())
		}
	})
}
