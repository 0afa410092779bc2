package scheduler_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// crowd is a database in which each chat stars one talk: due of them the talk
// that is due, the others one of a hundred.
func crowd(b *testing.B, chats, due int) *storage.DB {
	b.Helper()
	db, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "usher.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	random := rand.New(rand.NewPCG(1, 2))
	for i := range chats {
		key := fmt.Sprintf("other-%d", random.IntN(100))
		if i < due {
			key = "due"
		}
		if _, err := db.Follow(b.Context(), bot.Chat{Platform: "test", ID: strconv.Itoa(i)}, talk(key)); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.Replan(b.Context(), time.Now(), chats, func([]schedule.Topic, []time.Duration) []bot.Notice {
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return db
}

// dueRing is the nth ring for the talk that is due.
func dueRing(n int) []bot.Announcement {
	start := time.Date(2023, time.September, 13, 12, 0, n, 0, time.UTC)
	return []bot.Announcement{{
		Notice: bot.Notice{Kind: bot.Ring, Talk: "due", Start: start, Due: start, Deadline: start, Expires: start},
		Topics: []schedule.Topic{talk("due"), {Kind: schedule.TopicRoom, Key: "room"}, {Kind: schedule.TopicSpeaker, Key: "one"}},
		Chosen: bot.ConferenceLead,
	}}
}

// BenchmarkPlan is a tick's planning among 100,000 subscriptions.
func BenchmarkPlan(b *testing.B) {
	for _, due := range []int{0, 1_000} {
		b.Run(fmt.Sprintf("subscriptions=100000/due=%d", due), func(b *testing.B) { benchmarkPlan(b, 100_000, due) })
	}
}

// BenchmarkQueue queues 100,000 notices at once.
func BenchmarkQueue(b *testing.B) {
	b.Run("notices=100000", func(b *testing.B) { benchmarkPlan(b, 100_000, 100_000) })
}

func benchmarkPlan(b *testing.B, chats, due int) {
	db := crowd(b, chats, due)
	n := 0
	for b.Loop() {
		n++
		if _, err := db.Leads(b.Context()); err != nil {
			b.Fatal(err)
		}
		added, err := db.Plan(b.Context(), time.Now(), dueRing(n))
		if err != nil || added != due {
			b.Fatalf("queued %d, %v; want %d", added, err, due)
		}
	}
	if due > 0 {
		b.ReportMetric(float64(due*n)/b.Elapsed().Seconds(), "notices/s")
	}
}

// BenchmarkDrain delivers 1,000 notices through a network without limits.
func BenchmarkDrain(b *testing.B) {
	const people = 1_000
	db := crowd(b, people, people)
	n := 0
	for b.Loop() {
		n++
		if _, err := db.Plan(b.Context(), time.Now(), dueRing(n)); err != nil {
			b.Fatal(err)
		}
		for {
			now := time.Now()
			d, ok, err := db.Claim(b.Context(), "test", now, now)
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
			done := bot.Outcome{State: bot.StateSent, At: now}
			if err := db.Settle(b.Context(), d.Chat, []int64{d.Notices[0].ID}, done); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(people*n)/b.Elapsed().Seconds(), "notices/s")
}
