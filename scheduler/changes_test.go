package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/schedule"
)

// version is what the source has from a time of Wednesday on.
type version struct {
	hour, minute int
	schedule     func(t testing.TB, hall schedule.Room) *schedule.Schedule
}

// edited is a version with one talk changed.
func edited(hour, minute int, key string, change func(slot *schedule.Slot, hall schedule.Room)) version {
	return version{hour, minute, func(t testing.TB, hall schedule.Room) *schedule.Schedule {
		return conference(t, edit(key, func(slot *schedule.Slot) { change(slot, hall) }))
	}}
}

// lost is a version without a talk.
func lost(hour, minute int, key string) version {
	return version{hour, minute, func(t testing.TB, _ schedule.Room) *schedule.Schedule { return missing(t, nil, key) }}
}

// original is the version that was there at first.
func original(hour, minute int) version {
	return edited(hour, minute, "", nil)
}

func shift(slot *schedule.Slot, by time.Duration) {
	slot.Start, slot.End = slot.Start.Add(by), slot.End.Add(by)
}

func moveTo(by time.Duration) func(*schedule.Slot, schedule.Room) {
	return func(slot *schedule.Slot, _ schedule.Room) { shift(slot, by) }
}

func toHall(slot *schedule.Slot, hall schedule.Room) { slot.Room = hall }

const (
	mountRings    = "Starting in 10 min in Dome: New Mount API / 14:30–15:10 · Christian Brauner"
	magicTarRings = "Starting in 10 min in Dome: Making a magic deduplicating tar using the FICLONE ioctl / 17:00–17:25 · Wicher Minnaard"
)

