package storage_test

import (
	"path/filepath"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// rung is a message that rang for Mount at noon in the Dome.
func rung(t *testing.T, db *storage.DB) bot.Delivery {
	t.Helper()
	follow(t, db, ada, mount)
	plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
	return mustClaim(t, db)
}

func sent(id string) bot.Outcome {
	return bot.Outcome{State: bot.StateSent, At: noon, Ref: bot.Ref{Chat: ada, ID: id}}
}

func moves(t *testing.T, db *storage.DB, before, after bot.Standing) {
	t.Helper()
	c := change(mount, before, after)
	c.Expires = noon.Add(5 * time.Hour)
	mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("another")}, Changes: []bot.SlotChange{c}})
}

// amended claims what is due until it amends a message.
func amended(t *testing.T, db *storage.DB) bot.Delivery {
	t.Helper()
	for {
		d, ok := claim(t, db, noon)
		if !ok {
			t.Fatal("nothing is amended")
		}
		if d.Notices[0].Kind == bot.Amend {
			return d
		}
		settle(t, db, d, sent("another"))
	}
}

func TestARingIsAmendedWhereItsSlotHasGone(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		settle(t, db, rung(t, db), sent("7"))
		if _, err := db.Unfollow(t.Context(), ada, mount); err != nil {
			t.Fatal(err)
		}
		settleWishes(t, db)
		moves(t, db, standing(0), standing(time.Hour))
		moves(t, db, standing(time.Hour), standing(2*time.Hour))
		d := amended(t, db)
		about := d.About
		equal(t, about.Ref, bot.Ref{Chat: ada, ID: "7"})
		equal(t, []any{len(d.Notices), len(about.Rings), about.Said, about.Again}, []any{1, 1, noon, false})
		equal(t, about.Rings[0].Told, standing(0))
		equal(t, about.Rings[0].Stands, standing(2*time.Hour))

		settle(t, db, d, sent("7"))
		moves(t, db, standing(2*time.Hour), standing(0))
		d = amended(t, db)
		equal(t, d.About.Rings[0].Stands, standing(0))
		if !d.About.Again {
			t.Error("that it was amended before is forgotten")
		}
	})
}

func TestWhatChangesOnItsWayIsAmendedOnceItArrives(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		d := rung(t, db)
		moves(t, db, standing(0), standing(time.Hour))
		settle(t, db, d, sent("7"))
		equal(t, amended(t, db).About.Rings[0].Stands, standing(time.Hour))
	})
}

// TestWhatWasNotSentIsNotAmended: the next attempt says what is true then.
func TestWhatWasNotSentIsNotAmended(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		d := rung(t, db)
		moves(t, db, standing(0), standing(time.Hour))
		settle(t, db, d, bot.Outcome{State: bot.StateQueued, Again: noon, At: noon})
		for {
			d, ok := claim(t, db, noon)
			if !ok {
				break
			}
			if d.Notices[0].Kind == bot.Amend {
				t.Error("it is amended")
			}
			settle(t, db, d, sent("7"))
		}
	})
}

// TestWhatMayHaveArrivedIsAmended where its network does not take it again: what
// stands there is what was said first.
func TestWhatMayHaveArrivedIsAmended(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		settle(t, db, rung(t, db), bot.Outcome{State: bot.StateQueued, Again: noon, At: noon, Unsure: true})
		elsewhere := standing(0)
		elsewhere.Room.Key, elsewhere.Room.Name = "n-hall", "Main Hall"
		moves(t, db, standing(0), elsewhere)
		d := amended(t, db)
		equal(t, d.About.Rings[0].Told, standing(0))
		equal(t, d.About.Rings[0].Stands, elsewhere)
	})
}

