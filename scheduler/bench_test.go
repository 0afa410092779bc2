package scheduler_test

import (
	"strconv"
	"testing"
	"time"

	"usher/bot"
)

// BenchmarkTick rings 1,000 people for a talk: it plans, claims, words, sends and
// settles, on a network without limits and a database in memory.
func BenchmarkTick(b *testing.B) {
	const people = 1_000
	h := newHouse(b, 14, 20, bot.Traits{})
	for i := range people {
		h.star(strconv.Itoa(i), mountAPI)
	}
	n := 0
	for b.Loop() {
		// A talk that has moved, to be due already, rings again.
		h.live.Set(conference(b, later(map[string]time.Duration{mountAPI: -time.Duration(n%600) * time.Second})))
		h.tick()
		n++
		if sent := h.Counts()["test"].Sent; sent != people*n {
			b.Fatalf("%d were rung, want %d", sent, people*n)
		}
	}
	b.ReportMetric(float64(people*n)/b.Elapsed().Seconds(), "notices/s")
}
