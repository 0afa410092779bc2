package scheduler_test

import (
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestWhatNobodyIsToldOfDoesNotWait has a change that nobody is told of, and then one that
// waits for an organiser's word: both are kept for what Ada knows, and are no part of the
// queue, which is what /status, the metrics, a demo's clock and crowds look at.
func TestWhatNobodyIsToldOfDoesNotWait(t *testing.T) {
	for name, change := range map[string]func(h *house){
		"quiet": func(h *house) { h.doQuietly(h.toTime(mountAPI, 16, 0)) },
		"held": func(h *house) {
			h.source.publish(conference(t, edit(mountAPI, func(slot *schedule.Slot) { shift(slot, 90*time.Minute) })))
			if err := h.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 9, 0, bot.Traits{PerSecond: 28})
			h.approve = name == "held"
			h.source = &origin{}
			h.source.publish(conference(t, nil))
			h.restart()
			if err := h.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.star("ada", mountAPI)
			h.tickAt(12, 0)
			change(h)
			h.tick()
			queues, err := h.db.Queues(t.Context(), h.now(), h.now())
			if err != nil || len(queues) > 0 && queues[0].Waiting > 0 {
				t.Errorf("the queue is %+v, %v", queues, err)
			}
			if due, ok, err := h.NextDue(t.Context(), h.wednesday(15, 40)); ok || err != nil {
				t.Errorf("next is due %s, %v", due, err)
			}
			h.tickAt(15, 55) // the ring
			h.tickAt(16, 12)
			h.tickAt(16, 13)
			queues, err = h.db.Queues(t.Context(), h.now(), h.wednesday(9, 0))
			if err != nil || len(queues) != 1 || queues[0].Reasons["nobody was to be told"]+queues[0].Reasons["told with another"] != 1 {
				t.Errorf("in the end the queue is %+v, %v", queues, err)
			}
		})
	}
}
