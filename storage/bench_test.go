package storage

import (
	"fmt"
	"path/filepath"
	"testing"

	"usher/bot"
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

// BenchmarkPlan is a tick's planning among 100,000 subscriptions.
func BenchmarkPlan(b *testing.B) {
	for _, due := range []int{0, 1_000} {
		b.Run(fmt.Sprintf("subscriptions=100000/due=%d", due), func(b *testing.B) { benchmarkPlan(b, 100_000, due) })
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

// BenchmarkDrain claims and settles, one after the other, 1,000 notices that are
// due, with as many queued behind them as the name says.
func BenchmarkDrain(b *testing.B) {
	for _, behind := range []int{0, 100_000} {
		b.Run(fmt.Sprintf("behind=%d", behind), func(b *testing.B) { benchmarkDrain(b, behind) })
	}
}

func benchmarkDrain(b *testing.B, behind int) {
	const people = 1_000
	db := crowd(b, people+behind, people)
	err := db.update(b.Context(), "queue", func(tx *transaction) error {
		_, err := tx.ExecContext(b.Context(), `
			INSERT INTO outbox (chat, platform, kind, talk, start, lead, due, deadline, expires, planned_at)
			SELECT id, platform, 'ring', 'later', ?1, 0, ?1, 0, ?1, 0 FROM chats WHERE id > ?2`, stamp(start.AddDate(0, 0, 1)), people)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if _, err := db.Plan(b.Context(), start, []bot.Announcement{dueRing(n)}); err != nil {
			b.Fatal(err)
		}
		n++
		for {
			d, ok, err := db.Claim(b.Context(), "test", start, start)
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
			done := bot.Outcome{State: bot.StateSent, At: start}
			if err := db.Settle(b.Context(), d.Chat, []int64{d.Notices[0].ID}, done); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(people*n)/b.Elapsed().Seconds(), "notices/s")
}
