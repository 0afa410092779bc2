package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/schedule"
)

// TestStarsFollowATalkToAnotherKey has a source that begins to give codes: what
// was told is not told again.
func TestStarsFollowATalkToAnotherKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 12, 0)
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI, networks)
		h.Wake()
		h.sleepUntil(14, 22)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Key = "main-g-1" })))
		h.sleepUntil(14, 25)
		h.source.publish(conference(t, func(slot *schedule.Slot) {
			switch slot.Key {
			case mountAPI:
				slot.Key = "main-g-1"
			case networks:
				slot.Key = "main-g-2"
				shift(slot, 30*time.Minute)
			}
		}))
		h.sleepUntil(16, 0)
		p.end()
		h.told("ada Wed 14:20:00 "+mountRings,
			"ada Wed 14:26:00 ⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 15:45 in Dome (was 15:15).",
			"ada Wed 15:35:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:45–16:25 · Paul Menzel")
	})
}

// TestRepeatsAreTheirOwn has a talk with two slots that swap rooms and move.
func TestRepeatsAreTheirOwn(t *testing.T) {
	twice := func(t testing.TB, later time.Duration) *schedule.Schedule {
		return rebuilt(t, nil, func(slot schedule.Slot) []schedule.Slot {
			if slot.Key != mountAPI {
				return []schedule.Slot{slot}
			}
			again := slot
			again.GUID, slot.GUID = "b", "a"
			shift(&again, 2*time.Hour) // 16:30
			shift(&again, later)
			return []schedule.Slot{slot, again}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 11, 0)
		h.source.publish(twice(t, 0))
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		h.source.publish(twice(t, time.Hour))
		h.sleepUntil(12, 2)
		h.source.publish(twice(t, 30*time.Minute))
		h.sleepUntil(17, 0)
		p.end()
		h.told("ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 17:00 in Dome (was 16:30).",
			"ada Wed 14:20:00 "+mountRings,
			"ada Wed 16:50:00 Starting in 10 min in Dome: New Mount API / 17:00–17:40 · Christian Brauner")
	})
}

// TestAChangeWhileTheLastIsSent has a network that takes half a minute to
// answer: what it said was true then, and what has changed since is told after.
func TestAChangeWhileTheLastIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 13, 39)
		path := database(t)
		h.fake.Delay = 29 * time.Second
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(13, 40)
		h.source.publish(conference(t, later(map[string]time.Duration{mountAPI: time.Hour})))
		h.sleepUntil(13, 41)
		time.Sleep(10 * time.Second)
		h.source.publish(conference(t, later(map[string]time.Duration{mountAPI: 2 * time.Hour})))
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.sleepUntil(13, 50)
		p.end()
		h.told("ada Wed 13:41:29 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 13:44:39 ⚠ Moved: New Mount API / Now Wed 16:30 in Dome (was 15:30).")
	})
}
