package scheduler_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/storage"
)

// telegramLike is a network as Telegram declares itself.
var telegramLike = bot.Traits{
	PerSecond: 28, Parallel: 32,
	Chat:  bot.Pace{Burst: 3, Every: time.Second},
	Group: bot.Pace{Burst: 3, Every: 3600 * time.Millisecond},
}

// crowdHouse runs by itself from a time of that Wednesday, on a database in
// memory and a network on which a request takes 50 ms.
func crowdHouse(t *testing.T, hour, minute int, traits bot.Traits) *house {
	h := bubbleHouse(t, hour, minute, traits)
	h.fake.Delay = 50 * time.Millisecond
	db, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.db = db
	return h
}

// follows lets n people star a talk.
func (h *house) follows(n int, key string) {
	h.t.Helper()
	for i := range n {
		h.star(key+strconv.Itoa(i), key)
	}
}

// minutesLeft holds that each ring says how long it really is until a talk, and
// rings no earlier than so long before.
func (h *house) minutesLeft(start time.Time, earliest time.Duration) {
	h.t.Helper()
	for _, s := range h.fake.Messages() {
		left := start.Sub(s.At.Add(-h.fake.Delay)) // when it was worded
		if left > earliest {
			h.t.Errorf("rung %v before the start", left)
		}
		want := fmt.Sprintf("Starting in %d min in", (left+time.Minute-1)/time.Minute)
		if got := s.Message.Text(); !strings.HasPrefix(got, want) {
			h.t.Fatalf("%v before the start it says %q, want %q", left, got, want)
		}
	}
}

// busiest is the most messages in any second.
func (h *house) busiest() int {
	sent := h.fake.Messages()
	most := 0
	for i, from := 0, 0; i < len(sent); i++ {
		for sent[i].At.Sub(sent[from].At) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// TestTheLastOfACrowdIsToldInTime is a reminder of 5,000 people for one minute:
// at 28 a second it takes three.
func TestTheLastOfACrowdIsToldInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		people := 2 * crowdEach
		h := crowdHouse(t, 13, 0, telegramLike)
		h.follows(people, mountAPI)
		stop := h.start()
		h.sleepUntil(14, 25)
		stop()

		sent := h.fake.Messages()
		if len(sent) != people {
			t.Fatalf("%d were rung, want %d", len(sent), people)
		}
		due := h.wednesday(14, 20)
		if late := sent[people-1].At.Sub(due); late > h.fake.Delay {
			t.Errorf("the last was rung %v after it was due", late)
		}
		// What organisers are told that it takes is what it takes.
		took, reckoned := sent[people-1].At.Sub(sent[0].At), bot.Lane{PerSecond: 28}.Takes(people)
		if took > reckoned || took < reckoned*9/10 {
			t.Errorf("it took %v, which was reckoned to be %v", took, reckoned)
		}
		if n := h.busiest(); n > 28 {
			t.Errorf("%d in a second, the limit is 28", n)
		}
		h.minutesLeft(h.wednesday(14, 30), 20*time.Minute)
	})
}

// TestACrowdThatIsTooLarge is two crowds that cannot be told in time: whose talk
// starts soonest comes first, none is told before twice its lead, and nobody
// hears of a talk that is over.
func TestACrowdThatIsTooLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const each = crowdEach / 3
		const halfAnHour = 30 * 60
		h := crowdHouse(t, 13, 0, bot.Traits{PerSecond: each / float64(halfAnHour), Parallel: 4})
		h.live.Set(conference(t, later(map[string]time.Duration{networks: -30 * time.Minute})))
		h.follows(each, networks) // 14:45
		h.follows(each, mountAPI) // 14:30
		stop := h.start()
		h.sleepUntil(15, 0)
		stop()

		rung := map[string][]time.Time{}
		for _, s := range h.fake.Messages() {
			if text := s.Message.Text(); strings.HasPrefix(text, "Start") {
				rung[s.Ref.Chat.ID[:len(mountAPI)]] = append(rung[s.Ref.Chat.ID[:len(mountAPI)]], s.At)
			}
		}
		first, second := rung[mountAPI], rung[networks]
		if len(first) != each || len(second) < each*45/100 || len(second) == each {
			t.Fatalf("%d and %d were rung, want all %d and nearly half", len(first), len(second), each)
		}
		near(t, "the first ring", first[0], h.wednesday(14, 10))
		near(t, "the last ring for the first talk", first[each-1], h.wednesday(14, 40))
		if second[0].Before(first[each-1]) {
			t.Error("the second talk's crowd began before the first's was done")
		}
		near(t, "the last ring for the second talk", second[len(second)-1], h.wednesday(14, 55))
	})
}

func near(t *testing.T, what string, got, want time.Time) {
	t.Helper()
	if off := got.Sub(want).Abs(); off > time.Minute {
		t.Errorf("%s is at %v, want %v", what, got, want)
	}
}

// TestASmallCrowdBeginsBetweenTwoMinutes and not with the planning of the next: a
// hundred take four seconds.
func TestASmallCrowdBeginsBetweenTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 13, 0, telegramLike)
		h.follows(100, mountAPI)
		stop := h.start()
		h.sleepUntil(14, 25)
		stop()
		sent := h.fake.Messages()
		if len(sent) != 100 {
			t.Fatalf("%d were rung, want 100", len(sent))
		}
		due := h.wednesday(14, 20)
		if early := due.Sub(sent[0].At); early > 5*time.Second {
			t.Errorf("the first was rung %v before it was due", early)
		}
		if late := sent[99].At.Sub(due); late > h.fake.Delay {
			t.Errorf("the last was rung %v after it was due", late)
		}
	})
}

// TestAFewAreToldWhenTheyAreDue and not before.
func TestAFewAreToldWhenTheyAreDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 13, 0, telegramLike)
		h.fake.Delay = 0
		h.follows(20, mountAPI)
		stop := h.start()
		h.sleepUntil(14, 25)
		stop()
		sent := h.fake.Messages()
		if len(sent) != 20 {
			t.Fatalf("%d were rung, want 20", len(sent))
		}
		for _, s := range sent {
			if late := s.At.Sub(h.wednesday(14, 20)); late < 0 || late > time.Second {
				t.Errorf("rung %v after it was due", late)
			}
		}
	})
}
