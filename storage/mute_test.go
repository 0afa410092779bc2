package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
)

func TestAMuteTakesThePlaceOfTheLast(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		mute(t, db, ada, bot.Mute{Talk: mount.Key, Until: noon})
		mute(t, db, ada, bot.Mute{Until: noon.Add(time.Hour)})
		mute(t, db, ada, bot.Mute{Talk: mount.Key})
		equal(t, mustWish(t, db, ada).Mutes, []bot.Mute{{Until: noon.Add(time.Hour)}, {Talk: mount.Key}})
		equal(t, mustWish(t, db, bob).Mutes, []bot.Mute(nil))

		for _, want := range []bool{true, false} {
			if was, err := db.Unmute(t.Context(), ada, mount.Key); err != nil || was != want {
				t.Errorf("unmuted: %v, %v; want %v", was, err, want)
			}
		}
		equal(t, mustWish(t, db, ada).Mutes, []bot.Mute{{Until: noon.Add(time.Hour)}})
	})
}

// TestWhatIsPutOffIsDueLater has two rings in one message, of which one is put
// off: it is claimed later, under a key of its own, since a network may swallow
// what comes under that of the other.
func TestWhatIsPutOffIsDueLater(t *testing.T) {
	later := noon.Add(5 * time.Minute)
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		both := mustClaim(t, db)
		first, second := both, both
		first.Notices, second.Notices = both.Notices[:1], both.Notices[1:]
		settle(t, db, first, bot.Outcome{State: bot.StateDropped, At: noon, Due: later, Reason: "muted"})
		settle(t, db, second, bot.Outcome{State: bot.StateSent, At: noon})
		if d, ok := claim(t, db, later.Add(-time.Second-time.Minute)); ok {
			t.Errorf("too early: %+v", d)
		}
		d, ok := claim(t, db, later)
		if !ok || d.Key == both.Key || d.Attempt != 1 || len(d.Notices) != 1 {
			t.Errorf("claimed %v: %+v", ok, d)
		}
	})
}

// TestPlanningAnewEndsAPutOff has somebody unmute before what was put off is due.
func TestPlanningAnewEndsAPutOff(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateDropped, At: noon, Due: noon.Add(time.Hour)})
		if _, err := db.Unmute(t.Context(), ada, ""); err != nil {
			t.Fatal(err)
		}
		replan(t, db, func(bot.Wishes) []bot.Notice { return []bot.Notice{ringFor(mount, ten)} })
		mustClaim(t, db)
	})
}

func mute(t testing.TB, db *storage.DB, chat bot.Chat, m bot.Mute) {
	t.Helper()
	if err := db.Mute(t.Context(), chat, m); err != nil {
		t.Fatal(err)
	}
}
