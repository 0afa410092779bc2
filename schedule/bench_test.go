package schedule_test

import (
	"math/rand/v2"
	"testing"

	"usher/schedule"
)

// BenchmarkDiff compares two versions of a thousand slots, a third of which were
// edited: as they are, and where every talk has a new id.
func BenchmarkDiff(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 6))
	slots := randomProgramme(random, 860)
	edited, _ := script(random, slots)
	for name, slots := range map[string][]schedule.Slot{"edited": edited, "renumbered": renumber(edited)} {
		b.Run(name, func(b *testing.B) {
			older, newer := build(b, randomProgramme(rand.New(rand.NewPCG(1, 6)), 860)...), build(b, slots...)
			b.ReportAllocs()
			for b.Loop() {
				if len(schedule.Diff(older, newer)) == 0 {
					b.Fatal("no changes")
				}
			}
		})
	}
}

// BenchmarkIndex makes a thousand talks searchable: the first search does.
func BenchmarkIndex(b *testing.B) {
	slots := randomProgramme(rand.New(rand.NewPCG(1, 6)), 1000)
	for b.Loop() {
		b.StopTimer()
		s := build(b, slots...)
		b.StartTimer()
		s.Search("matter")
	}
}
