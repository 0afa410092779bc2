package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"usher/bot"
	"usher/storage/storagetest"
)

// BenchmarkSize is how large the file is: of people who have eight stars and one
// lead each, and what a notice adds that was told.
func BenchmarkSize(b *testing.B) {
	const people, stars = 100_000, 8
	b.Run(fmt.Sprintf("people=%d/stars=%d", people, stars), func(b *testing.B) {
		var talks []string
		for i := range 48 {
			talks = append(talks, fmt.Sprintf("main-c-TALK%02d", i))
		}
		for b.Loop() {
			path := filepath.Join(b.TempDir(), "usher.db")
			storagetest.Crowd(b, path, "test", people, stars, talks...)
			reportSize(b, size(b, path), "MB", 1<<20)
		}
	})
	b.Run("notice", func(b *testing.B) {
		for b.Loop() {
			path := filepath.Join(b.TempDir(), "usher.db")
			db, err := Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			before, after := ring(b, db, path, people)
			reportSize(b, after-before, "B/notice", people)
		}
	})
}

// ring tells as many people of a talk: it says how large the file was before and
// is then.
func ring(b *testing.B, db *DB, path string, crowd int) (before, after int64) {
	b.Helper()
	people(b, db, crowd, crowd)
	if err := db.Close(); err != nil { // what is in the log goes into the file
		b.Fatal(err)
	}
	before = size(b, path)
	db, err := Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	queue(b, db, 0)
	turn := bot.Turn{Platform: "test", Clock: start, Now: start, Limit: 256}
	for done := false; !done; {
		claimed, err := db.Turn(b.Context(), turn)
		if err != nil {
			b.Fatal(err)
		}
		done = len(claimed)+len(turn.Settled) == 0
		turn.Settled = sent(claimed)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return before, size(b, path)
}

func size(b *testing.B, path string) int64 {
	b.Helper()
	file, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return file.Size()
}

// reportSize reports a size and no time: that of making the file means nothing.
func reportSize(b *testing.B, bytes int64, unit string, divisor float64) {
	b.Helper()
	b.ReportMetric(float64(bytes)/divisor, unit)
	b.ReportMetric(0, "ns/op")
}