// TestAllThatAmendsAMessageIsOneEdit: what may have arrived of one change does not
// go again beside the next, and not under a key under which that would be swallowed.
func TestAllThatAmendsAMessageIsOneEdit(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		settle(t, db, rung(t, db), sent("7"))
		if _, err := db.Unfollow(t.Context(), ada, mount); err != nil {
			t.Fatal(err)
		}
		settleWishes(t, db)
		maybe := bot.Outcome{State: bot.StateQueued, At: noon, Again: noon.Add(time.Minute), Unsure: true}
		keys := map[string]bool{}
		for i := range 3 {
			moves(t, db, standing(time.Duration(i)*time.Hour), standing(time.Duration(i+1)*time.Hour))
			d := amended(t, db)
			equal(t, []any{len(d.Notices), d.Attempt}, []any{i + 1, i + 1})
			keys[d.Key] = true
			settle(t, db, d, maybe)
		}
		equal(t, len(keys), 3)
		d, ok := claimAt(t, db, noon, noon.Add(time.Hour))
		if !ok || !keys[d.Key] {
			t.Errorf("what may have arrived goes again as %+v", d)
		}
		settle(t, db, d, sent("7"))
		if d, ok := claimAt(t, db, noon, noon.Add(time.Hour)); ok {
			t.Errorf("it is amended once more: %+v", d)
		}
	})
}

func TestWhatIsMissedIsOneNotice(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		missed := bot.Notice{Kind: bot.Missed, Start: noon, Due: noon, Deadline: noon.Add(time.Minute), Expires: noon.Add(time.Hour)}
		lost := bot.Outcome{State: bot.StateDropped, At: noon, Missed: missed}
		miss := func(lead time.Duration) {
			t.Helper()
			plan(t, db, ringFor(mount, lead), bot.ConferenceLead, mount)
			settle(t, db, mustClaim(t, db), lost)
		}
		follow(t, db, ada, mount)
		miss(ten)
		miss(2 * ten)
		d := mustClaim(t, db)
		equal(t, []any{d.Notices[0].Kind, len(d.Notices), len(d.About.Rings)}, []any{bot.Missed, 1, 2})
		want := ringFor(mount, ten)
		want.Due = noon // when it was planned
		equal(t, d.About.Rings[0].Notice, want)
		settle(t, db, d, sent("8"))
		lost.At = noon.Add(time.Second)
		miss(3 * ten)
		if d, ok := claim(t, db, noon.Add(time.Minute)); ok {
			t.Errorf("it is told of what it missed again: %+v", d)
		}
	})
}

func TestAliveIsKnownAfterwards(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		var got []time.Time
		for i := range 3 {
			before, err := db.LastAlive(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Alive(t.Context(), noon.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Fatal(err)
			}
			got = append(got, before)
		}
		equal(t, got, []time.Time{{}, noon, noon.Add(time.Minute)})
	})
}

// TestAMessageSaysWhatWasTrueWhenItWasWorded: where keys are known, that is the
// first attempt that may have arrived; elsewhere the last, whose id is known.
func TestAMessageSaysWhatWasTrueWhenItWasWorded(t *testing.T) {
	for name, maybeTwice := range map[string]bool{"keys are known": false, "keys are not known": true} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				lost := bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, Unsure: true, MaybeTwice: maybeTwice}
				settle(t, db, rung(t, db), lost)
				later := noon.Add(time.Minute)
				d, ok := claim(t, db, later)
				if !ok {
					t.Fatal("it is not tried again")
				}
				settle(t, db, d, sent("7"))
				moves(t, db, standing(0), standing(time.Hour))
				want := noon
				if maybeTwice {
					want = later
				}
				equal(t, amended(t, db).About.Said, want)
			})
		})
	}
}

// TestAMovedChatHasNoneOfItsMessages: what rang under the old name stands there,
// and under the new one its id may be another message's.
func TestAMovedChatHasNoneOfItsMessages(t *testing.T) {
	for name, exists := range map[string]bool{"new": false, "known": true} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "usher.db")
			file, err := storage.Open(t.Context(), path)
			db := opened(t, file, err)
			if exists {
				follow(t, db, super, tpm)
			}
			settle(t, db, rung(t, db), sent("7"))
			moves(t, db, standing(0), standing(time.Hour))
			settle(t, db, amended(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon, MovedTo: super})
			settleWishes(t, db)
			moves(t, db, standing(time.Hour), standing(2*time.Hour))
			for d, ok := claim(t, db, noon); ok; d, ok = claim(t, db, noon) {
				if d.Notices[0].Kind == bot.Amend {
					t.Errorf("amends %+v", d.About)
				}
				settle(t, db, d, sent("another"))
			}
			for _, e := range entries(t, path, storage.Query{}) {
				if e.Kind == bot.Amend && (e.State != bot.StateDropped || e.Reason != "cannot be changed any more") {
					t.Errorf("the ledger has %s, %s", e.State, e.Reason)
				}
			}
		})
	}
}
