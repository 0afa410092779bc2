package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

const randomRounds = 200

func randomSchedule(t *testing.T, random *rand.Rand) *schedule.Schedule {
	t.Helper()
	slots := randomProgramme(random, 10+random.IntN(40))
	for i := range slots {
		switch random.IntN(6) {
		case 0:
			slots[i].End = time.Time{}
		case 1:
			slots[i].End = slots[i].Start.Add(time.Duration(random.IntN(45)) * time.Minute)
		}
	}
	s, err := schedule.New(schedule.Draft{Version: "1", Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// randomOverrides are overrides of slots, some of which are not there.
func randomOverrides(random *rand.Rand, s *schedule.Schedule) []schedule.Override {
	var all []schedule.Override
	for n := range random.IntN(8) {
		slot := s.Slots()[random.IntN(len(s.Slots()))]
		o := schedule.Override{Number: int64(n + 1), Talk: slot.Key, Slot: slot.Start, Room: slot.Room.Key, Was: schedule.SpotOf(slot)}
		other := s.Rooms()[random.IntN(len(s.Rooms()))]
		start := slot.Start.Add(time.Duration(random.IntN(600)-300) * time.Minute)
		switch random.IntN(7) {
		case 0:
			o.Kind, o.ToRoom = schedule.Move, other.Key
		case 1:
			o.Kind, o.ToStart = schedule.Move, start
		case 2:
			o.Kind, o.ToRoom, o.ToStart = schedule.Move, other.Key, start
		case 3:
			o.Kind = schedule.Cancel
		case 4:
			o.Kind = schedule.Restore
		case 5:
			added := placed(fmt.Sprint("own-h-", n), other, start, random.IntN(60))
			o = schedule.Override{Number: o.Number, Kind: schedule.Add, Talk: added.Key, Added: &added}
		case 6:
			o = schedule.Override{Number: o.Number, Kind: schedule.Delay, Room: other.Key, From: start, Late: time.Duration(random.IntN(40)) * time.Minute}
		}
		if random.IntN(10) == 0 {
			o.Slot = o.Slot.Add(time.Minute)
		}
		all = append(all, o)
	}
	return all
}

func written(t *testing.T, s *schedule.Schedule) string {
	t.Helper()
	text, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOverlayLosesNothing holds that every published slot is there once, that what is
// published is left alone, and that the same makes the same.
func TestOverlayLosesNothing(t *testing.T) {
	for seed := range uint64(randomRounds) {
		random := rand.New(rand.NewPCG(seed, 18))
		published := randomSchedule(t, random)
		overrides := randomOverrides(random, published)
		before := written(t, published)
		s := schedule.Overlay(published, overrides)
		if written(t, published) != before {
			t.Fatalf("seed %d: what is published has changed", seed)
		}
		if written(t, s) != written(t, schedule.Overlay(published, overrides)) {
			t.Fatalf("seed %d: the same makes something else", seed)
		}
		left := map[*schedule.Slot]bool{}
		for _, slot := range published.Slots() {
			left[slot] = true
		}
		for _, slot := range s.Slots() {
			if slot.Published != nil && !left[slot.Published] {
				t.Fatalf("seed %d: %s is there twice, or never was", seed, slot.Key)
			}
			delete(left, slot.Published)
		}
		for slot := range left { // those that nothing touched
			is, ok := s.Slot(slot.Key, slot.Start)
			if !ok || is.Room != slot.Room || is.Cancelled != slot.Cancelled || is.Published != nil || is.Late != 0 {
				t.Fatalf("seed %d: %s at %s has become %+v", seed, slot.Key, slot.Start, is)
			}
		}
	}
}

// TestDelaysSlide holds that what begins before a delay stays, that nothing meets what
// it did not meet, that nothing runs later than was said, and that the delay can be
// taken back.
func TestDelaysSlide(t *testing.T) {
	for seed := range uint64(randomRounds) {
		random := rand.New(rand.NewPCG(seed, 19))
		published := randomSchedule(t, random)
		room := published.Rooms()[random.IntN(len(published.Rooms()))].Key
		from := published.Slots()[random.IntN(len(published.Slots()))].Start.Add(time.Duration(random.IntN(60)-30) * time.Minute)
		delay := schedule.Override{Number: 1, Kind: schedule.Delay, Room: room, From: from, Late: time.Duration(random.IntN(40)) * time.Minute}
		s := schedule.Overlay(published, []schedule.Override{delay})
		var slid []*schedule.Slot
		for _, slot := range s.Slots() {
			was := slot
			if slot.Published != nil {
				was = slot.Published
				slid = append(slid, slot)
			}
			switch {
			case was.Start.Before(from) && !slot.Start.Equal(was.Start):
				t.Fatalf("seed %d: %s began before", seed, slot.Key)
			case slot.Start.Before(was.Start), slot.Start.Sub(was.Start) > delay.Late, slot.Slid > slot.Late:
				t.Fatalf("seed %d: %s slides from %s to %s", seed, slot.Key, was.Start, slot.Start)
			case slot.Published != nil && (was.Room.Key != room || was.Cancelled):
				t.Fatalf("seed %d: %s has nothing to do with it", seed, slot.Key)
			}
		}
		for _, a := range slid {
			for _, b := range s.Slots() {
				was := b
				if b.Published != nil {
					was = b.Published
				}
				if b.Room.Key == room && !b.Cancelled && a.Day == b.Day && a.Key != b.Key && a.Overlaps(b) && !a.Published.Overlaps(was) {
					t.Fatalf("seed %d: %s now meets %s", seed, a.Key, b.Key)
				}
			}
		}
		back := delay
		back.Number, back.Late = 2, 0
		if diff := cmp.Diff(written(t, published), written(t, schedule.Overlay(published, []schedule.Override{delay, back}))); diff != "" {
			t.Fatalf("seed %d: it does not go back: %s", seed, diff)
		}
	}
}