// changeCases are what Ada is told, who starred New Mount API (14:30 in the Dome)
// before noon. A version is seen within a minute.
var changeCases = map[string]struct {
	versions []version
	also     []string // what else Ada starred
	want     []string
}{
	"moved with its room, into a clash": {
		[]version{edited(12, 0, mountAPI, func(slot *schedule.Slot, hall schedule.Room) {
			shift(slot, 45*time.Minute)
			slot.Room = hall
		})},
		[]string{networks},
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 15:15 in Main Hall (was 14:30 in Dome). / " +
				"It clashes with Disaggregated networks: Is network hardware special? (15:15, Dome), also yours.",
			"ada Wed 15:05:00 Starting in 10 min, two of yours: / 1 in Main Hall — New Mount API / 2 in Dome — Disaggregated networks: Is network hardware special?",
		},
	},
	"moved earlier": {
		[]version{edited(12, 0, mountAPI, moveTo(-15*time.Minute))}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Moved earlier: New Mount API / Now Wed 14:15 in Dome (was 14:30).",
			"ada Wed 14:05:00 Starting in 10 min in Dome: New Mount API / 14:15–14:55 · Christian Brauner",
		},
	},
	"moved to another day": {
		[]version{edited(12, 0, mountAPI, moveTo(24*time.Hour))}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Thu 14:30 in Dome (was Wed 14:30).",
		},
	},
	"room": {
		[]version{edited(12, 0, mountAPI, toHall)}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
		},
	},
	"title": {
		[]version{edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) { slot.Title = "Mounts" })}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ New title: Mounts (was New Mount API), still 14:30 in Dome.",
			"ada Wed 14:20:00 Starting in 10 min in Dome: Mounts / 14:30–15:10 · Christian Brauner",
		},
	},
	"cancelled": {
		[]version{edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) { slot.Cancelled = true })}, nil,
		[]string{"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall."},
	},
	"gone, and back": {
		[]version{lost(12, 0, mountAPI), original(13, 0)}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 13:04:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"gone while another has its number, and back": {
		[]version{{12, 0, func(t testing.TB, _ schedule.Room) *schedule.Schedule {
			return rebuilt(t, nil, func(slot schedule.Slot) []schedule.Slot {
				switch slot.Key {
				case mountAPI:
					return nil
				case magicTar: // Eve's
					slot.Key = mountAPI
				}
				return []schedule.Slot{slot}
			})
		}}, original(13, 0)}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 13:04:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"gone, back, gone and back, to people twice": {
		[]version{lost(10, 0, mountAPI), original(11, 0), lost(12, 0, mountAPI), original(13, 0)}, nil,
		[]string{
			"ada Wed 10:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 11:04:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 13:04:00 ⚠ Back: New Mount API — takes place after all, Wed 14:30 in Dome.",
			"ada Wed 14:20:00 " + mountRings,
		},
	},
	"cancelled, then not in the file any more": {
		[]version{
			edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) { slot.Cancelled = true }),
			lost(13, 0, mountAPI),
		}, nil,
		[]string{"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall."},
	},
	"cancelled, moved, gone, and back": {
		[]version{
			edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) { slot.Cancelled = true }),
			edited(12, 10, mountAPI, func(slot *schedule.Slot, _ schedule.Room) {
				slot.Cancelled = true
				shift(slot, time.Hour)
			}),
			lost(12, 20, mountAPI),
			edited(13, 0, mountAPI, moveTo(time.Hour)),
		}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 13:04:00 ⚠ Back: New Mount API — takes place after all, Wed 15:30 in Dome.",
			"ada Wed 15:20:00 Starting in 10 min in Dome: New Mount API / 15:30–16:10 · Christian Brauner",
		},
	},
	"there and back again": {
		[]version{edited(12, 0, mountAPI, moveTo(time.Hour)), original(12, 2)}, nil,
		[]string{"ada Wed 14:20:00 " + mountRings},
	},
	"gone for a moment": {
		[]version{lost(12, 0, mountAPI), original(12, 2)}, nil,
		[]string{"ada Wed 14:20:00 " + mountRings},
	},
	"gone for a moment, and back elsewhere": {
		[]version{lost(12, 0, mountAPI), edited(12, 2, mountAPI, moveTo(time.Hour))}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 15:20:00 Starting in 10 min in Dome: New Mount API / 15:30–16:10 · Christian Brauner",
		},
	},
	"several changes are one": {
		[]version{
			edited(12, 0, mountAPI, moveTo(time.Hour)),
			edited(12, 1, mountAPI, moveTo(2*time.Hour)),
			edited(12, 2, mountAPI, func(slot *schedule.Slot, hall schedule.Room) {
				shift(slot, 90*time.Minute)
				slot.Room, slot.Title = hall, "Mounts"
			}),
		}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: Mounts / Now Wed 16:00 in Main Hall (was 14:30 in Dome). / It was called New Mount API.",
			"ada Wed 15:50:00 Starting in 10 min in Main Hall: Mounts / 16:00–16:40 · Christian Brauner",
		},
	},
	"a change after it was told is another": {
		[]version{edited(12, 0, mountAPI, moveTo(time.Hour)), edited(12, 10, mountAPI, toHall)}, nil,
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 12:14:00 ⚠ Moved earlier: New Mount API / Now Wed 14:30 in Main Hall (was 15:30 in Dome).",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
		},
	},
	"within the hour it is told at once": {
		[]version{edited(13, 30, mountAPI, toHall)}, nil,
		[]string{
			"ada Wed 13:31:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).",
			"ada Wed 14:20:00 Starting in 10 min in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner",
		},
	},
	"inside the lead the correction is the ring": {
		[]version{edited(13, 59, mountAPI, moveTo(-25*time.Minute))}, nil,
		[]string{"ada Wed 14:00:00 ⚠ Moved earlier: New Mount API / Now Wed 14:05 in Dome (was 14:30)."},
	},
	"after the ring": {
		[]version{edited(14, 24, mountAPI, moveTo(time.Hour))}, nil,
		[]string{
			"ada Wed 14:20:00 Starting in 10 min in Dome. Moved to 15:30: New Mount API / 15:30–16:10 · Christian Brauner",
			"ada Wed 14:25:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 15:20:00 Starting in 10 min in Dome: New Mount API / 15:30–16:10 · Christian Brauner",
		},
	},
	"away and back after it was told": {
		[]version{edited(13, 40, mountAPI, moveTo(time.Hour)), original(14, 23)}, nil,
		[]string{
			"ada Wed 13:41:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
			"ada Wed 14:24:00 ⚠ Moved earlier: New Mount API / Now Wed 14:30 in Dome (was 15:30).",
		},
	},
	"of two that change one": {
		[]version{{12, 0, func(t testing.TB, hall schedule.Room) *schedule.Schedule {
			return conference(t, later(map[string]time.Duration{mountAPI: time.Hour, networks: time.Hour}))
		}}},
		[]string{networks},
		[]string{
			"ada Wed 12:04:00 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30). / " +
				"⚠ Moved: Disaggregated networks: Is network hardware special? / Now Wed 16:15 in Dome (was 15:15).",
			"ada Wed 15:20:00 Starting in 10 min in Dome: New Mount API / 15:30–16:10 · Christian Brauner",
			"ada Wed 16:05:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 16:15–16:55 · Paul Menzel",
		},
	},
	"what is over may vanish": {
		[]version{lost(15, 30, mountAPI)}, nil,
		[]string{"ada Wed 14:20:00 " + mountRings},
	},
	"texts and lengths are no news": {
		[]version{edited(12, 0, mountAPI, func(slot *schedule.Slot, _ schedule.Room) {
			slot.Abstract, slot.End = "New", slot.End.Add(-5*time.Minute)
		})}, nil,
		[]string{"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API / 14:30–15:05 · Christian Brauner"},
	},
}

// TestChanges plays each case, beside Eve who starred a talk that nothing happens
// to.
func TestChanges(t *testing.T) {
	for name, test := range changeCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 9, 50)
				hall := h.live.Get().FindRooms("main hall").Hits[0]
				p := h.begin(database(t))
				h.star("ada", append(test.also, mountAPI)...)
				h.star("eve", magicTar)
				h.Wake()
				for _, v := range test.versions {
					h.sleepUntil(v.hour, v.minute)
					h.source.publish(v.schedule(t, hall))
				}
				h.sleepUntil(17, 0)
				p.end()
				h.told(append(test.want, "eve Wed 16:50:00 "+magicTarRings)...)
			})
		})
	}
}
