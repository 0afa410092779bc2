package scheduler_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/command"
	"usher/schedule"
	"usher/storage"
)

// unlimited is a network that takes whatever it is given.
var unlimited = bot.Traits{Parallel: 64}

// benchHouse is a house on a database in a file, in which people star a talk. It
// logs nothing.
func benchHouse(b *testing.B, people int, latency time.Duration) *house {
	b.Helper()
	db, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "usher.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	h := &house{t: b, db: db, live: schedule.NewLive(conference(b, nil)), silent: true}
	h.fake = bottest.NewFake("test", unlimited)
	h.fake.Clock, h.fake.Delay = h.now, latency
	h.clock = h.wednesday(14, 20)
	h.restart()
	var all sync.WaitGroup
	for worker := range 64 { // who write at the same time share a commit
		all.Go(func() {
			for i := worker; i < people; i += 64 {
				h.star(strconv.Itoa(i), mountAPI)
			}
		})
	}
	all.Wait()
	return h
}

// BenchmarkFanOut rings people for a talk: it plans, claims, words, sends and
// settles, on a database in a file. Beside it, a plain loop sends the same to the
// same network, as many at once.
func BenchmarkFanOut(b *testing.B) {
	const people = 10_000
	for _, latency := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run(fmt.Sprintf("latency=%v/usher", latency), func(b *testing.B) {
			h := benchHouse(b, people, latency)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				// A talk that has moved, to be due already, rings again.
				h.live.Set(conference(b, later(map[string]time.Duration{mountAPI: -time.Duration(n%500) * time.Second})))
				h.tick()
				n++
				if sent := h.Counts()["test"].Sent; sent != people*n {
					b.Fatalf("%d were rung, want %d", sent, people*n)
				}
			}
			b.ReportMetric(float64(people*n)/b.Elapsed().Seconds(), "notices/s")
		})
		b.Run(fmt.Sprintf("latency=%v/plain", latency), func(b *testing.B) {
			fake := bottest.NewFake("test", unlimited)
			fake.Delay = latency
			m := bot.Message{Body: []bot.Paragraph{{{Text: "Starting in 10 min in Dome: New Mount API"}}}}
			n := 0
			for b.Loop() {
				var all sync.WaitGroup
				for worker := range unlimited.Parallel {
					all.Go(func() {
						for i := worker; i < people; i += unlimited.Parallel {
							m := m
							m.Chat = fake.Chat(strconv.Itoa(i))
							if _, err := fake.Send(b.Context(), m); err != nil {
								b.Error(err)
							}
						}
					})
				}
				all.Wait()
				n++
			}
			b.ReportMetric(float64(people*n)/b.Elapsed().Seconds(), "notices/s")
		})
	}
}

// BenchmarkNextDuringAFanOut asks /next, 200 times a second, while a crowd is
// told on the same machine: it reports how long the slowest hundredth took.
func BenchmarkNextDuringAFanOut(b *testing.B) {
	for _, people := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("crowd=%d", people), func(b *testing.B) {
			h := benchHouse(b, people, 0)
			e := &command.Env{
				Schedule: h.live.Get, Store: h.db, Now: h.now, Lead: 10 * time.Minute,
				Wake: h.Wake, Commands: command.Commands(), Log: slog.New(slog.DiscardHandler),
			}
			in := bot.Incoming{Chat: h.fake.Chat("ada"), Text: "/next"}
			var took []time.Duration
			for b.Loop() {
				h.live.Set(conference(b, later(map[string]time.Duration{mountAPI: -time.Duration(len(took)%500) * time.Second})))
				told := make(chan error, 1)
				go func() { told <- h.Tick(b.Context()) }()
				asking := time.NewTicker(5 * time.Millisecond)
				for n := 0; n < 200; n++ {
					<-asking.C
					begun := time.Now()
					if e.Handle(b.Context(), in).Empty() {
						b.Fatal("nothing is next")
					}
					took = append(took, time.Since(begun))
				}
				asking.Stop()
				if err := <-told; err != nil {
					b.Fatal(err)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
		})
	}
}
