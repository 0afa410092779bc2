package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestAnAmendmentIsNotUncertain: a message that is amended twice reads as if it had
// been once. What rang and is unknown is counted.
func TestAnAmendmentIsNotUncertain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	file, err := storage.Open(t.Context(), path)
	db := opened(t, file, err)
	settle(t, db, rung(t, db), sent("7"))
	if _, err := db.Unfollow(t.Context(), ada, mount); err != nil {
		t.Fatal(err)
	}
	settleWishes(t, db)
	moves(t, db, standing(0), standing(time.Hour))
	before := amended(t, db)
	follow(t, db, bob, tpm)
	plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
	mustClaim(t, db)

	if n, err := db.Recover(t.Context(), "telegram", false); err != nil || n != 1 {
		t.Errorf("%d are uncertain, %v; want the ring", n, err)
	}
	for _, e := range entries(t, path, storage.Query{}) {
		if e.Uncertain != (e.Talk == tpm.Key) {
			t.Errorf("%s of %s: uncertain %v", e.Kind, e.Chat, e.Uncertain)
		}
	}
	if after := amended(t, db); after.Key != before.Key {
		t.Errorf("it is amended under %s and %s", before.Key, after.Key)
	}
}

// TestWhatARestartSaysAgainIsAmendedIfItMayBeOld has a room change while a ring is on
// its way, and a crash: a network that knows keys may go on showing what it was
// sent first, another one shows what it is sent now.
func TestWhatARestartSaysAgainIsAmendedIfItMayBeOld(t *testing.T) {
	elsewhere := standing(0)
	elsewhere.Room.Key, elsewhere.Room.Name = "n-hall", "Main Hall"
	for _, idempotent := range []bool{true, false} {
		onEach(t, func(t *testing.T, db *storage.DB) {
			rung(t, db)
			moves(t, db, standing(0), elsewhere)
			if _, err := db.Recover(t.Context(), "telegram", idempotent); err != nil {
				t.Fatal(err)
			}
			amends := false
			for d, ok := claim(t, db, noon); ok; d, ok = claim(t, db, noon) {
				if d.Notices[0].Kind == bot.Amend {
					amends = true
					equal(t, d.About.Rings[0].Told, standing(0))
				}
				settle(t, db, d, sent("7"))
			}
			equal(t, amends, idempotent)
		})
	}
}
