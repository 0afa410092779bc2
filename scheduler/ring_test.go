package scheduler_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

func TestRingsAtTheLead(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick()
	h.tickAt(14, 19)
	h.rang()
	for range 2 {
		h.tickAt(14, 20)
	}
	h.tickAt(14, 25)
	h.rang("ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API")
}

func TestStarAndRoomRingOnce(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.follow("ada", h.dome())
	h.tickAt(14, 20)
	h.tickAt(14, 21)
	h.rang("ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API")
}

func TestTwoAtOnceAreOneMessage(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI, linuxTPMs)
	h.tickAt(14, 20)
	h.told("ada Wed 14:20:00 Starting in 10 min, two of yours: / 1 in Main Hall — Linux & TPMs / 2 in Dome — New Mount API")
}

func TestEachLeadRingsOnce(t *testing.T) {
	h := newHouse(t, 13, 0, bot.Traits{})
	h.leads("ada", 30*time.Minute, 5*time.Minute)
	h.star("ada", mountAPI)
	for minute := range 35 {
		h.tickAt(14, minute)
	}
	h.rang(
		"ada Wed 14:00:00 Starting in 30 min in Dome: New Mount API",
		"ada Wed 14:25:00 Starting in 5 min in Dome: New Mount API",
	)
}

func TestOfSeveralLeadsAlreadyPastOneRings(t *testing.T) {
	h := newHouse(t, 14, 26, bot.Traits{})
	h.leads("ada", 30*time.Minute, 5*time.Minute)
	h.star("ada", mountAPI)
	h.tick()
	h.tickAt(14, 27)
	h.rang("ada Wed 14:26:00 Starting in 4 min in Dome: New Mount API")
}

func TestUnstarredIsSilent(t *testing.T) {
	h := newHouse(t, 14, 18, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick() // queues what is due at 14:20
	h.unstar("ada", mountAPI)
	h.tickAt(14, 20)
	h.rang()

	h.star("ada", mountAPI)
	h.tickAt(14, 21)
	h.rang("ada Wed 14:21:00 Starting in 9 min in Dome: New Mount API")
}

func TestStarredInsideTheLead(t *testing.T) {
	tests := map[string]struct {
		hour, minute int
		want         []string
	}{
		"soon":      {14, 24, []string{"ada Wed 14:24:00 Starting in 6 min in Dome: New Mount API"}},
		"under way": {14, 32, []string{"ada Wed 14:32:00 Started 2 min ago in Dome: New Mount API"}},
		"over":      {14, 40, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, test.hour, test.minute, bot.Traits{})
			h.tick() // the minute's planning is over when the star comes
			h.star("ada", mountAPI)
			h.tick()
			h.rang(test.want...)
		})
	}
}

func TestALongerLeadAfterTheRingIsSilent(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.tickAt(14, 20)
	h.leads("ada", 15*time.Minute)
	h.tickAt(14, 21)
	h.restart()
	h.tickAt(14, 22)
	h.rang("ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API")
}

func TestAChangedScheduleIsPlannedAnew(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI, linuxTPMs)
	h.tickAt(14, 18)
	h.live.Set(conference(t, later(map[string]time.Duration{mountAPI: time.Hour, linuxTPMs: -5 * time.Minute})))
	h.tickAt(14, 19)
	h.tickAt(14, 20)
	h.tickAt(15, 20)
	h.rang(
		"ada Wed 14:19:00 Starting in 6 min in Main Hall: Linux & TPMs",
		"ada Wed 15:20:00 Starting in 10 min in Dome: New Mount API",
	)
}

func TestMovedAwayAndBackRings(t *testing.T) {
	h := newHouse(t, 14, 18, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick()
	h.live.Set(conference(t, later(map[string]time.Duration{mountAPI: time.Hour})))
	h.tickAt(14, 20) // what was queued is dropped
	h.live.Set(conference(t, nil))
	h.tickAt(14, 23)
	h.rang("ada Wed 14:23:00 Starting in 7 min in Dome: New Mount API")
}

func TestCancelledIsSilent(t *testing.T) {
	h := newHouse(t, 14, 18, bot.Traits{})
	h.star("ada", mountAPI)
	h.tick()
	h.live.Set(conference(t, without(mountAPI)))
	h.tickAt(14, 20)
	h.rang()
}

func TestAnotherRoomIsNamedAndDoesNotRingAgain(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.star("ada", mountAPI)
	h.tickAt(14, 20)
	mainHall := h.live.Get().FindRooms("main hall").Hits[0]
	h.live.Set(conference(t, func(slot *schedule.Slot) {
		if slot.Key == mountAPI {
			slot.Room = mainHall
		}
	}))
	h.star("bob", mountAPI)
	h.tickAt(14, 22)
	h.rang(
		"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API",
		"bob Wed 14:22:00 Starting in 8 min in Main Hall: New Mount API",
	)
}

// TestAClockSetBackNeitherRepeatsNorLoses is a demo that is started again at its
// usual time on a kept database, in the same process and in a new one.
func TestAClockSetBackNeitherRepeatsNorLoses(t *testing.T) {
	for _, name := range []string{"same process", "restarted"} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 11, 4, bot.Traits{})
			h.star("ada", extensions)
			h.tick()
			h.tickAt(11, 5)
			h.tickAt(15, 0)
			h.star("ada", bpfilter) // long over, and so is what Bob stars
			h.star("bob", extensions)
			h.tick()

			h.clock = h.wednesday(11, 4)
			if name == "restarted" {
				h.restart()
			}
			h.tick()
			h.tickAt(11, 5)
			h.tickAt(12, 20)
			h.rang(
				"ada Wed 11:05:00 Starting in 10 min in Main Hall: System and Configuration Extensions for Image-based Linux Distros and Beyond",
				"bob Wed 11:05:00 Starting in 10 min in Main Hall: System and Configuration Extensions for Image-based Linux Distros and Beyond",
				"ada Wed 12:20:00 Starting in 10 min in Dome: bpfilter: a BPF-based packet filtering framework",
			)
		})
	}
}
