package storage_test

import (
	"fmt"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// turn is a turn at an instant of both clocks.
func turn(t testing.TB, db *storage.DB, at, released time.Time, limit int, settled ...bot.Settlement) []bot.Delivery {
	t.Helper()
	claimed, err := db.Turn(t.Context(), bot.Turn{
		Platform: "telegram", Settled: settled, Clock: at, Now: at, Released: released, Limit: limit,
	})
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

// toldTo are the chats of deliveries.
func toldTo(deliveries []bot.Delivery) (chats []string) {
	for _, d := range deliveries {
		chats = append(chats, d.Chat.ID)
	}
	return chats
}

// outcomeOf is that all of a delivery came to the same.
func outcomeOf(d bot.Delivery, o bot.Outcome) bot.Settlement {
	s := bot.Settlement{Chat: d.Chat, Outcome: o}
	for _, n := range d.Notices {
		s.Notices = append(s.Notices, n.ID)
	}
	return s
}

// TestATurnClaimsTheEarliestDeadlines has three talks, of which the last to start
// is the first to be due, since who follows it wants to be told long before.
func TestATurnClaimsTheEarliestDeadlines(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for i, at := range []time.Duration{90 * time.Minute, 20 * time.Minute, 10 * time.Minute} {
			topic := schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprint(i)}
			for n := range 3 {
				follow(t, db, bot.Chat{Platform: "telegram", ID: fmt.Sprintf("%d-%d", i, n)}, topic)
			}
			ring := ringFor(topic, at+time.Duration(i)*time.Second)
			ring.Start, ring.Deadline, ring.Expires = noon.Add(at), noon.Add(at), noon.Add(2*at)
			ring.Due = ring.Start.Add(-ring.Lead)
			plan(t, db, ring, bot.ConferenceLead, topic)
		}
		equal(t, toldTo(turn(t, db, noon, noon, 4)), []string{"2-0", "2-1", "2-2", "1-0"})
		equal(t, toldTo(turn(t, db, noon, noon, 100)), []string{"1-1", "1-2", "0-0", "0-1", "0-2"})
		equal(t, toldTo(turn(t, db, noon, noon, 100)), []string(nil))
	})
}

// TestATurnFindsAsManyChatsAsItMayTell, although the first of them are told of two
// talks each, at the same time.
func TestATurnFindsAsManyChatsAsItMayTell(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		for i, topics := range [][]schedule.Topic{{mount, tpm}, {mount, tpm}, {mount}, {mount}} {
			for _, topic := range topics {
				_, err := db.Follow(t.Context(), bot.Chat{Platform: "telegram", ID: fmt.Sprint(i)}, bot.Follow{Topic: topic})
				if err != nil {
					t.Fatal(err)
				}
			}
			replan(t, db, func(w bot.Wishes) (rings []bot.Notice) { // each chat's one after the other
				for _, f := range w.Follows {
					rings = append(rings, ringFor(f.Topic, ten))
				}
				return rings
			})
		}
		equal(t, toldTo(turn(t, db, noon, noon, 3)), []string{"0", "1", "2"})
		equal(t, toldTo(turn(t, db, noon, noon, 3)), []string{"3"})
	})
}

// TestAChatIsToldOneThingAfterTheOther has two kinds of news for a chat: the second
// is claimed once the first is settled, in the same turn, and until then there is
// nothing to wait for.
func TestAChatIsToldOneThingAfterTheOther(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		held := ringFor(mount, ten)
		held.Kind, held.Deadline = bot.Held, noon.Add(time.Hour)
		plan(t, db, held, bot.ConferenceLead, mount)

		first := turn(t, db, noon, noon, 10)
		if len(first) != 1 || first[0].Notices[0].Kind != bot.Ring {
			t.Fatalf("claimed %+v; want the ring", first)
		}
		equal(t, toldTo(turn(t, db, noon, noon, 10)), []string(nil))
		if wait, ok, err := db.Wait(t.Context(), "telegram", noon, noon); ok || err != nil {
			t.Errorf("to wait %v, %v", wait, err)
		}
		second := turn(t, db, noon, noon, 10, outcomeOf(first[0], bot.Outcome{State: bot.StateSent, At: noon}))
		if len(second) != 1 || second[0].Notices[0].Kind != bot.Held {
			t.Errorf("then claimed %+v; want the other", second)
		}
	})
}

// TestARingIsReleasedForACrowd has rings for noon that are due ten minutes before
// it: they may be told from twenty minutes before it on, if the crowd needs it.
func TestARingIsReleasedForACrowd(t *testing.T) {
	due := noon.Add(-ten)
	at := func(before time.Duration) time.Time { return due.Add(-before) }
	for _, c := range []struct {
		name          string
		now, released time.Time
		want          []string
	}{
		{"not released", at(time.Minute), time.Time{}, nil},
		{"released up to a moment before", at(5 * time.Minute), at(time.Second), nil},
		{"released", at(5 * time.Minute), due, []string{"1", "2"}},
		{"as early as may be", at(ten), due, []string{"1", "2"}},
		{"too early", at(ten + time.Second), due, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, db *storage.DB) {
				follow(t, db, ada, mount)
				follow(t, db, bob, mount)
				plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
				equal(t, toldTo(turn(t, db, c.now, c.released, 10)), c.want)
			})
		})
	}
}

