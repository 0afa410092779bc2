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

// randomProgramme is a conference of n talks in some rooms, every sixth of which
// is held twice. Ids, titles and speakers are all told apart.
func randomProgramme(random *rand.Rand, n int) []schedule.Slot {
	var slots []schedule.Slot
	for i := range n {
		room := schedule.Room{Key: fmt.Sprintf("n-room-%d", i%5), Name: fmt.Sprintf("Room %d", i%5)}
		start := at(9, 0).Add(time.Duration(i/5) * 45 * time.Minute)
		slot := schedule.Slot{
			Talk: schedule.Talk{
				Key: fmt.Sprintf("main-g-%d", i), Title: fmt.Sprintf("On the matter of %d", i),
				Speakers: []schedule.Speaker{{Key: fmt.Sprint("main-i-of-", i), Name: fmt.Sprint("Speaker ", i)}},
				Language: []string{"", "en", "de"}[random.IntN(3)],
				Track:    schedule.Track{Key: fmt.Sprint("n-track-", i%3), Name: fmt.Sprint("Track ", i%3)},
			},
			GUID: fmt.Sprint("guid-", i), Room: room, Start: start, End: start.Add(40 * time.Minute),
			Cancelled: random.IntN(20) == 0,
		}
		slots = append(slots, slot)
		if i%6 == 0 {
			again := slot
			again.Start, again.End = slot.Start.AddDate(0, 0, 1), slot.End.AddDate(0, 0, 1)
			again.GUID += "-again"
			slots = append(slots, again)
		}
	}
	return slots
}

// edit is a way to change a slot and what Diff is to say of it.
type edit struct {
	kind schedule.ChangeKind
	do   func(*schedule.Slot)
}

var annexe = schedule.Room{Key: "n-annexe", Name: "Annexe"}

// edits are the ways to change a slot that stays. Their order is that in which
// Diff lists them. Title and speakers are the talk's: no slot alone has others.
func edits(slot schedule.Slot, repeated bool) []edit {
	all := []edit{
		{schedule.Cancelled, func(s *schedule.Slot) { s.Cancelled = true }},
		{schedule.Moved, func(s *schedule.Slot) { s.Start, s.End = s.Start.Add(7*time.Minute), s.End.Add(7*time.Minute) }},
		{schedule.RoomMoved, func(s *schedule.Slot) { s.Room = annexe }},
		{schedule.Retitled, func(s *schedule.Slot) { s.Title = "What was " + s.Title }},
		{schedule.Speakers, func(s *schedule.Slot) { s.Speakers = []schedule.Speaker{ada} }},
		{schedule.Duration, func(s *schedule.Slot) { s.End = s.End.Add(3 * time.Minute) }},
		{schedule.Language, func(s *schedule.Slot) { s.Language = "fr" }},
		{schedule.Retracked, func(s *schedule.Slot) { s.Track = schedule.Track{Key: "n-other", Name: "Other"} }},
	}
	if slot.Cancelled {
		all[0] = edit{schedule.Restored, func(s *schedule.Slot) { s.Cancelled = false }}
	}
	if slot.Language == "" {
		all = slices.Delete(all, 6, 7) // that it becomes known is no change
	}
	if repeated {
		all = slices.Delete(all, 3, 5)
	}
	return all
}

// choose takes one or two of the ways. A talk that has a new id and another title
// is known by its speakers and its place, and the other way round: one of these
// does not change with another.
func choose(random *rand.Rand, ways []edit) []edit {
	some := random.Perm(len(ways))[:1+random.IntN(2)]
	if i := some[0]; ways[i].kind == schedule.Retitled || ways[i].kind == schedule.Speakers {
		return ways[i : i+1]
	}
	var chosen []edit
	for _, i := range slices.Sorted(slices.Values(some)) {
		if kind := ways[i].kind; kind != schedule.Retitled && kind != schedule.Speakers {
			chosen = append(chosen, ways[i])
		}
	}
	return chosen
}

// script edits a programme at random, each slot in one or two ways or not at all,
// and lists what was done.
func script(random *rand.Rand, slots []schedule.Slot) (edited []schedule.Slot, done []string) {
	times := map[string]int{}
	for _, slot := range slots {
		times[slot.Key]++
	}
	for _, slot := range slots {
		repeated := times[slot.Key] > 1
		switch n := random.IntN(20); {
		case n == 0 && !repeated:
			if !slot.Cancelled {
				done = append(done, fmt.Sprint(schedule.Removed, " ", slot.GUID))
			}
			continue
		case n < 6:
			for _, way := range choose(random, edits(slot, repeated)) {
				way.do(&slot)
				done = append(done, fmt.Sprint(way.kind, " ", slot.GUID))
			}
		}
		edited = append(edited, slot)
	}
	for i := range random.IntN(4) {
		slot := with(func(s *schedule.Slot) {
			s.Key, s.Title, s.GUID = fmt.Sprint("main-g-new-", i), fmt.Sprint("Something new, part ", i), fmt.Sprint("new-", i)
			s.Room, s.Start = annexe, at(8, i)
		})
		done = append(done, fmt.Sprint(schedule.Added, " ", slot.GUID))
		edited = append(edited, slot)
	}
	slices.Sort(done)
	return edited, done
}

