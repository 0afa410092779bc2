package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/schedule"
)

func (h *house) keep(chat, key string, only time.Time) {
	h.t.Helper()
	if _, err := h.db.Follow(h.t.Context(), h.fake.Chat(chat), bot.Follow{Topic: talk(key), Only: only}); err != nil {
		h.t.Fatal(err)
	}
}

// twice is the conference with New Mount API held twice, at 14:30 in the Dome and
// at 16:30 in the Main Hall, after an organiser has changed both; a slot without
// a key is gone.
func twice(t testing.TB, change func(first, second *schedule.Slot)) *schedule.Schedule {
	hall := conference(t, nil).FindRooms("main hall").Hits[0]
	return rebuilt(t, nil, func(slot schedule.Slot) []schedule.Slot {
		if slot.Key != mountAPI {
			return []schedule.Slot{slot}
		}
		second := slot
		slot.GUID, second.GUID, second.Room = "a", "b", hall
		shift(&second, 2*time.Hour)
		if change != nil {
			change(&slot, &second)
		}
		var slots []schedule.Slot
		for _, s := range []schedule.Slot{slot, second} {
			if s.Key != "" {
				slots = append(slots, s)
			}
		}
		return slots
	})
}

const (
	firstRings  = "ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API / 14:30–15:10 · Christian Brauner"
	secondRings = "ada Wed 16:20:00 Starting in 10 min in Main Hall: New Mount API / 16:30–17:10 · Christian Brauner"
	secondGone  = "ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 16:30 in Main Hall). At that time: WIP: Sandboxing APT in Main Hall."
)

