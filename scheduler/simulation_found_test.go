package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
)

// What the simulation found, each as small as it can be told.

// TestALeadChosenWhileItRings is somebody who wants to be rung earlier at the very
// moment at which they are rung.
func TestALeadChosenWhileItRings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		h.fake.Delay = 2 * time.Second
		p := h.begin(database(t))
		h.star("ada", mountAPI)
		h.leads("ada", 5*time.Minute)
		h.Wake()
		h.sleepUntil(14, 25)
		time.Sleep(time.Second) // it is on its way
		h.leads("ada", 20*time.Minute)
		h.Wake()
		h.sleepUntil(14, 45)
		p.end()
		h.rang("ada Wed 14:25:02 Starting in 5 min in Dome: New Mount API")
	})
}
