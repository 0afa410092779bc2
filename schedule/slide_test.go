package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// TestSlidingAroundWhatWasSaid has organisers say when talks begin in a room that runs late,
// and how late it runs after that.
func TestSlidingAroundWhatWasSaid(t *testing.T) {
	mount, nets := about(schedule.Move, "mount", at(14, 30)), about(schedule.Move, "nets", at(15, 15))
	move := func(o schedule.Override, hour, minute int) schedule.Override {
		return movedTo(o, schedule.Room{}, at(hour, minute))
	}
	swap := []schedule.Override{late(12, at(14, 20)), move(mount, 15, 27), move(nets, 14, 42)}
	for name, test := range map[string]struct {
		overrides []schedule.Override
		want      string // what the Dome has, by start
	}{
		"the break is as long after a swap": {swap,
			"nets 14:42-15:22 12 late, mount 15:27-16:07 12 late, tar 16:07-16:27 5 late, dbus 16:27-16:47 5 late, nix 18:00-18:30"},
		"later still, what was said slides by the rest": {append(swap, late(20, at(14, 25))),
			"nets 14:50-15:30 20 late, mount 15:35-16:15 20 late, tar 16:15-16:35 13 late, dbus 16:35-16:55 13 late, nix 18:00-18:30"},
		"later still while it runs": {append(swap, late(20, at(14, 50))),
			"nets 14:42-15:30 20 late, mount 15:35-16:15 20 late, tar 16:15-16:35 13 late, dbus 16:35-16:55 13 late, nix 18:00-18:30"},
		"on time again, what was said holds": {append(swap, late(0, at(14, 25))),
			"nets 14:42-15:22, mount 15:27-16:07, tar 16:02-16:22, dbus 16:22-16:42, nix 18:00-18:30"},
		"and then late once more": {append(swap, late(20, at(14, 22)), late(0, at(14, 25)), late(12, at(14, 27))),
			"nets 14:42-15:22 12 late, mount 15:27-16:07 12 late, tar 16:07-16:27 5 late, dbus 16:27-16:47 5 late, nix 18:00-18:30"},
		"said for after a break that absorbs it": {[]schedule.Override{late(12, at(14, 20)), move(nets, 17, 20), late(20, at(14, 25))},
			"mount 14:50-15:30 20 late, tar 16:02-16:22, dbus 16:22-16:42, nets 17:20-18:00, nix 18:00-18:30"},
		"what follows waits for what was said, and no longer": {[]schedule.Override{late(20, at(14, 20)), move(nets, 15, 38)},
			"mount 14:50-15:30 20 late, nets 15:38-16:18 12 late, tar 16:18-16:38 16 late, dbus 16:38-16:58 16 late, nix 18:00-18:30"},
		"what slides begins before what was said": {[]schedule.Override{late(30, at(15, 20)), move(mount, 16, 40)},
			"nets 15:15-16:25 30 late, tar 16:25-16:45 23 late, mount 16:40-17:20 23 late, dbus 16:45-17:05 23 late, nix 18:00-18:30"},
		"known to the source": {[]schedule.Override{func() schedule.Override {
			o := late(12, at(14, 20))
			o.Except = []schedule.Exception{{Talk: "nets", Start: at(15, 15)}}
			return o
		}()}, "mount 14:42-15:22 12 late, nets 15:15-15:55, tar 16:02-16:22, dbus 16:22-16:42, nix 18:00-18:30"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(test.want, ", "), inDome(schedule.Overlay(afternoon(t), test.overrides))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// inDome are the slots of the Dome, as stands has them.
func inDome(s *schedule.Schedule) []string {
	var all []string
	for _, line := range stands(s) {
		if strings.Contains(line, " Dome ") {
			all = append(all, strings.Replace(line, " Dome", "", 1))
		}
	}
	return all
}

// TestATalkOfNoLengthSlides has talks in a late room of which nobody says how long they
// are: such a one is taken to go on until the next, which makes up for nothing.
func TestATalkOfNoLengthSlides(t *testing.T) {
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{
		placed("opening", domeRoom, at(9, 0), 0),
		placed("keynote", domeRoom, at(9, 20), 30),
		placed("raffle", domeRoom, at(10, 0), 0),
		placed("closing", domeRoom, at(11, 30), 30),
	}})
	if err != nil {
		t.Fatal(err)
	}
	raffle := s.Talk("raffle")[0]
	ended := *raffle
	ended.End = ended.Start
	if again, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{ended}}); err != nil || !again.Slots()[0].Until.Equal(at(11, 0)) {
		t.Fatalf("a length of nothing goes on until %v, %v", again.Slots()[0].Until, err)
	}
	for from, want := range map[time.Time]string{
		at(8, 50):  "opening 09:20 20 late, keynote 09:40-10:10 20 late, raffle 10:10 10 late, closing 11:30-12:00",
		at(9, 10):  "opening 09:00 20 late, keynote 09:40-10:10 20 late, raffle 10:10 10 late, closing 11:30-12:00",
		at(10, 30): "opening 09:00, keynote 09:20-09:50, raffle 10:00 20 late, closing 11:30-12:00",
	} {
		got := inDome(schedule.Overlay(s, []schedule.Override{late(20, from)}))
		if diff := cmp.Diff(strings.Split(want, ", "), got); diff != "" {
			t.Errorf("late from %s: -want +got:\n%s", from.Format("15:04"), diff)
		}
	}
}

