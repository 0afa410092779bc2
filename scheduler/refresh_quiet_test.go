package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/schedule"
)

// TestWhatIsAcceptedQuietlyCorrectsWhatWaits accepts quietly that a talk is gone of
// which somebody is about to be told that it has moved: that would not be true.
func TestWhatIsAcceptedQuietlyCorrectsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "org")
		p := h.begin(database(t))
		h.star("ada", talos)
		h.Wake()
		h.sleepUntil(9, 4)
		h.source.publish(conference(t, edit(talos, func(slot *schedule.Slot) { shift(slot, time.Hour) })))
		h.sleepUntil(9, 6)
		h.source.publish(halved(t, nil))
		h.sleepUntil(9, 7)
		_, number := h.Held()
		if _, err := h.Accept(t.Context(), number, boss, true); err != nil {
			t.Fatal(err)
		}
		h.sleepUntil(9, 20)
		p.end()
		h.told("org Wed 09:07:00 "+heldAsks, "ada Wed 09:08:00 ⚠ Cancelled: Talos Linux - TrustedBoot for a minimal Immutable OS (was Thu 10:30 in Dome).")
	})
}

// TestAnotherProgrammeIsNoNewsOfSingleTalks has a source without organisers that
// turns out to have had last year's programme: after half an hour the right one is
// in force, and nobody is told of every talk that went.
func TestAnotherProgrammeIsNoNewsOfSingleTalks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0)
		p := h.begin(database(t))
		h.star("ada", talos)
		h.Wake()
		h.sleepUntil(9, 4)
		h.source.publish(conference(t, func(slot *schedule.Slot) {
			name := slot.Key[len(slot.Key)-3:] + "NEXT"
			slot.Key, slot.Title, slot.Speakers = "main-c-"+name, name, nil
		}))
		h.sleepUntil(10, 0)
		if len(h.live.Get().Talk(talos)) > 0 {
			t.Error("the old programme is still in force")
		}
		p.end()
		h.told()
	})
}
