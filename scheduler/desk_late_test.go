package scheduler_test

import (
	"testing"
	"testing/synctest"

	"usher/schedule"
)

// TestADelayIsListedForAsLongAsItsEveningRuns though the night is over by what was
// published: at four, while the last talk ends at ten past by now.
func TestADelayIsListedForAsLongAsItsEveningRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		p := h.begin(database(t))
		h.sleepUntil(12, 0)
		h.do(schedule.Override{Kind: schedule.Add, Talk: "own-h-x", Added: &schedule.Slot{
			Talk: schedule.Talk{Key: "own-h-x", Title: "Karaoke"}, Room: schedule.Room{Key: h.dome().Key}, Start: h.wednesday(27, 0), End: h.wednesday(27, 50)}})
		h.sleepUntil(26, 50)
		h.do(h.late(20))
		for _, at := range []struct{ hour, minute, listed int }{{27, 30, 2}, {28, 5, 2}, {28, 15, 1}} {
			h.sleepUntil(at.hour, at.minute)
			h.overridesLeft(at.listed)
		}
		p.end()
	})
}
