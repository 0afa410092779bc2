package scheduler_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/command"
	"usher/schedule"
	"usher/scheduler"
	"usher/storage"
	"usher/storage/storagetest"
)

// unlimited is a network that takes whatever it is given.
var unlimited = bot.Traits{Parallel: 64}

// sink is a network that keeps nothing of what it takes, so that what it costs to
// tell people something is Usher's.
type sink struct {
	*bottest.Fake
	latency time.Duration
	took    atomic.Int64
}

func newSink(traits bot.Traits, latency time.Duration) *sink {
	return &sink{Fake: bottest.NewFake("test", traits), latency: latency}
}

// Send implements bot.Platform.
func (s *sink) Send(_ context.Context, m bot.Message) (bot.Ref, error) {
	time.Sleep(s.latency)
	return bot.Ref{Chat: m.Chat, ID: strconv.FormatInt(s.took.Add(1), 10)}, nil
}

// benchHouse is a house on a database in a file, in which people star a talk. It
// logs nothing.
func benchHouse(b *testing.B, people int, network *sink) *house {
	b.Helper()
	path := filepath.Join(b.TempDir(), "usher.db")
	storagetest.Crowd(b, path, "test", people, 1, mountAPI)
	db, err := storage.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	h := &house{t: b, db: db, live: schedule.NewLive(conference(b, nil)), fake: network.Fake}
	h.clock = h.wednesday(14, 20)
	h.Scheduler = scheduler.New(scheduler.Config{
		Store: db, Schedule: h.live.Get, Platforms: map[string]bot.Platform{"test": network}, Now: h.now,
	})
	return h
}

// again lets the talk be due anew: one that has moved rings again.
func (h *house) again(n int) {
	h.live.Set(conference(h.t, later(map[string]time.Duration{mountAPI: -time.Duration(n%500) * time.Second})))
}

// BenchmarkFanOut rings people for a talk: it plans, claims, words, sends and
// settles, on a database in a file. Beside it, a plain loop sends the same to the
// same network, as many at once.
func BenchmarkFanOut(b *testing.B) {
	for _, crowd := range []struct {
		people  int
		latency time.Duration
	}{{100_000, 0}, {10_000, 50 * time.Millisecond}} {
		name := fmt.Sprintf("people=%d/latency=%v", crowd.people, crowd.latency)
		b.Run(name+"/usher", func(b *testing.B) { benchmarkFanOut(b, crowd.people, newSink(unlimited, crowd.latency)) })
		b.Run(name+"/plain", func(b *testing.B) { benchmarkLoop(b, crowd.people, newSink(unlimited, crowd.latency)) })
	}
}

func benchmarkFanOut(b *testing.B, people int, network *sink) {
	h := benchHouse(b, people, network)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		h.again(n)
		h.tick()
		n++
		if sent := h.Counts()["test"].Sent; sent != people*n {
			b.Fatalf("%d were rung, want %d", sent, people*n)
		}
	}
	runtime.ReadMemStats(&after)
	told := float64(people * n)
	b.ReportMetric(told/b.Elapsed().Seconds(), "notices/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/told, "allocs/notice")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/told, "B/notice")
	b.ReportMetric(float64(after.Sys)/(1<<20), "MB") // the most that Go has ever had
}

func benchmarkLoop(b *testing.B, people int, network *sink) {
	m := bot.Message{Body: []bot.Paragraph{{{Text: "Starting in 10 min in Dome: New Mount API"}}}}
	for b.Loop() {
		var all sync.WaitGroup
		for worker := range unlimited.Parallel {
			all.Go(func() {
				for i := worker; i < people; i += unlimited.Parallel {
					m := m
					m.Chat = network.Chat(strconv.Itoa(i))
					if _, err := network.Send(b.Context(), m); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	b.ReportMetric(float64(network.took.Load())/b.Elapsed().Seconds(), "notices/s")
}

// BenchmarkAtTheLimit rings twenty seconds' worth of people on a network as
// Telegram declares itself, on which a request takes 50 ms: it reports how much of
// the rate is used.
func BenchmarkAtTheLimit(b *testing.B) {
	network := newSink(telegramLike, 50*time.Millisecond)
	people := int(20 * telegramLike.PerSecond)
	h := benchHouse(b, people, network)
	time.Sleep(time.Second) // a process begins with nothing left of its second
	n := 0
	for b.Loop() {
		h.again(n)
		h.tick()
		n++
	}
	rate := float64(network.took.Load()) / b.Elapsed().Seconds()
	b.ReportMetric(100*rate/telegramLike.PerSecond, "%rate")
}

// BenchmarkNextDuringAFanOut asks /next, 200 times a second, while a crowd is
// told on the same machine: it reports how long the slowest hundredth took.
func BenchmarkNextDuringAFanOut(b *testing.B) {
	for _, people := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("crowd=%d", people), func(b *testing.B) {
			h := benchHouse(b, people, newSink(unlimited, 0))
			e := &command.Env{
				Schedule: h.live.Get, Store: h.db, Now: h.now, Lead: 10 * time.Minute,
				Wake: h.Wake, Commands: command.Commands(), Log: slog.New(slog.DiscardHandler),
			}
			in := bot.Incoming{Chat: h.fake.Chat("ada"), Text: "/next"}
			var took []time.Duration
			for b.Loop() {
				h.again(len(took))
				told := make(chan error, 1)
				go func() { told <- h.Tick(b.Context()) }()
				asking := time.NewTicker(5 * time.Millisecond)
				for range 200 {
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