// TestWhatIsReleasedTakesAlongOnlyWhatMayBe has a chat be told before it is due of
// one talk, of another of the same minute, and not of one of a later minute, nor of
// one that would be told far too early.
func TestWhatIsReleasedTakesAlongOnlyWhatMayBe(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		due := noon.Add(-ten)
		ring := func(key string, due time.Time, lead time.Duration) {
			n := ringFor(schedule.Topic{Key: key}, lead)
			n.Due, n.Start = due, due.Add(lead)
			n.Deadline, n.Expires = n.Start, n.Start.Add(ten)
			plan(t, db, n, bot.ConferenceLead, mount)
		}
		follow(t, db, ada, mount)
		ring("released", due, ten)
		ring("same minute", due.Add(30*time.Second), ten)
		ring("next minute", due.Add(time.Minute), ten)
		ring("short lead", due, time.Minute)
		claimed := turn(t, db, due.Add(-5*time.Minute), due, 10)
		if len(claimed) != 1 {
			t.Fatalf("claimed %+v", claimed)
		}
		var talks []string
		for _, n := range claimed[0].Notices {
			talks = append(talks, n.Talk)
		}
		equal(t, talks, []string{"released", "same minute"})
	})
}

// TestNothingButRingsIsReleased has a ring that was put off until a mute ends, and
// another kind of news: both wait until they are due.
func TestNothingButRingsIsReleased(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		later := noon.Add(-2 * time.Minute)
		follow(t, db, ada, mount)
		follow(t, db, bob, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		ring := turn(t, db, noon.Add(-ten), noon, 10)
		news := ringFor(tpm, ten)
		news.Kind, news.Due, news.Lead = bot.Held, later, noon.Sub(later)
		plan(t, db, news, bot.ConferenceLead, tpm)

		claimed := turn(t, db, noon.Add(-ten), noon, 10, outcomeOf(ring[0], bot.Outcome{State: bot.StateDropped, At: noon, Due: later}))
		equal(t, toldTo(claimed), []string(nil))
		equal(t, toldTo(turn(t, db, later.Add(-time.Second), noon, 10)), []string(nil))
		equal(t, toldTo(turn(t, db, later, noon, 10)), []string{"2", "1"})
	})
}

// TestAnAttemptThatMayHaveArrivedKeepsItsKeyForGood has an attempt of which nobody
// knows, and then one that has certainly failed: the first may have arrived all the
// same.
func TestAnAttemptThatMayHaveArrivedKeepsItsKeyForGood(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		follow(t, db, ada, mount, tpm)
		plan(t, db, ringFor(mount, ten), bot.ConferenceLead, mount)
		first := mustClaim(t, db)
		settle(t, db, first, bot.Outcome{State: bot.StateQueued, Again: noon, Unsure: true})
		settle(t, db, mustClaim(t, db), bot.Outcome{State: bot.StateQueued, Again: noon})
		plan(t, db, ringFor(tpm, ten), bot.ConferenceLead, tpm)
		if third := mustClaim(t, db); third.Key != first.Key || len(third.Notices) != 1 {
			t.Errorf("the third attempt is %+v; the first was %+v", third, first)
		}
	})
}

// TestAnOverdueBroadcastWaitsForRingsThatCanBeInTime has more people to tell than
// can be, for longer than a broadcast's deadline: it goes behind every ring then,
// and is told all the same.
func TestAnOverdueBroadcastWaitsForRingsThatCanBeInTime(t *testing.T) {
	onEach(t, func(t *testing.T, db *storage.DB) {
		seen(t, db, ada)
		confirm(t, db, draft(t, db, "Lunch is ready."))
		spreadAll(t, db, 10)
		follow(t, db, bob, mount)
		settleWishes(t, db)
		ring := ringFor(mount, ten)
		ring.Start = noon.Add(ten)
		ring.Due, ring.Deadline, ring.Expires = noon, ring.Start, ring.Start.Add(ten)
		plan(t, db, ring, bot.ConferenceLead, mount)

		for _, c := range []struct {
			at   time.Time
			want bot.NoticeKind
		}{{noon.Add(59 * time.Second), bot.Broadcast}, {noon.Add(time.Minute), bot.Ring}} {
			claimed := turn(t, db, c.at, c.at, 1)
			if len(claimed) != 1 || claimed[0].Notices[0].Kind != c.want {
				t.Errorf("at %v: claimed %+v; want the %s first", c.at, claimed, c.want)
			}
			turn(t, db, c.at, c.at, 0, outcomeOf(claimed[0], bot.Outcome{State: bot.StateQueued, Again: c.at, Untried: true}))
		}
		both := turn(t, db, noon.Add(time.Minute), noon.Add(time.Minute), 2)
		equal(t, toldTo(both), []string{"2", "1"})
	})
}
