package storage_test

import (
	"testing"
	"time"

	"usher/bot"
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