// keptSlotCases are what Ada is told, who keeps the second of both slots, by what
// the schedule has from noon on, and from a later minute.
var keptSlotCases = map[string]struct {
	change func(first, second *schedule.Slot)
	minute int // after noon
	then   func(first, second *schedule.Slot)
	want   []string
}{
	"nothing": {want: []string{secondRings}},
	"the other moves": {
		change: func(first, _ *schedule.Slot) { shift(first, time.Hour) },
		want:   []string{secondRings},
	},
	"the other is cancelled": {
		change: func(first, _ *schedule.Slot) { first.Cancelled = true },
		want:   []string{secondRings},
	},
	"it moves": {
		change: func(_, second *schedule.Slot) { shift(second, -30*time.Minute) },
		want: []string{
			"ada Wed 12:04:00 ⚠ Moved earlier: New Mount API / Now Wed 16:00 in Main Hall (was 16:30).",
			"ada Wed 15:50:00 Starting in 10 min in Main Hall: New Mount API / 16:00–16:40 · Christian Brauner",
		},
	},
	"it moves twice": {
		change: func(_, second *schedule.Slot) { shift(second, -30*time.Minute) },
		minute: 10, then: func(_, second *schedule.Slot) { shift(second, -15*time.Minute) },
		want: []string{
			"ada Wed 12:04:00 ⚠ Moved earlier: New Mount API / Now Wed 16:00 in Main Hall (was 16:30).",
			"ada Wed 12:14:00 ⚠ Moved: New Mount API / Now Wed 16:15 in Main Hall (was 16:00).",
			"ada Wed 16:05:00 Starting in 10 min in Main Hall: New Mount API / 16:15–16:55 · Christian Brauner",
		},
	},
	"there and back": {
		change: func(_, second *schedule.Slot) { shift(second, -30*time.Minute) },
		minute: 2,
		want:   []string{secondRings},
	},
	"both swap": {
		change: func(first, second *schedule.Slot) {
			shift(first, 2*time.Hour)
			shift(second, -2*time.Hour)
		},
		want: []string{
			"ada Wed 12:04:00 ⚠ Moved earlier: New Mount API / Now Wed 14:30 in Main Hall (was 16:30).",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
		},
	},
	"it is cancelled": {
		change: func(_, second *schedule.Slot) { second.Cancelled = true },
		want:   []string{secondGone, firstRings},
	},
	"it is gone": {
		change: func(_, second *schedule.Slot) { second.Key = "" },
		want:   []string{secondGone, firstRings},
	},
	"it is cancelled and back": {
		change: func(_, second *schedule.Slot) { second.Cancelled = true },
		minute: 10,
		want: []string{secondGone, "ada Wed 12:14:00 ⚠ Back: New Mount API — takes place after all, Wed 16:30 in Main Hall.",
			firstRings, secondRings},
	},
	"the talk is gone and back": {
		change: func(first, second *schedule.Slot) { first.Key, second.Key = "", "" },
		minute: 10,
		want: []string{secondGone, "ada Wed 12:14:00 ⚠ Back: New Mount API — takes place after all, Wed 16:30 in Main Hall.",
			secondRings},
	},
	"the talk is gone for a moment": {
		change: func(first, second *schedule.Slot) { first.Key, second.Key = "", "" },
		minute: 2,
		want:   []string{secondRings},
	},
	"the talk is gone, and back without it": {
		change: func(first, second *schedule.Slot) { first.Key, second.Key = "", "" },
		minute: 10, then: func(_, second *schedule.Slot) { second.Key = "" },
		want: []string{secondGone, "ada Wed 12:14:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			firstRings},
	},
	"the talk is cancelled and back": {
		change: func(first, second *schedule.Slot) { first.Cancelled, second.Cancelled = true, true },
		minute: 10,
		want: []string{secondGone, "ada Wed 12:14:00 ⚠ Back: New Mount API — takes place after all, Wed 16:30 in Main Hall.",
			secondRings},
	},
	"the talk is cancelled, and it moves, and is back": {
		change: func(first, second *schedule.Slot) { first.Cancelled, second.Cancelled = true, true },
		minute: 10, then: func(_, second *schedule.Slot) { shift(second, -30*time.Minute) },
		want: []string{secondGone, "ada Wed 12:14:00 ⚠ Back: New Mount API — takes place after all, Wed 16:00 in Main Hall.",
			"ada Wed 15:50:00 Starting in 10 min in Main Hall: New Mount API / 16:00–16:40 · Christian Brauner"},
	},
}

// TestKeptSlots plays each case.
func TestKeptSlots(t *testing.T) {
	for name, test := range keptSlotCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 11, 0)
				h.source.publish(twice(t, nil))
				path := database(t)
				p := h.begin(path)
				h.sleepUntil(11, 2)
				h.keep("ada", mountAPI, h.wednesday(16, 30))
				h.Wake()
				h.sleepUntil(12, 0)
				h.source.publish(twice(t, test.change))
				if test.minute > 0 {
					h.sleepUntil(12, test.minute)
					h.source.publish(twice(t, test.then))
				}
				h.sleepUntil(13, 0)
				p.end() // what was kept outlives the process
				p = h.begin(path)
				h.sleepUntil(18, 0)
				p.end()
				h.told(test.want...)
			})
		})
	}
}

// TestWhoKeepsAnotherSlotIsNotToldOfTheFirst changes her mind between a change and
// its notice. Where the other is now the answer says as well, if it arrives.
func TestWhoKeepsAnotherSlotIsNotToldOfTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 11, 0)
		h.source.publish(twice(t, nil))
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		h.source.publish(twice(t, func(first, second *schedule.Slot) {
			shift(first, time.Hour)
			shift(second, -15*time.Minute)
		}))
		h.sleepUntil(12, 2)
		h.keep("ada", mountAPI, h.wednesday(16, 15))
		h.Wake()
		h.sleepUntil(18, 0)
		p.end()
		h.told("ada Wed 12:04:00 ⚠ Moved earlier: New Mount API / Now Wed 16:15 in Main Hall (was 16:30).",
			"ada Wed 16:05:00 Starting in 10 min in Main Hall: New Mount API / 16:15–16:55 · Christian Brauner")
	})
}

// TestARoomRingsForTheSlotThatIsNotKept follows the Dome and keeps what is in the
// Main Hall.
func TestARoomRingsForTheSlotThatIsNotKept(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	h.live.Set(twice(t, nil))
	h.keep("ada", mountAPI, h.wednesday(16, 30))
	h.tickAt(14, 20)
	h.rang()
	h.follow("ada", h.dome())
	h.tickAt(14, 21)
	h.told("ada Wed 14:21:00 Starting in 9 min in Dome: New Mount API / 14:30–15:10 · Christian Brauner / You follow Dome.")
}
