package storage

import (
	"fmt"
	"testing"
	"time"

	"usher/bot"
)

// BenchmarkConcern counts whom a change of the talk "due" would be told to, among
// 100,000 subscriptions, as an organiser waits for it.
func BenchmarkConcern(b *testing.B) {
	for _, due := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("subscriptions=100000/concerned=%d", due), func(b *testing.B) {
			db := crowd(b, 100_000, due)
			before := bot.Standing{Start: start}
			after := before
			after.Start = start.Add(time.Hour)
			r := bot.Revision{Now: start.Add(-time.Hour), Changes: []bot.SlotChange{{
				Talk: "due", Before: before, After: after, Expires: after.Start,
			}}}
			meetings := []bot.Meeting{{Change: 0, Talk: "other", Kept: after.Start}}
			for b.Loop() {
				c, err := db.Concern(b.Context(), r, meetings)
				if err != nil || c.People() != due {
					b.Fatalf("it concerns %+v, %v", c, err)
				}
			}
		})
	}
}
