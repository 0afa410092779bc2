package scheduler_test

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

var unreachable = &bot.SendError{Failure: bot.Temporary, Err: errors.New("network is unreachable")}

// TestAfterAnOutage has the network away for an hour: what is stale expires, what
// can be told in time is, and each person hears once what they missed and want to
// know.
func TestAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(database(t))
		h.star("ada", linuxTPMs, mountAPI, networks)
		h.star("bob", networks, magicTar)
		h.star("eve", mountAPI)
		h.star("joe", mountAPI)
		h.leads("joe", 30*time.Minute, 5*time.Minute)
		h.star("sue", mountAPI, networks)
		h.Wake()
		h.sleepUntil(14, 10)
		people := []string{"ada", "bob", "eve", "joe", "sue"}
		for _, name := range people {
			h.fake.FailIn(h.fake.Chat(name), unreachable)
		}
		h.sleepUntil(14, 50)
		h.unstar("eve", mountAPI)
		if err := h.db.Mute(t.Context(), h.fake.Chat("sue"), bot.Mute{Talk: mountAPI}); err != nil {
			t.Fatal(err)
		}
		h.sleepUntil(15, 6)
		for _, name := range people {
			h.fake.FailIn(h.fake.Chat(name), nil)
		}
		h.sleepUntil(17, 0)
		p.end()
		h.each(map[string][]string{
			"ada": {"Starting in 9 min in Dome: Disaggregated networks: Is network hardware special?",
				"I couldn't reach you from 14:20 to 15:06. You missed the rings for these 2:"},
			"bob": {"Starting in 9 min in Dome: Disaggregated networks: Is network hardware special?",
				"Starting in 10 min in Dome: Making a magic deduplicating tar using the FICLONE ioctl"},
			"eve": nil,
			"joe": {"Starting in 30 min in Dome: New Mount API"}, // with his longer lead
			"sue": {"Starting in 9 min in Dome: Disaggregated networks: Is network hardware special?"},
		})
	})
}

// each holds the first lines of what stands in each chat, in any order.
func (h *house) each(want map[string][]string) {
	h.t.Helper()
	for name, lines := range want {
		var got []string
		for _, s := range h.fake.In(h.fake.Chat(name)) {
			got = append(got, s.Message.Body[0].Text())
		}
		slices.Sort(got)
		if diff := cmp.Diff(slices.Sorted(slices.Values(lines)), got); diff != "" {
			h.t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// TestWhoSpokeWasReached is somebody who stars a talk when its ring is due already:
// they had word of Usher then, whatever they have not heard since.
func TestWhoSpokeWasReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 25, bot.Traits{})
		p := h.begin(database(t))
		h.fake.FailIn(h.fake.Chat("ada"), unreachable)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 45)
		h.fake.FailIn(h.fake.Chat("ada"), nil)
		h.sleepUntil(15, 0)
		p.end()
		h.each(map[string][]string{"ada": {"I couldn't reach you from 14:25 to 14:45. You missed the ring for this:"}})
	})
}

// TestAfterUsherWasDown is the same with the process ended: what it had queued and
// what nobody had planned is missed alike, if it is not history.
func TestAfterUsherWasDown(t *testing.T) {
	for name, test := range map[string]struct {
		back int // the hour
		want []string
	}{
		"an hour": {15, []string{"ada Wed 15:05:00 I couldn't reach you from 14:20 to 15:05. You missed the rings for these 2: / " +
			"1 on until 15:10 in Main Hall — Linux & TPMs / 2 on until 15:10 in Dome — New Mount API"}},
		"an afternoon": {19, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbleHouse(t, 13, 0, bot.Traits{})
				path := database(t)
				p := h.begin(path)
				h.star("ada", linuxTPMs, mountAPI)
				h.Wake()
				h.sleepUntil(13, 30)
				p.end()
				h.sleepUntil(test.back, 5)
				for range 2 { // once is enough
					p = h.begin(path)
					time.Sleep(10 * time.Minute)
					p.end()
				}
				h.told(test.want...)
			})
		})
	}
}

// TestWhatWasMutedOrToldIsNotMissed when Usher starts again.
func TestWhatWasMutedOrToldIsNotMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.star("bob", mountAPI)
		if err := h.db.Mute(t.Context(), h.fake.Chat("bob"), bot.Mute{Until: h.wednesday(14, 45)}); err != nil {
			t.Fatal(err)
		}
		h.Wake()
		h.sleepUntil(14, 21)
		p.end()
		h.sleepUntil(15, 0)
		p = h.begin(path)
		h.sleepUntil(15, 10)
		p.end()
		h.told("ada Wed 14:20:00 " + mountRings)
	})
}

// TestALeapOfTheClockIsNoOutage has NTP set the clock an hour ahead and, a few minutes
// later, right again, with rings in between that are queued, or not planned yet, or
// tried in vain: nobody is told of any that they missed it, and each rings in its
// time. What the network refuses later in that hour is missed.
func TestALeapOfTheClockIsNoOutage(t *testing.T) {
	for name, test := range map[string]struct {
		leap   int // the minute after 14:00
		traits bot.Traits
		down   bool
		want   []string
	}{
		"not planned": {5, bot.Traits{}, false, []string{"ada Wed 14:20:00 " + mountRings}},
		"queued":      {12, bot.Traits{PerSecond: 28}, false, []string{"ada Wed 14:20:00 " + mountRings}},
		"missed then": {5, bot.Traits{}, true, []string{"ada Wed 14:46:04 I couldn't reach you from 14:20 to 14:46. " +
			"You missed the ring for this: / 1 on until 15:10 in Dome — New Mount API"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbleHouse(t, 14, 0, test.traits)
				right := h.runs
				var ahead atomic.Int64
				h.runs = func() time.Time { return right().Add(time.Duration(ahead.Load())) }
				p := h.begin(database(t))
				h.star("ada", mountAPI)
				h.Wake()
				h.sleepUntil(14, test.leap)
				time.Sleep(10 * time.Second)
				ahead.Store(int64(time.Hour))
				time.Sleep(5 * time.Minute)
				ahead.Store(0)
				h.sleepUntil(14, 19)
				if test.down {
					h.fake.FailIn(h.fake.Chat("ada"), unreachable)
				}
				h.sleepUntil(14, 45)
				time.Sleep(30 * time.Second)
				h.fake.FailIn(h.fake.Chat("ada"), nil)
				h.sleepUntil(16, 0)
				p.end()
				h.told(test.want...)
			})
		})
	}
}
