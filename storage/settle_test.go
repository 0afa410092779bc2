package storage_test

import (
	"slices"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// super is what Ada's group becomes.
var super = bot.Chat{Platform: "telegram", ID: "-100"}

// missed is the notice that rings were missed, at noon.
var missed = bot.Notice{Kind: bot.Missed, Start: noon, Due: noon, Deadline: noon.Add(time.Minute), Expires: noon.Add(time.Hour)}

// TestWhoMovedIsToldWhatTheyMissed has a ring that is too late once the network says
// where its chat is now, be that a new chat or one that has missed something itself.
func TestWhoMovedIsToldWhatTheyMissed(t *testing.T) {
	lost := bot.Outcome{State: bot.StateDropped, At: noon, Reason: "too late after moved", Missed: missed}
	for name, test := range map[string]struct {
		prepare func(*testing.T, *storage.DB)
		rings   int
	}{
		"new": {func(*testing.T, *storage.DB) {}, 1},
		"known": {func(t *testing.T, db *storage.DB) {
			follow(t, db, super, tpm)
		}, 1},
		"known, with its own": {func(t *testing.T, db *storage.DB) {
			follow(t, db, super, tpm)
			plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
			settle(t, db, mustClaim(t, db), lost)
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				follow(t, db, ada, mount)
				test.prepare(t, db)
				ring := ringFor(mount, ten)
				ring.Deadline = noon.Add(-time.Hour) // before what was missed
				plan(t, db, ring, bot.ConferenceLead, mount)
				d := mustClaim(t, db)
				o := lost
				o.MovedTo = super
				settle(t, db, d, o)
				settleWishes(t, db)
				d = mustClaim(t, db)
				equal(t, []any{d.Chat, len(d.Notices), d.Notices[0].Kind, len(d.About.Rings)}, []any{super, 1, bot.Missed, test.rings})
			})
		})
	}
}

// TestOneAttemptTeachesAllThatItSays of a chat: that it has another name, and what
// it need not be told there, or when.
func TestOneAttemptTeachesAllThatItSays(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		settle(t, db, d, bot.Outcome{State: bot.StateSent, At: noon, Ref: bot.Ref{Chat: super, ID: "7"},
			MovedTo: super, Covers: []bot.Notice{ringFor(tpm, ten)}})
		settleWishes(t, db)
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("what was covered is told: %+v", d)
		}
	})
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		settle(t, db, d, bot.Outcome{State: bot.StateQueued, At: noon, Again: noon.Add(time.Minute), MovedTo: super, Untried: true})
		keepRings(t, db)
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("who is told much is told more: %+v", d)
		}
	})
}

// keepRings plans anew for those whose wishes have changed, for what they follow.
func keepRings(t *testing.T, db *storage.DB) {
	t.Helper()
	replan(t, db, func(w bot.Wishes) (rings []bot.Notice) {
		for _, f := range w.Follows {
			rings = append(rings, ringFor(f.Topic, ten))
		}
		return rings
	})
}

// TestWhatMayHaveArrivedKeepsItsKeyThroughAllThatFails after it, certainly.
func TestWhatMayHaveArrivedKeepsItsKeyThroughAllThatFails(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		key := d.Key
		for i := range 3 {
			settle(t, db, d, bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: i == 0})
			d = mustClaim(t, db)
		}
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		settle(t, db, d, bot.Outcome{State: bot.StateQueued, Again: noon})
		if d := mustClaim(t, db); d.Key != key || len(d.Notices) != 1 {
			t.Errorf("key %s became %s, with %d notices", key, d.Key, len(d.Notices))
		}
	})
}

// TestWhatMayHaveBeenSwallowedCoversNothing: a message that goes again under its key
// may have arrived the first time, too early to be the ring. Where the network knows
// no keys, it has arrived now.
func TestWhatMayHaveBeenSwallowedCoversNothing(t *testing.T) {
	for _, test := range []struct{ unsure, maybeTwice, rings bool }{
		{false, false, false}, {true, false, true}, {true, true, false},
	} {
		onEach(t, func(t *testing.T, db *storage.DB) {
			follow(t, db, ada, mount)
			moves(t, db, standing(time.Hour), standing(0))
			settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: test.unsure, MaybeTwice: test.maybeTwice})
			o := sent("7")
			o.Covers = []bot.Notice{ringFor(mount, ten)}
			settle(t, db, mustClaim(t, db), o)
			if n := plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount); (n == 1) != test.rings {
				t.Errorf("%+v: %d rings are queued", test, n)
			}
		})
	}
}

// TestWhatChangesWhileItIsToldIsToldNext, from what was said on.
func TestWhatChangesWhileItIsToldIsToldNext(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		moves(t, db, standing(time.Hour), standing(2*time.Hour))
		d := mustClaim(t, db)
		moves(t, db, standing(2*time.Hour), standing(3*time.Hour))
		settle(t, db, d, sent("7"))
		d = mustClaim(t, db)
		equal(t, []bot.Standing{d.Notices[0].Told, d.Notices[0].Stands}, []bot.Standing{standing(2 * time.Hour), standing(3 * time.Hour)})
		settle(t, db, d, sent("8"))
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("then comes %+v", d)
		}
	})
}

// TestWhatWasNotTriedIsNoAttempt, and what else is due for its chat waits as long,
// unless it has to wait for longer.
func TestWhatWasNotTriedIsNoAttempt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		again, later := noon.Add(time.Minute), noon.Add(time.Hour)
		follow(t, db, ada, mount, tpm, dome)
		news := func(kind bot.NoticeKind, topic schedule.Topic) {
			t.Helper()
			n := ringFor(topic, ten)
			n.Kind = kind
			plan(t, db, n, bot.ConferenceLead, topic)
		}
		news(bot.Ring, dome)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, At: noon, Again: later})
		news(bot.Held, mount)
		d := mustClaim(t, db)
		news(bot.Encrypted, tpm)
		settle(t, db, d, bot.Outcome{State: bot.StateQueued, At: noon, Again: again, Untried: true})
		if d, ok := claim(t, db, noon); ok {
			t.Fatalf("it is told %+v", d)
		}
		wait, _, err := db.Wait(t.Context(), "telegram", noon, noon)
		if err != nil || wait != time.Minute {
			t.Errorf("to wait %v, %v", wait, err)
		}
		var told []bot.NoticeKind
		for d, ok := claimAt(t, db, noon, again); ok; d, ok = claimAt(t, db, noon, again) {
			told = append(told, d.Notices[0].Kind)
			equal(t, d.Attempt, 1)
			settle(t, db, d, sent("7"))
		}
		slices.Sort(told)
		equal(t, told, []bot.NoticeKind{bot.Encrypted, bot.Held})
	})
}

// TestWhatIsPutOffIsNeverToldBeforeItsTime, if the quiet ends before that.
func TestWhatIsPutOffIsNeverToldBeforeItsTime(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		due := noon.Add(-ten)
		early := turn(t, db, due.Add(-5*time.Minute), due, 1) // for a crowd
		turn(t, db, due.Add(-5*time.Minute), due, 1,
			outcomeOf(early[0], bot.Outcome{State: bot.StateDropped, At: noon, Due: due.Add(-2 * time.Minute)}))
		if d, ok := claim(t, db, due.Add(-time.Minute)); ok {
			t.Errorf("told before its time: %+v", d)
		}
		mustClaim(t, db)
	})
}