// TestWhatHasSlidPastTheNightIsOfItsEvening has the last talk of an evening run past the
// hour at which days change, and its room later still: the next morning is left alone.
func TestWhatHasSlidPastTheNightIsOfItsEvening(t *testing.T) {
	published := afternoon(t, placed("night", domeRoom, at(24+3, 20), 30), placed("morning", domeRoom, at(24+9, 0), 30))
	s := schedule.Overlay(published, []schedule.Override{late(30, at(24+3, 0)), late(60, at(24+4, 10))})
	if got := s.Talk("night")[0]; !got.Until.Equal(at(24+4, 50)) || got.Day != schedule.DateOf(at(12, 0)) {
		t.Errorf("the night's talk goes on until %s of %s", got.Until, got.Day)
	}
	if got := s.Talk("morning")[0]; !got.Start.Equal(at(24+9, 0)) {
		t.Errorf("the morning's talk is at %s", got.Start)
	}
}

// dayOf is a day in one room, drawn at random: talks one after the other, of up to 40
// minutes, with breaks of up to so many in between, and sometimes one that absorbs all.
func dayOf(t *testing.T, random *rand.Rand, pause int, minutes func() int) *schedule.Schedule {
	t.Helper()
	var slots []schedule.Slot
	start := at(9, 0)
	for i := range 4 + random.IntN(8) {
		slot := placed(fmt.Sprintf("talk-%02d", i), domeRoom, start, minutes())
		slots = append(slots, slot)
		start = slot.End.Add(time.Duration(random.IntN(pause+1)) * time.Minute)
		if random.IntN(5) == 0 {
			start = start.Add(2 * time.Hour)
		}
	}
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDelaysOneAfterTheOther compares with a model that is nothing but the rule: of the
// delays that were known when a talk began, the last counts; it is so late that a talk
// begins, unless the room would be free for more than 5 minutes before it, when it begins
// as soon as it is free, and not before it is planned to. Nothing begins or ends before
// that is known.
func TestDelaysOneAfterTheOther(t *testing.T) {
	for seed := range uint64(10 * randomRounds) {
		random := rand.New(rand.NewPCG(seed, 20))
		published := dayOf(t, random, 20, func() int { return 5 + random.IntN(36) })
		plan := published.Slots()
		begins, ends := make([]time.Time, len(plan)), make([]time.Time, len(plan))
		for i, slot := range plan {
			begins[i], ends[i] = slot.Start, slot.End
		}
		var delays []schedule.Override
		from := at(8, 30)
		for range 1 + random.IntN(4) {
			from = from.Add(time.Duration(random.IntN(120)) * time.Minute)
			delay := late([]int{0, 3, 5, 12, 20, 60}[random.IntN(6)], from)
			delays = append(delays, delay)
			is, free := delay.Late, time.Time{}
			known := func(t time.Time) time.Time { return slices.MinFunc([]time.Time{from, t}, time.Time.Compare) }
			for i, slot := range plan {
				if !ends[i].After(from) {
					continue // it is over
				}
				begin := slot.Start.Add(is)
				if !free.IsZero() && begin.Sub(free) > 5*time.Minute {
					begin = latest(free, slot.Start)
				}
				if begins[i].Before(from) { // it runs, and ends later
					is = begin.Sub(slot.Start)
					ends[i] = latest(slot.End.Add(is), known(ends[i]))
				} else {
					begins[i] = latest(begin, known(begins[i]))
					is = begins[i].Sub(slot.Start)
					ends[i] = slot.End.Add(is)
				}
				free = ends[i]
			}
		}
		s := schedule.Overlay(published, delays)
		for i, slot := range plan {
			got := s.Talk(slot.Key)[0]
			if !got.Start.Equal(begins[i]) || !got.End.Equal(ends[i]) {
				t.Fatalf("seed %d: %s of %s is at %s-%s, not at %s-%s", seed, slot.Key, stands(published), got.Start, got.End, begins[i], ends[i])
			}
		}
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// TestASwapInALateRoom holds that talks of one length that change places in a late room
// stand as if they had done so on paper, however late it is said to run before and after
// that, as long as that grows.
func TestASwapInALateRoom(t *testing.T) {
	for seed := range uint64(randomRounds) {
		random := rand.New(rand.NewPCG(seed, 21))
		published := dayOf(t, random, 5, func() int { return 30 })
		minutes, from := random.IntN(45), at(8, 0)
		i := random.IntN(len(published.Slots()))
		j := (i + 1 + random.IntN(len(published.Slots())-1)) % len(published.Slots())
		one, other := published.Slots()[i], published.Slots()[j]
		before := []schedule.Override{late(minutes, from)}
		is := schedule.Overlay(published, before)
		swapped := append(before,
			movedTo(about(schedule.Move, one.Key, one.Start), domeRoom, is.Talk(other.Key)[0].Start),
			movedTo(about(schedule.Move, other.Key, other.Start), domeRoom, is.Talk(one.Key)[0].Start))
		var onPaper []schedule.Slot
		for _, slot := range published.Slots() {
			s := *slot
			switch slot {
			case one:
				s.Talk = other.Talk
			case other:
				s.Talk = one.Talk
			}
			onPaper = append(onPaper, s)
		}
		paper, err := schedule.New(schedule.Draft{Slots: onPaper})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			want := schedule.Overlay(paper, []schedule.Override{late(minutes, from)})
			if diff := cmp.Diff(stands(want), stands(schedule.Overlay(published, swapped))); diff != "" {
				t.Fatalf("seed %d: %s and %s, %d late: -want +got:\n%s", seed, one.Key, other.Key, minutes, diff)
			}
			minutes += random.IntN(20)
			swapped = append(swapped, late(minutes, from))
		}
	}
}

// TestNobodyWaitsInALateRoom has organisers say at random when talks begin and how late the
// room runs. What they have said of a talk since is so; of all others none begins before it
// is planned to, or later than the room runs, and none is put off while the room is free.
func TestNobodyWaitsInALateRoom(t *testing.T) {
	for seed := range uint64(10 * randomRounds) {
		random := rand.New(rand.NewPCG(seed, 22))
		published := dayOf(t, random, 20, func() int { return 5 + random.IntN(36) })
		var acts []schedule.Override
		said, last, now := map[string]time.Time{}, 0, at(8, 0)
		for range 1 + random.IntN(6) {
			slot := published.Slots()[random.IntN(len(published.Slots()))]
			if random.IntN(2) == 0 {
				last = []int{0, 3, 12, 20, 60}[random.IntN(5)]
				acts = append(acts, late(last, now))
				clear(said)
				continue
			}
			start := slot.Start.Add(time.Duration(random.IntN(180)-60) * time.Minute)
			acts = append(acts, movedTo(about(schedule.Move, slot.Key, slot.Start), domeRoom, start))
			said[slot.Key] = start
		}
		set := map[string]time.Time{}
		for _, o := range acts {
			if o.Kind == schedule.Move {
				set[o.Talk] = o.ToStart
			}
		}
		s := schedule.Overlay(published, acts)
		for _, slot := range s.Slots() {
			if start, ok := said[slot.Key]; ok {
				if !slot.Start.Equal(start) {
					t.Fatalf("seed %d: %s was said to be at %s: %s", seed, slot.Key, start, stands(s))
				}
				continue
			}
			planned := published.Talk(slot.Key)[0].Start
			if start, ok := set[slot.Key]; ok {
				planned = start
			}
			slid := slot.Start.Sub(planned)
			if slid < 0 || slid > time.Duration(last)*time.Minute {
				t.Fatalf("seed %d: %s slides by %s: %s", seed, slot.Key, slid, stands(s))
			}
			if slid > 0 && idle(s, slot) > 5*time.Minute {
				t.Fatalf("seed %d: %s waits for nobody: %s, %v", seed, slot.Key, stands(s), acts)
			}
		}
	}
}

// idle is for how long the room is free before a slot; nothing before the first of the day.
func idle(s *schedule.Schedule, before *schedule.Slot) time.Duration {
	var free time.Time
	for _, slot := range s.Slots() {
		if slot != before && !slot.Start.After(before.Start) && slot.Until.After(free) {
			free = slot.Until
		}
	}
	if free.IsZero() {
		return 0
	}
	return before.Start.Sub(free)
}
