package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// crowd is a database in a file in which each chat stars one talk: due of them
// the talk "due".
func crowd(b *testing.B, chats, due int) *DB {
	b.Helper()
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "usher.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	people(b, db, chats, due)
	return db
}

// BenchmarkPlan is a tick's planning among more and more subscriptions, of which
// the same number is due.
func BenchmarkPlan(b *testing.B) {
	for _, all := range []int{1_000, 10_000, 100_000, 1_000_000} {
		for _, due := range []int{0, 1_000} {
			b.Run(fmt.Sprintf("subscriptions=%d/due=%d", all, due), func(b *testing.B) { benchmarkPlan(b, all, due) })
		}
	}
}

// BenchmarkQueue queues 100,000 notices.
func BenchmarkQueue(b *testing.B) {
	b.Run("notices=100000", func(b *testing.B) { benchmarkPlan(b, 100_000, 100_000) })
}

func benchmarkPlan(b *testing.B, chats, due int) {
	db := crowd(b, chats, due)
	n := 0
	for b.Loop() {
		if _, err := db.Leads(b.Context()); err != nil {
			b.Fatal(err)
		}
		added, err := db.Plan(b.Context(), start, []bot.Announcement{dueRing(n)})
		if err != nil || added != due {
			b.Fatalf("queued %d, %v; want %d", added, err, due)
		}
		n++
	}
	if due > 0 {
		b.ReportMetric(float64(due*n)/b.Elapsed().Seconds(), "notices/s")
	}
}

// BenchmarkDrain has one lane drain 100,000 notices that are due, in turns of as
// many deliveries as the name says: each commit, with its fsync, settles the last
// turn's and claims the next.
func BenchmarkDrain(b *testing.B) {
	for _, batch := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("notices=100000/batch=%d", batch), func(b *testing.B) {
			drain(b, crowd(b, 100_000, 100_000), batch)
		})
	}
}

// BenchmarkDrainBehind drains 10,000 notices that are due with 100,000 queued
// behind them, so that a turn that looked through the queue would show.
func BenchmarkDrainBehind(b *testing.B) {
	db := crowd(b, 110_000, 10_000)
	err := db.update(b.Context(), "queue", func(tx *transaction) error {
		_, err := tx.ExecContext(b.Context(), `
			INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
			SELECT id, platform, 'ring', 'later', ?1, 0, ?1, 0, ?1, 0 FROM chats WHERE id > 10000`, stamp(start.AddDate(0, 0, 1)))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	drain(b, db, 64)
}

// drain measures turns of a crowd that is rung over and over.
func drain(b *testing.B, db *DB, batch int) {
	b.Helper()
	b.ReportAllocs()
	turn := bot.Turn{Platform: "test", Clock: start, Now: start, Limit: batch}
	told, rings := 0, 0
	for b.Loop() {
		claimed, err := db.Turn(b.Context(), turn)
		if err != nil {
			b.Fatal(err)
		}
		told += len(turn.Settled)
		if turn.Settled = sent(claimed); len(claimed) == 0 {
			b.StopTimer()
			queue(b, db, rings)
			rings++
			b.StartTimer()
		}
	}
	b.ReportMetric(float64(told)/b.Elapsed().Seconds(), "notices/s")
}

// queue queues the n-th ring for the crowd.
func queue(b *testing.B, db *DB, n int) {
	b.Helper()
	if _, err := db.Plan(b.Context(), start, []bot.Announcement{dueRing(n)}); err != nil {
		b.Error(err)
	}
}

// sent are deliveries that have arrived.
func sent(claimed []bot.Delivery) []bot.Settlement {
	settled := make([]bot.Settlement, len(claimed))
	for i, d := range claimed {
		settled[i] = bot.Settlement{Chat: d.Chat, Notices: []int64{d.Notices[0].ID}, Outcome: bot.Outcome{
			State: bot.StateSent, At: start, Ref: bot.Ref{Chat: d.Chat, ID: d.Key},
		}}
	}
	return settled
}

// BenchmarkFollow has 64 people star something at the same time.
func BenchmarkFollow(b *testing.B) {
	db := crowd(b, 10_000, 0)
	var next atomic.Int64
	b.SetParallelism(64 / runtime.GOMAXPROCS(0))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			star(b, db, next.Add(1))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stars/s")
}

// star has one of 10,000 people on another network star one talk more.
func star(b *testing.B, db *DB, n int64) {
	chat := bot.Chat{Platform: "other", ID: strconv.FormatInt(n%10_000, 10)}
	topic := schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprintf("star %d", n)}
	if _, err := db.Follow(b.Context(), chat, bot.Follow{Topic: topic}); err != nil {
		b.Error(err)
	}
}

// BenchmarkStarDuringDrain has somebody star something, again and again, while a
// crowd is told.
func BenchmarkStarDuringDrain(b *testing.B) {
	for _, batch := range []int{16, 64, 256} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) { benchmarkStar(b, batch) })
	}
}

func benchmarkStar(b *testing.B, batch int) {
	db := crowd(b, 100_000, 100_000)
	queue(b, db, 0)
	ctx, cancel := context.WithCancel(b.Context())
	var crowds sync.WaitGroup
	crowds.Go(func() { // the same 100,000, over and over
		turn := bot.Turn{Platform: "test", Clock: start, Now: start, Limit: batch}
		for n := 1; ctx.Err() == nil; {
			claimed, err := db.Turn(ctx, turn)
			if err != nil && ctx.Err() == nil {
				b.Error(err)
				return
			}
			if turn.Settled = sent(claimed); len(claimed) == 0 && ctx.Err() == nil {
				queue(b, db, n)
				n++
			}
		}
	})
	var took []time.Duration
	n := int64(0)
	for b.Loop() {
		before := time.Now()
		star(b, db, n)
		took = append(took, time.Since(before))
		n++
	}
	cancel()
	crowds.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}
