package bot_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
)

// eleven is when the demand is asked for.
var eleven = time.Date(2023, time.September, 13, 11, 0, 0, 0, time.UTC)

// held is a talk of half an hour, so many minutes after eleven, in a room of so many
// seats.
func held(key string, minutes int, room string, seats int) schedule.Slot {
	start := eleven.Add(time.Duration(minutes) * time.Minute)
	return schedule.Slot{Talk: schedule.Talk{Key: key, Title: key}, Room: schedule.Room{Key: "n-" + room, Name: room, Capacity: seats},
		Start: start, End: start.Add(30 * time.Minute)}
}

func programme(t *testing.T, slots ...schedule.Slot) *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// starring are stars on talks.
func starring(keys ...string) []bot.Follow {
	var all []bot.Follow
	for _, key := range keys {
		all = append(all, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: key}})
	}
	return all
}

func TestDemandIsHeldAgainstSeats(t *testing.T) {
	d := bot.NewDemand(programme(t, held("crowded", 0, "Dome", 2), held("empty", 0, "Hall", 10), held("popular", 60, "Hall", 10),
		held("over", -60, "Dome", 2)), eleven)
	for range 3 {
		d.Add(starring("crowded", "popular", "over", "gone"))
	}
	for range 5 {
		d.Add(starring("popular"))
	}
	d.Add(starring("empty"))
	var got []string
	for _, w := range d.Wanted() {
		line := fmt.Sprint(w.Key, " ", w.Stars, " ", w.Full())
		if other, ok := d.Roomier(w); ok {
			line += " for " + other.Key
		}
		got = append(got, line)
	}
	want := []string{"crowded 3 true for empty", "popular 8 false", "empty 1 false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTheyCannotHearBoth of two talks that are held at one time, unless one of them is
// held again.
func TestTheyCannotHearBoth(t *testing.T) {
	s := programme(t, held("a", 0, "Dome", 0), held("b", 15, "Hall", 0), held("c", 30, "Dome", 0), held("again", 0, "Attic", 0), held("again", 90, "Attic", 0))
	d := bot.NewDemand(s, eleven)
	d.Add(starring("a", "b", "c", "again"))
	d.Add(starring("b", "c"))
	first := bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: "again"}, Only: eleven}
	d.Add(append(starring("a"), first))
	var got []string
	for _, r := range d.Rivals() {
		got = append(got, fmt.Sprint(r.First.Key, " ", r.Second.Key, " ", r.Stars))
	}
	if diff := cmp.Diff([]string{"b c 2", "again a 1", "a b 1"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDemandOfACrowd holds against counting for each pair anew.
func TestDemandOfACrowd(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var slots []schedule.Slot
	for i := range 30 {
		slots = append(slots, held(fmt.Sprint("t", i), random.IntN(20)*10-60, fmt.Sprint(i%4), 0))
	}
	s := programme(t, slots...)
	d := bot.NewDemand(s, eleven)
	both := map[[2]string]int{}
	for range 200 {
		var mine []string
		for _, slot := range s.Slots() {
			if random.IntN(4) == 0 {
				mine = append(mine, slot.Key)
			}
		}
		d.Add(starring(mine...))
		for i, a := range mine {
			for _, b := range mine[:i] {
				both[[2]string{a, b}]++
				both[[2]string{b, a}]++
			}
		}
	}
	pairs := 0
	for i, a := range s.Slots() {
		for _, b := range s.Slots()[:i] {
			if a.Overlaps(b) && a.Until.After(eleven) && b.Until.After(eleven) && both[[2]string{a.Key, b.Key}] > 0 {
				pairs++
			}
		}
	}
	for _, r := range d.Rivals() {
		if want := both[[2]string{r.First.Key, r.Second.Key}]; r.Stars != want || !r.First.Overlaps(r.Second) {
			t.Errorf("%s and %s: %d, want %d", r.First.Key, r.Second.Key, r.Stars, want)
		}
	}
	if len(d.Rivals()) != pairs || pairs == 0 {
		t.Errorf("%d pairs, want %d", len(d.Rivals()), pairs)
	}
}
