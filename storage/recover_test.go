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
			third := standing(0)
			third.Room.Key, third.Room.Name = "n-loft", "Loft"
			moves(t, db, elsewhere, third)
			said := elsewhere
			if idempotent {
				said = standing(0)
			}
			equal(t, amended(t, db).About.Rings[0].Told, said)
		})
	}
}

// TestAChangeOutlivesARestart with what it says.
func TestAChangeOutlivesARestart(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		moves(t, db, standing(time.Hour), standing(2*time.Hour))
		before := mustClaim(t, db)
		if _, err := db.Recover(t.Context(), "telegram", false); err != nil {
			t.Fatal(err)
		}
		after := mustClaim(t, db)
		equal(t, after.Notices, before.Notices)
		settle(t, db, after, sent("7"))
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("told once more: %+v", d)
		}
	})
}

// TestWhatMayHaveComeTwiceStaysSo whatever a later attempt is known by.
func TestWhatMayHaveComeTwiceStaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	file, err := storage.Open(t.Context(), path)
	db := opened(t, file, err)
	settle(t, db, rung(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, Unsure: true, MaybeTwice: true})
	mustClaim(t, db)
	if _, err := db.Recover(t.Context(), "telegram", true); err != nil {
		t.Fatal(err)
	}
	settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon})
	settle(t, db, mustClaim(t, db), sent("7"))
	if e := entries(t, path, storage.Query{}); len(e) != 1 || !e[0].Uncertain {
		t.Errorf("the ledger has %+v", e)
	}
}
