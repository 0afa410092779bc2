package storage_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// copyOf is a schedule as it was fetched at noon.
func copyOf(text string) schedule.Copy {
	return schedule.Copy{FetchedAt: noon, Parts: []schedule.Part{
		{Source: "a", ETag: `"1"`, Data: []byte(text)},
		{Source: "b", Modified: "yesterday", Data: []byte("beside " + text)},
	}}
}

func mustPut(t *testing.T, db *storage.DB, r bot.Revision) {
	t.Helper()
	r.Now = noon
	if err := db.PutSchedule(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func mustSchedule(t *testing.T, db *storage.DB) schedule.Copy {
	t.Helper()
	all, err := db.Schedules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		return c // the only one
	}
	return schedule.Copy{}
}

// standing is how a talk stands that is held in the Dome at a time after noon.
func standing(after time.Duration) bot.Standing {
	return bot.Standing{Start: noon.Add(after), Room: schedule.Room{Key: "n-dome", Name: "Dome"}, Title: "New Mount API"}
}

// change is that a talk moves, which is due at once.
func change(talk schedule.Topic, before, after bot.Standing) bot.SlotChange {
	return bot.SlotChange{Talk: talk.Key, Before: before, After: after,
		Due: noon, Deadline: before.Start, Expires: after.Start}
}

func TestTheLastGoodCopyIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		equal(t, mustSchedule(t, db), schedule.Copy{})
		for _, text := range []string{"one", "two"} {
			mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf(text)}})
			equal(t, mustSchedule(t, db), copyOf(text))
		}
	})
}

// TestWhoFollowsANameGoesOnFollowingIt, under whichever key it is known.
func TestWhoFollowsANameGoesOnFollowingIt(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		luca := schedule.Topic{Kind: schedule.TopicSpeaker, Key: "workshops-i-5"}
		now := schedule.Topic{Kind: schedule.TopicSpeaker, Key: "main-i-9"}
		room := schedule.Topic{Kind: schedule.TopicRoom, Key: luca.Key} // which is another thing
		follow(t, db, ada, luca, room)
		follow(t, db, bob, luca, now)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Renamed: map[schedule.Topic]string{luca: now.Key}})
		got := mustFollow(t, db, ada)
		slices.SortFunc(got, func(a, b schedule.Topic) int { return strings.Compare(a.Key, b.Key) })
		equal(t, got, []schedule.Topic{now, room})
		equal(t, mustFollow(t, db, bob), []schedule.Topic{now})
	})
}

// TestEachSourceHasItsOwnCopies puts, holds and releases those of one of two.
func TestEachSourceHasItsOwnCopies(t *testing.T) {
	named := func(name, text string) schedule.Copy {
		c := copyOf(text)
		c.Name = name
		return c
	}
	onEach(t, func(t *testing.T, db *storage.DB) {
		both := []string{"main", "workshops"}
		mustPut(t, db, bot.Revision{Sources: both, Copies: []schedule.Copy{named("workshops", "w1"), named("main", "m1")}})
		notice := bot.Notice{Due: noon, Deadline: noon, Expires: noon.Add(time.Hour)}
		for _, c := range []schedule.Copy{named("main", "m bad"), named("workshops", "w bad")} {
			if _, err := db.Hold(t.Context(), c, notice, noon); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Silent(t.Context(), "workshops", noon); err != nil {
			t.Fatal(err)
		}
		mustPut(t, db, bot.Revision{Sources: both, Copies: []schedule.Copy{named("main", "m2")}})
		got, err := db.Schedules(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, []schedule.Copy{named("main", "m2"), named("workshops", "w1")})
		held, err := db.Held(t.Context())
		if err != nil || len(held) != 1 {
			t.Fatalf("held: %v, %v", held, err)
		}
		equal(t, held[0].Copy, named("workshops", "w bad"))
		silent, err := db.SilentSince(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, silent, map[string]time.Time{"workshops": noon})

		// Another order, and one that the settings do not name any more.
		mustPut(t, db, bot.Revision{Sources: []string{"talks", "workshops"}, Copies: []schedule.Copy{named("talks", "t1"), named("workshops", "w2")}})
		if got, err = db.Schedules(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, got, []schedule.Copy{named("talks", "t1"), named("workshops", "w2"), named("main", "m2")})
		if silent, err = db.SilentSince(t.Context()); len(silent) > 0 || err != nil {
			t.Errorf("what has just answered is silent since %v, %v", silent, err)
		}
	})
}

func TestWhatIsHeldKeepsItsNumberUntilItIsDecided(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		notice := bot.Notice{Due: noon, Deadline: noon, Expires: noon.Add(time.Hour)}
		number, err := db.Hold(t.Context(), copyOf("bad"), notice, noon, ada)
		if err != nil {
			t.Fatal(err)
		}
		want := bot.HeldCopy{Copy: copyOf("bad again"), Number: number, Ignored: true}
		if err := db.Rehold(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, err := db.Held(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, []bot.HeldCopy{want})

		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("good")}})
		if got, err := db.Held(t.Context()); len(got) > 0 || err != nil {
			t.Errorf("after a good one something is held: %v, %v", got, err)
		}
		again, err := db.Hold(t.Context(), copyOf("bad"), notice, noon, ada)
		if err != nil || again == number {
			t.Errorf("held as number %d again, %v", again, err)
		}
		settleWishes(t, db)
		if d := mustClaim(t, db); d.Chat != ada || len(d.Notices) != 2 || d.Notices[0].Kind != bot.Held {
			t.Errorf("asked: %+v", d)
		}
	})
}

