package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

func TestAnAttemptThatMayHaveArrivedIsRepeatedUnderItsKey(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		first := mustClaim(t, db)
		settle(t, db, first, bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: true})
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)

		second := mustClaim(t, db)
		if second.Key != first.Key || second.Attempt != 2 || len(second.Notices) != 1 {
			t.Errorf("repeated as %+v, first was %+v", second, first)
		}
		settle(t, db, second, bot.Outcome{State: bot.StateSent, At: noon})
		if third := mustClaim(t, db); third.Key == first.Key {
			t.Errorf("other news has the key %s too", third.Key)
		}
	})
}

func TestAFailedAttemptWaitsAndMayThenTakeOthersAlong(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: noon.Add(time.Minute)})
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("claimed %+v too early", d)
		}
		wait, ok, err := db.Wait(t.Context(), "telegram", noon, noon)
		if err != nil || !ok || wait != time.Minute {
			t.Errorf("wait %v, %v, %v; want a minute", wait, ok, err)
		}
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		// The chat has failed once already: backing off goes on from there.
		if d := mustClaim(t, db); len(d.Notices) != 2 || d.Attempt != 2 {
			t.Errorf("claimed %+v; want both, as the second attempt", d)
		}
	})
}

func TestTheMostUrgentGoesFirstAgainAfterItHasWaited(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		follow(t, db, bob, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		later := ringFor(tpm, 2*ten) // due before, and less urgent
		later.Deadline = noon.Add(time.Minute)
		plan(t, db, later, bot.ConferenceLead, tpm)
		again := noon.Add(time.Second)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: again})
		for _, want := range []bot.Chat{ada, bob} {
			if d, ok := claimAt(t, db, noon, again); !ok || d.Chat != want {
				t.Errorf("claimed %+v; want %v's", d, want)
			}
		}
	})
}

func TestRecoverPutsBackWhatWasClaimed(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		before := mustClaim(t, db)
		if n, err := db.Recover(t.Context(), "matrix", true); err != nil || n != 0 {
			t.Errorf("recovered %d, %v on another network", n, err)
		}
		if n, err := db.Recover(t.Context(), "telegram", false); err != nil || n != 1 {
			t.Errorf("recovered %d, %v; want 1", n, err)
		}
		if after := mustClaim(t, db); after.Key != before.Key {
			t.Errorf("key %s became %s", before.Key, after.Key)
		}
	})
}

// TestWhatAnEarlierLifeMayHaveSentKeepsItsKey, even once a later attempt has
// certainly failed.
func TestWhatAnEarlierLifeMayHaveSentKeepsItsKey(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		before := mustClaim(t, db)
		if _, err := db.Recover(t.Context(), "telegram", true); err != nil {
			t.Fatal(err)
		}
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon})
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		for {
			d := mustClaim(t, db)
			if d.Notices[0].Talk != mount.Key {
				settle(t, db, d, sent("8"))
				continue
			}
			if d.Key != before.Key || len(d.Notices) != 1 {
				t.Errorf("key %s became %s, for %d notices", before.Key, d.Key, len(d.Notices))
			}
			break
		}
	})
}

// TestARestartEndsBackOff, since the clock that was set for it may have been wrong:
// a machine without a battery may start an hour earlier than it went down.
func TestARestartEndsBackOff(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: noon.Add(time.Hour)})
		if d, ok := claim(t, db, noon); ok {
			t.Fatalf("it was not put off: %+v", d)
		}
		if n, err := db.Recover(t.Context(), "telegram", false); err != nil || n != 0 {
			t.Errorf("recovered %d, %v; want none that is uncertain", n, err)
		}
		if d := mustClaim(t, db); d.Attempt != 2 {
			t.Errorf("attempt %d", d.Attempt)
		}
	})
}
