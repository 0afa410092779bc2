package bot

import (
	"cmp"
	"slices"
	"time"

	"usher/schedule"
)

// Demand is how many want to hear what, and what many cannot hear both of, from what
// each chat has starred.
type Demand struct {
	schedule *schedule.Schedule
	wanted   map[*schedule.Slot]int
	rivals   map[[2]*schedule.Slot]int
	open     map[string][]*schedule.Slot // by talk, what is not over
}

// NewDemand is the demand for what takes place and is not over at an instant, with
// nobody's stars in it yet.
func NewDemand(s *schedule.Schedule, now time.Time) *Demand {
	d := &Demand{schedule: s, wanted: map[*schedule.Slot]int{}, rivals: map[[2]*schedule.Slot]int{}, open: map[string][]*schedule.Slot{}}
	for _, slot := range s.Slots() {
		if !slot.Cancelled && slot.Until.After(now) {
			d.open[slot.Key] = append(d.open[slot.Key], slot)
		}
	}
	return d
}

// Add counts what one chat has starred. A talk that is held several times is wanted at
// all of them, unless one is kept.
func (d *Demand) Add(stars []Follow) {
	var talks [][]*schedule.Slot
	for _, f := range stars {
		slots := d.open[f.Key]
		if !f.Only.IsZero() {
			slots = slices.DeleteFunc(slices.Clone(slots), func(slot *schedule.Slot) bool { return !slot.Start.Equal(f.Only) })
		}
		for _, slot := range slots {
			d.wanted[slot]++
		}
		if len(slots) > 0 {
			talks = append(talks, slots)
		}
	}
	for i, one := range talks {
		for _, other := range talks[:i] {
			if !both(one, other) {
				d.rivals[d.pair(one[0], other[0])]++
			}
		}
	}
}

// both reports whether of two talks, each held then, both can be heard.
func both(one, other []*schedule.Slot) bool {
	for _, a := range one {
		for _, b := range other {
			if !a.SurelyOverlaps(b) || a.Lasting() || b.Lasting() {
				return true
			}
		}
	}
	return false
}

// pair is two slots in the order in which they start.
func (d *Demand) pair(a, b *schedule.Slot) [2]*schedule.Slot {
	if before(b, a) {
		a, b = b, a
	}
	return [2]*schedule.Slot{a, b}
}

func before(a, b *schedule.Slot) bool { return compare(a, b) < 0 }

func compare(a, b *schedule.Slot) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Room.Name, b.Room.Name), cmp.Compare(a.Key, b.Key))
}

// Wanted is how many want to hear a slot.
type Wanted struct {
	*schedule.Slot
	Stars int
}

// Full reports whether more want to hear it than its room seats, where that is known.
func (w Wanted) Full() bool { return w.Room.Capacity > 0 && w.Stars > w.Room.Capacity }

// over is how many have no seat.
func (w Wanted) over() int {
	if !w.Full() {
		return 0
	}
	return w.Stars - w.Room.Capacity
}

// Wanted are the slots that anybody wants to hear: first those for which most have no
// seat, then the most starred.
func (d *Demand) Wanted() []Wanted {
	var all []Wanted
	for slot, stars := range d.wanted {
		all = append(all, Wanted{slot, stars})
	}
	slices.SortFunc(all, func(a, b Wanted) int {
		return cmp.Or(cmp.Compare(b.over(), a.over()), cmp.Compare(b.Stars, a.Stars), compare(a.Slot, b.Slot))
	})
	return all
}

// Rivals are two talks of which so many as starred both can hear only one.
type Rivals struct {
	First, Second *schedule.Slot
	Stars         int
}

// Rivals are all such pairs, those that most are torn between first.
func (d *Demand) Rivals() []Rivals {
	var all []Rivals
	for pair, stars := range d.rivals {
		all = append(all, Rivals{pair[0], pair[1], stars})
	}
	slices.SortFunc(all, func(a, b Rivals) int {
		return cmp.Or(cmp.Compare(b.Stars, a.Stars), compare(a.First, b.First), compare(a.Second, b.Second))
	})
	return all
}

// Roomier is what is held at the same time as a slot that is full, in a larger room,
// and would fit into its: the two could change places. Of several it is the least
// starred; false if there is none.
func (d *Demand) Roomier(full Wanted) (Wanted, bool) {
	var found []Wanted
	for _, slot := range d.schedule.Starting(full.Start.Add(-1), full.Start) {
		other := Wanted{slot, d.wanted[slot]}
		if slot.Key != full.Key && slot.Until.Equal(full.Until) && slot.Room.Capacity > full.Room.Capacity && other.Stars <= full.Room.Capacity {
			found = append(found, other)
		}
	}
	if len(found) == 0 {
		return Wanted{}, false
	}
	return slices.MinFunc(found, func(a, b Wanted) int {
		return cmp.Or(cmp.Compare(a.Stars, b.Stars), cmp.Compare(b.Room.Capacity, a.Room.Capacity), compare(a.Slot, b.Slot))
	}), true
}