// TestAScheduleIsPutWithAllItMeansOrNotAtAll gives up after the stars have moved
// and before the copy is there.
func TestAScheduleIsPutWithAllItMeansOrNotAtAll(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}})
		broken := copyOf("two")
		broken.Parts[1].Data = nil // which the table refuses, last of all
		r := bot.Revision{Copies: []schedule.Copy{broken}, Now: noon, Rekeyed: map[string]string{mount.Key: "main-g-1"},
			Changes: []bot.SlotChange{change(schedule.Topic{Key: "main-g-1"}, standing(time.Hour), standing(2*time.Hour))}}
		if err := db.PutSchedule(t.Context(), r); err == nil {
			t.Fatal("a copy without data was taken")
		}
		equal(t, mustSchedule(t, db), copyOf("one"))
		equal(t, mustFollow(t, db, ada), []schedule.Topic{mount})
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("queued: %+v", d)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.PutSchedule(ctx, bot.Revision{Copies: []schedule.Copy{copyOf("two")}}); err == nil {
			t.Error("it was put after it was called off")
		}
	})
}

func TestStarsMoveToTheirTalksNewKeys(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		code := schedule.Topic{Kind: schedule.TopicTalk, Key: "main-c-NEW"}
		follow(t, db, ada, tpm, mount, dome)
		follow(t, db, bob, mount, code) // both names of it
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Rekeyed: map[string]string{mount.Key: code.Key}})
		equal(t, mustFollow(t, db, ada), []schedule.Topic{tpm, code, dome})
		equal(t, mustFollow(t, db, bob), []schedule.Topic{code})
	})
}

func TestARingThatAChangeHasToldIsNotToldAgain(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		ring := ringFor(mount, ten)
		mustPut(t, db, bot.Revision{Copies: []schedule.Copy{copyOf("one")}, Changes: []bot.SlotChange{change(mount, standing(-time.Minute), standing(time.Minute))}})
		plan(t, db, ring, bot.ConferenceLead, mount)
		d := mustClaim(t, db)
		if d.Notices[0].Kind != bot.Change {
			t.Fatalf("first comes %+v", d)
		}
		settle(t, db, d, bot.Outcome{State: bot.StateSent, At: noon, Covers: []bot.Notice{ring}})
		if d, ok := claim(t, db, noon); ok {
			t.Errorf("then comes %+v", d)
		}
		if n := plan(t, db, ring, bot.ConferenceLead, mount); n != 0 {
			t.Errorf("it was queued again %d times", n)
		}
	})
}
