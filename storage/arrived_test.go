package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

// TestWhatHasArrivedIsNotSentAgain, at whatever moment the network shows it: the
// message is one of two rings.
func TestWhatHasArrivedIsNotSentAgain(t *testing.T) {
	seen := bot.Ref{Chat: ada, ID: "$seen"}
	arrives := func(t *testing.T, db *storage.DB, d bot.Delivery) {
		t.Helper()
		if err := db.Arrived(t.Context(), "telegram", map[string]bot.Ref{d.Key: seen}); err != nil {
			t.Fatal(err)
		}
	}
	restart := func(t *testing.T, db *storage.DB, unknown int) {
		t.Helper()
		if n, err := db.Recover(t.Context(), "telegram", true); err != nil || n != unknown {
			t.Fatalf("of %d notices nobody knows whether they arrived, %v; want %d", n, err, unknown)
		}
	}
	unsure := bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, Unsure: true}
	for name, life := range map[string]func(*testing.T, *storage.DB, bot.Delivery){
		"before a kill": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			arrives(t, db, d)
			restart(t, db, 0)
		},
		"after a restart": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			restart(t, db, 2)
			arrives(t, db, d)
		},
		"before the attempt fails": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			arrives(t, db, d)
			settle(t, db, d, unsure)
		},
		"after the attempt has failed": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			settle(t, db, d, unsure)
			arrives(t, db, d)
		},
		"while it is tried again, before a kill": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			settle(t, db, d, unsure)
			again := mustClaim(t, db)
			equal(t, again.Key, d.Key)
			arrives(t, db, again)
			restart(t, db, 0)
		},
		"before it is given up": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			arrives(t, db, d)
			settle(t, db, d, bot.Outcome{State: bot.StateDropped, At: noon, Reason: "too late after temporary"})
		},
		"twice": func(t *testing.T, db *storage.DB, d bot.Delivery) {
			arrives(t, db, d)
			restart(t, db, 0)
			arrives(t, db, d)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "usher.db")
			file, err := storage.Open(t.Context(), path)
			db := opened(t, file, err)
			follow(t, db, ada, mount, tpm)
			plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
			plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
			d := mustClaim(t, db)
			if len(d.Notices) != 2 {
				t.Fatalf("%d rings in one message, want 2", len(d.Notices))
			}
			life(t, db, d)
			if again, ok := claimAt(t, db, noon, noon.Add(time.Hour)); ok {
				t.Errorf("it is sent again: %+v", again)
			}
			for _, e := range entries(t, path, storage.Query{}) {
				if e.State != bot.StateSent {
					t.Errorf("the ledger has %s as %q, want it sent", e.Talk, e.State)
				}
			}
			moves(t, db, standing(0), standing(time.Hour))
			equal(t, amended(t, db).About.Ref, seen)
		})
	}
}

// TestOnlyAWholeMessageOfOursArrives: another database's keys, a part of a long
// message and an edit settle nothing.
func TestOnlyAWholeMessageOfOursArrives(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		d := rung(t, db)
		ref := bot.Ref{Chat: ada, ID: "$other"}
		err := db.Arrived(t.Context(), "telegram", map[string]bot.Ref{d.Key + "-1": ref, "other-1": ref, "": ref, d.Key[:3]: ref})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Arrived(t.Context(), "terminal", map[string]bot.Ref{d.Key: ref}); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Recover(t.Context(), "telegram", true); err != nil || n != 1 {
			t.Fatalf("%d are unknown, %v; want the ring", n, err)
		}
		settle(t, db, mustClaim(t, db), sent("7"))
		moves(t, db, standing(0), standing(time.Hour))
		edit := amended(t, db)
		if err := db.Arrived(t.Context(), "telegram", map[string]bot.Ref{edit.Key: ref}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Recover(t.Context(), "telegram", true); err != nil {
			t.Fatal(err)
		}
		equal(t, amended(t, db).Key, edit.Key)
	})
}

// TestWhatWasAnsweredIsFinishedOnceTheAnswerIsSeen, though whoever has sent it was killed
// before they heard of it.
func TestWhatWasAnsweredIsFinishedOnceTheAnswerIsSeen(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		asked := func(update string) bot.Incoming {
			return bot.Incoming{Chat: ada, Text: "/now", Update: update, At: noon}
		}
		batch := []bot.Incoming{asked("1"), asked("2")}
		if _, err := db.Accept(t.Context(), ada.Platform, "after", batch); err != nil {
			t.Fatal(err)
		}
		arrived := map[string]bot.Ref{
			batch[0].AnswerKey():                            {Chat: ada, ID: "$answer"},
			asked("another network's, or long").AnswerKey(): {Chat: ada, ID: "$other"},
		}
		if err := db.Arrived(t.Context(), "elsewhere", arrived); err != nil {
			t.Fatal(err)
		}
		for range 2 { // it may come back again
			if err := db.Arrived(t.Context(), ada.Platform, arrived); err != nil {
				t.Fatal(err)
			}
		}
		pending, err := db.Pending(t.Context(), ada.Platform)
		if err != nil || len(pending) != 1 || pending[0].Update != "2" {
			t.Errorf("still to answer is %+v, %v", pending, err)
		}
	})
}
