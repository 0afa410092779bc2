package scheduler_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
)

// amendCases are what the ring of 14:20 reads in the end, which told Ada, who
// follows the Dome, of New Mount API; and how often it was edited.
var amendCases = map[string]struct {
	versions []version
	starred  []string
	want     string
	edits    int
}{
	"nothing changes": {nil, nil, mountRings + " / You follow Dome.", 0},
	"moved": {[]version{edited(14, 24, mountAPI, moveTo(time.Hour))}, nil,
		"Starting in 10 min in Dome. Moved to 15:30: New Mount API / 15:30–16:10 · Christian Brauner", 1},
	"moved twice": {[]version{edited(14, 24, mountAPI, moveTo(time.Hour)), edited(14, 27, mountAPI, func(slot *schedule.Slot, hall schedule.Room) {
		shift(slot, 2*time.Hour)
		slot.Room = hall
	})}, nil, "Starting in 10 min in Dome. Moved to 16:30, Main Hall: New Mount API / 16:30–17:10 · Christian Brauner", 2},
	"there and back again": {[]version{edited(14, 24, mountAPI, moveTo(time.Hour)), original(14, 27)}, nil, mountRings, 2},
	"room":                 {[]version{edited(14, 32, mountAPI, toHall)}, nil, "Starting in 10 min in Dome. Now in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner", 1},
	"gone":                 {[]version{lost(14, 24, mountAPI)}, nil, "Starting in 10 min in Dome. Cancelled: New Mount API", 1},
	"gone, and back elsewhere": {[]version{lost(14, 24, mountAPI), edited(14, 27, mountAPI, toHall)}, nil,
		"Starting in 10 min in Dome. Now in Main Hall: New Mount API / 14:30–15:10 · Christian Brauner", 2},
	"long over": {[]version{edited(15, 30, mountAPI, toHall)}, nil, mountRings + " / You follow Dome.", 0},
	"of two": {[]version{edited(14, 24, mountAPI, moveTo(time.Hour))}, []string{linuxTPMs},
		"Starting in 10 min, two of yours: / 1 in Main Hall — Linux & TPMs / 2 14:30 in Dome, moved to 15:30 — New Mount API", 1},
}

func TestARingIsAmended(t *testing.T) {
	for name, test := range amendCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := changingHouse(t, 14, 0)
				hall := h.live.Get().FindRooms("main hall").Hits[0]
				p := h.begin(database(t))
				h.follow("ada", h.dome())
				h.star("ada", test.starred...)
				h.Wake()
				for _, v := range test.versions {
					h.sleepUntil(v.hour, v.minute)
					h.source.publish(v.schedule(t, hall))
				}
				h.sleepUntil(15, 0)
				first := h.fake.In(h.fake.Chat("ada"))[0]
				if got := oneLine(first.Message); got != test.want {
					t.Errorf("it reads\n%s, want\n%s", got, test.want)
				}
				if len(test.versions) > 0 && first.Message.Rings && test.edits > 0 {
					t.Error("it rings again")
				}
				if n := len(amendments(h.fake)); n != test.edits {
					t.Errorf("it was edited %d times, want %d", n, test.edits)
				}
				p.end()
			})
		})
	}
}

// amendments are the requests to edit a message.
func amendments(network *bottest.Fake) []bottest.Attempt {
	return slices.DeleteFunc(network.Attempts(), func(a bottest.Attempt) bool { return a.Edited.ID == "" })
}

// TestARingIsAmendedForWhoUnstarredIt, since it stands in their chat; in silence,
// and without the change being told.
func TestARingIsAmendedForWhoUnstarredIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 21)
		h.unstar("ada", mountAPI)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Cancelled = true })))
		h.sleepUntil(15, 0)
		p.end()
		h.told("ada Wed 14:20:00 Starting in 10 min in Dome. Cancelled: New Mount API")
		if buttons := h.fake.Messages()[0].Message.Buttons; len(buttons) != 1 || buttons[0][0].Label != "Details" {
			t.Errorf("it has the buttons %v", buttons)
		}
	})
}

// TestWhatChangesWhileItIsSentIsAmended is a change between a ring's leaving and
// its arrival.
func TestWhatChangesWhileItIsSentIsAmended(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		h.fake.Delay = 5 * time.Second
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 20)
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, time.Hour) })))
		time.Sleep(time.Second)
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.sleepUntil(14, 30)
		p.end()
		h.told(
			"ada Wed 14:20:05 Starting in 10 min in Dome. Moved to 15:30: New Mount API / 15:30–16:10 · Christian Brauner",
			"ada Wed 14:20:10 ⚠ Moved: New Mount API / Now Wed 15:30 in Dome (was 14:30).",
		)
	})
}

// TestAMessageThatCannotBeEditedIsLeft: the change is told as ever, and the chat
// is as well as before.
func TestAMessageThatCannotBeEditedIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 14, 0)
		p := h.begin(database(t))
		h.star("ada", mountAPI, magicTar)
		h.Wake()
		h.sleepUntil(14, 24)
		h.fake.FailEdits(&bot.SendError{Failure: bot.Rejected, Err: errors.New("message can't be edited")})
		h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { slot.Cancelled = true })))
		h.sleepUntil(17, 0)
		dropped := h.Counts()["test"].Dropped
		p.end()
		h.told(
			"ada Wed 14:20:00 "+mountRings,
			"ada Wed 14:25:00 ⚠ Cancelled: New Mount API (was Wed 14:30 in Dome). At that time: Linux & TPMs in Main Hall.",
			"ada Wed 16:50:00 "+magicTarRings,
		)
		if dropped["cannot be changed any more"] != 1 {
			t.Errorf("dropped: %v", dropped)
		}
	})
}
