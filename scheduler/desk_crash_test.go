package scheduler_test

import (
	"testing"
	"testing/synctest"

	"usher/bot"
)

// TestAnActIsDoneOnceOverACrash answers the same press again, as after a crash between
// what it did and the answer.
func TestAnActIsDoneOnceOverACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := changingHouse(t, 9, 0, "boss")
		path := database(t)
		p := h.begin(path)
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(12, 0)
		draft := h.propose(h.toHall(mountAPI))
		press := bot.Incoming{Chat: boss, Sender: boss.ID, Text: "/moveroom do", Update: "$1", At: h.now()}
		if _, err := h.db.Accept(t.Context(), boss.Platform, "", []bot.Incoming{press}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			done, err := h.Do(bot.WithEffects(t.Context(), press), draft.Number, boss, false)
			if err != nil || len(done.Changes) != 1 || done.Changes[0].After.Room != h.hall() {
				t.Errorf("%+v, %v", done.Changes, err)
			}
			h.Wake()
			h.sleepUntil(12, 5)
			p.end()
			p = h.begin(path)
			h.sleepUntil(12, 6)
		}
		p.end()
		h.told("ada Wed 12:00:00 ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).")
	})
}