// told is what Diff says, as script lists it.
func told(changes []schedule.Change) []string {
	var all []string
	for _, c := range changes {
		slot := c.Before
		if slot == nil {
			slot = c.After
		}
		all = append(all, fmt.Sprint(c.Kind, " ", slot.GUID))
	}
	slices.Sort(all)
	return all
}

// respell writes a programme down in another order and in other spellings, as an
// export does that was made by another program on another day.
func respell(random *rand.Rand, slots []schedule.Slot) []schedule.Slot {
	all := slices.Clone(slots)
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i := range all {
		s := &all[i]
		s.Start, s.End = s.Start.In(time.FixedZone("", 3600)), s.End.In(time.FixedZone("", -7200))
		s.Title = "  " + strings.ReplaceAll(s.Title, " ", "\u00a0 ")
		s.Room.Key, s.Track.Key = "i-"+s.Room.Key, "i-"+s.Track.Key
		s.Language = strings.ToUpper(s.Language)
		s.Abstract = "Rewritten."
		s.Speakers = slices.Concat(s.Speakers, []schedule.Speaker{{Key: "nobody"}})
	}
	return all
}

// renumber gives every talk a new id, as wiki imports and some exports do each
// time they are made.
func renumber(slots []schedule.Slot) []schedule.Slot {
	all := slices.Clone(slots)
	for i := range all {
		all[i].Key = strings.Replace(all[i].Key, "main-g-", "main-g-later-", 1)
	}
	return all
}

// count numbers the talks as they come, as exports made by hand do, with some more in
// front than before: each has a number then that was another one's.
func count(slots []schedule.Slot) []schedule.Slot {
	all := slices.Clone(slots)
	numbers := map[string]int{}
	for i := range all {
		n, known := numbers[all[i].Key]
		if !known {
			n = len(numbers) + 7
			numbers[all[i].Key] = n
		}
		all[i].Key = fmt.Sprintf("main-g-%d", n)
	}
	return all
}

func reversed(slots []schedule.Slot) []schedule.Slot {
	all := slices.Clone(slots)
	slices.Reverse(all)
	return all
}

// TestDiffSaysWhatWasDone holds that Diff gives back the very script by which a
// programme was edited, however the result is written down.
func TestDiffSaysWhatWasDone(t *testing.T) {
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 6))
		slots := randomProgramme(random, 10+random.IntN(80))
		older := build(t, slots...)
		if changes := schedule.Diff(older, build(t, respell(random, slots)...)); len(changes) > 0 {
			t.Fatalf("seed %d: the same programme, spelled otherwise: %v", seed, told(changes))
		}
		edited, done := script(random, slots)
		for name, slots := range map[string][]schedule.Slot{
			"as it is": edited, "respelled": respell(random, edited), "with new ids": renumber(edited),
			"counted anew": count(edited), "counted from the end": count(reversed(edited)),
		} {
			if diff := cmp.Diff(done, told(schedule.Diff(older, build(t, slots...)))); diff != "" {
				t.Fatalf("seed %d, %s, -done +told:\n%s", seed, name, diff)
			}
		}
	}
}

// TestAStarStaysOnItsTalk holds that after any sequence of versions what hung on
// a talk that is still there hangs on it still, although its key may be another
// each time.
func TestAStarStaysOnItsTalk(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 7))
		slots := randomProgramme(random, 40)
		stars := map[string]string{} // key by what never changes
		for _, slot := range slots {
			stars[slot.GUID] = slot.Key
		}
		older := build(t, slots...)
		for range 8 {
			slots, _ = script(random, slots)
			switch random.IntN(6) {
			case 0, 1:
				slots = renumber(slots)
			case 2, 3:
				slots = count(slots)
			}
			newer := build(t, respell(random, slots)...)
			rekeyed := schedule.Rekeyed(older, newer)
			for guid, key := range stars {
				if next, ok := rekeyed[key]; ok {
					stars[guid] = next
				}
			}
			for _, slot := range slots {
				if star, ok := stars[slot.GUID]; ok && star != slot.Key {
					t.Fatalf("seed %d: the star of %s is on %s, not %s", seed, slot.GUID, star, slot.Key)
				}
			}
			older = newer
		}
	}
}
