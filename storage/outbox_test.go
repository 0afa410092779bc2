package storage_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

const ten = 10 * time.Minute

func TestTheSameNewsIsQueuedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, dome)
		follow(t, db, bob, dome)
		n := ringFor(mount, ten)
		if added := plan(t, db, n, bot.ConferenceLead, mount, dome); added != 2 {
			t.Errorf("queued %d, want one each", added)
		}
		for range 2 { // once queued, once sent
			if added := plan(t, db, n, bot.ConferenceLead, mount, dome); added != 0 {
				t.Errorf("queued %d again", added)
			}
			settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})
		}
	})
}

func TestOnlyTheChosenLeadIsQueued(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		setLeads(t, db, ada, 30*time.Minute)
		follow(t, db, ada, mount)
		follow(t, db, bob, mount)
		if added := plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount); added != 1 {
			t.Errorf("queued %d, want only Bob's", added)
		}
		if d := mustClaim(t, db); d.Chat != bob {
			t.Errorf("claimed for %v", d.Chat)
		}
	})
}

func TestALongerLeadIsNoNewsAfterAShorterOne(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateSent, At: noon})

		longer := ringFor(mount, 2*ten)
		setLeads(t, db, ada, longer.Lead)
		replan(t, db, func(bot.Wishes) []bot.Notice { return []bot.Notice{longer} })
		if added := plan(t, db, longer, longer.Lead, mount); added != 0 {
			t.Errorf("queued %d", added)
		}
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("rings again: %v", d)
		}
	})
}

func TestDroppedNewsMayBeQueuedAnewAndRejectedMayNot(t *testing.T) {
	for state, want := range map[bot.State]int{bot.StateDropped: 1, bot.StateRejected: 0} {
		onEach(t, func(t *testing.T, db *storage.DB) {
			follow(t, db, ada, mount)
			n := ringFor(mount, ten)
			plan(t, db, n, bot.ConferenceLead, mount)
			settle(t, db, mustClaim(t, db), bot.Outcome{State: state, At: noon, Reason: "test"})
			if added := plan(t, db, n, bot.ConferenceLead, mount); added != want {
				t.Errorf("%s: queued %d, want %d", state, added, want)
			}
		})
	}
}

func TestClaimTakesTheMostUrgentChatAndAllItIsDueThisMinute(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, bob, dome)
		follow(t, db, ada, mount, tpm)
		later := ringFor(dome, ten)
		later.Deadline = noon.Add(time.Hour)
		plan(t, db, later, bot.ConferenceLead, dome)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		soon := ringFor(mount, ten)
		soon.Due = soon.Due.Add(59 * time.Second)
		plan(t, db, soon, bot.ConferenceLead, mount)
		next := ringFor(schedule.Topic{Key: "next"}, ten)
		next.Due = next.Due.Add(time.Minute)
		plan(t, db, next, bot.ConferenceLead, mount)

		d, ok := claim(t, db, noon.Add(-ten))
		if !ok || d.Chat != ada || d.Attempt != 1 || len(d.Notices) != 2 {
			t.Fatalf("claimed %+v; want Ada's two of this minute", d)
		}
		equal(t, d.Follows, []bot.Follow{{Topic: mount}, {Topic: tpm}})
		if d, _ := claim(t, db, noon.Add(-ten)); d.Chat != bob {
			t.Errorf("then claimed %+v; want Bob's", d)
		}
		if d, ok := claim(t, db, noon.Add(-ten)); ok {
			t.Errorf("then claimed %+v; want nothing", d)
		}
	})
}

func TestWhatWasUnstarredCannotBeClaimed(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		if _, err := db.Unfollow(t.Context(), ada, mount); err != nil {
			t.Fatal(err)
		}
		if d, ok := claim(t, db, noon); ok {
			t.Fatalf("claimed %+v before it was planned anew", d)
		}
		replan(t, db, func(bot.Wishes) []bot.Notice {
			return []bot.Notice{ringFor(tpm, ten)}
		})
		d := mustClaim(t, db)
		if len(d.Notices) != 1 || d.Notices[0].Talk != tpm.Key {
			t.Errorf("claimed %+v", d)
		}
	})
}

// TestWhatIsMissedIsSummedUpOnceAnHour, however many rings are dropped.
func TestWhatIsMissedIsSummedUpOnceAnHour(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		misses := func(at time.Time) (told bool) {
			t.Helper()
			plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
			o := bot.Outcome{State: bot.StateDropped, At: at, Missed: bot.Notice{
				Kind: bot.Missed, Start: at, Due: at, Deadline: at, Expires: at.Add(time.Hour)}}
			d, ok := claim(t, db, at)
			if !ok {
				t.Fatal("it does not ring")
			}
			settle(t, db, d, o)
			d, told = claim(t, db, at)
			if told {
				equal(t, []any{d.Notices[0].Kind, len(d.About.Rings)}, []any{bot.Missed, 1})
				settle(t, db, d, bot.Outcome{State: bot.StateSent, At: at, Ref: bot.Ref{Chat: ada, ID: "9"}})
			}
			return told
		}
		equal(t, misses(noon), true)
		equal(t, misses(noon.Add(59*time.Minute)), false)
		equal(t, misses(noon.Add(61*time.Minute)), true)
	})
}

// TestAGoneChatIsNotPlannedFor, although its wishes had changed just before.
func TestAGoneChatIsNotPlannedFor(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: tpm}); err != nil {
			t.Fatal(err)
		}
		settle(t, db, d, bot.Outcome{State: bot.StateDropped, At: noon, Gone: true})
		replan(t, db, func(bot.Wishes) []bot.Notice {
			t.Error("it is planned for")
			return nil
		})
	})
}

func TestAGoneChatIsLeftAloneUntilItSpeaks(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		plan(t, db, ringFor(tpm, 5*time.Minute), bot.ConferenceLead, tpm)
		settle(t, db, d, bot.Outcome{State: bot.StateDropped, At: noon, Gone: true})
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("still queued: %+v", d)
		}
		if added := plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount); added != 0 {
			t.Errorf("queued %d for a chat that is gone", added)
		}
		if err := db.Seen(t.Context(), bot.Visit{Chat: ada}); err != nil {
			t.Fatal(err)
		}
		equal(t, mustFollow(t, db, ada), []schedule.Topic{mount, tpm})
		replan(t, db, func(bot.Wishes) []bot.Notice {
			return []bot.Notice{ringFor(mount, ten)}
		})
		mustClaim(t, db)
	})
}

func TestNextDueLooksAheadOfTheClock(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		if _, ok, err := db.NextDue(t.Context(), "telegram", noon); ok || err != nil {
			t.Errorf("something due in an empty outbox: %v", err)
		}
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		due, ok, err := db.NextDue(t.Context(), "telegram", noon.Add(-time.Hour))
		if err != nil || !ok || !due.Equal(noon.Add(-ten)) {
			t.Errorf("next due %v, %v, %v", due, ok, err)
		}
	})
}
