package scheduler_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
)

// TestAFanOutOnALimitedHomeserver has organisers tell 500 people something where
// Synapse's default holds: that takes 41 minutes, and whoever is to be rung meanwhile
// is rung in time.
func TestAFanOutOnALimitedHomeserver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := crowdHouse(t, 14, 5, bot.Traits{Idempotent: true, Parallel: 16})
		h.fake.Limit = &bottest.Limit{PerSecond: 0.2, Burst: 10}
		h.follows(500, magicTar) // 17:00
		const rung = 40
		for i := range rung {
			h.star(magicTar+strings.Repeat("x", i+1), mountAPI) // 14:30
		}
		stop := h.start()
		h.broadcast("Lunch is ready.")
		h.Wake()
		time.Sleep(50 * time.Minute)
		stop()

		rings, news, refused := 0, 0, 0
		for _, a := range h.fake.Attempts() {
			switch {
			case a.Err != nil:
				refused++
			case strings.HasPrefix(a.Message.Text(), "Starting in"):
				rings++
				if early, late := h.wednesday(14, 20), h.wednesday(14, 30); a.At.Before(early) || a.At.After(late) {
					t.Errorf("rung at %v", a.At)
				}
			default:
				news++
			}
		}
		t.Logf("%d rung, %d told the news, %d requests refused", rings, news, refused)
		if rings != rung || refused > (rings+news)/20 {
			t.Errorf("%d were rung, want %d; of %d requests %d were refused", rings, rung, rings+news+refused, refused)
		}
		if news+rings < 50*60/5*95/100 {
			t.Errorf("%d messages in 50 minutes are less than it takes", news+rings)
		}
	})
}
