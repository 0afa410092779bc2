package schedule

import (
	"slices"
	"sort"
	"strings"
	"time"
)

// Talk are the slots of the talk with this key, by start; none if there is no
// such talk.
func (s *Schedule) Talk(key string) []*Slot { return s.byKey[key] }

// TalkByID are the slots of the talk whose key ends in this code, guid or id of
// the source's, in any case of letters; none if that is not just one talk.
func (s *Schedule) TalkByID(id string) []*Slot {
	ending := "-" + strings.ToLower(id)
	var found []*Slot
	for key, slots := range s.byKey {
		if !strings.HasSuffix(strings.ToLower(key), ending) {
			continue
		}
		if found != nil {
			return nil
		}
		found = slots
	}
	return found
}

// Slot is the slot of a talk that starts at an instant.
func (s *Schedule) Slot(key string, start time.Time) (*Slot, bool) {
	for _, slot := range s.byKey[key] {
		if slot.Start.Equal(start) {
			return slot, true
		}
	}
	return nil, false
}

// Now are the slots that are running at t, by start.
func (s *Schedule) Now(t time.Time) []*Slot {
	return s.pick(func(slot *Slot) bool {
		return !slot.Cancelled && !slot.Start.After(t) && t.Before(slot.Until)
	})
}

// Starting are the slots that start after from and not after to, by start.
// Cancelled ones are left out.
func (s *Schedule) Starting(from, to time.Time) []*Slot {
	lo := s.after(from)
	hi := lo + sort.Search(len(s.slots)-lo, func(i int) bool { return s.slots[lo+i].Start.After(to) })
	return slices.DeleteFunc(slices.Clone(s.slots[lo:hi]), func(slot *Slot) bool { return slot.Cancelled })
}

// Next are the next n slots after t of each room, however far off, by start.
// Slots in no known room count as one room.
func (s *Schedule) Next(t time.Time, n int) []*Slot {
	var next []*Slot
	seen := map[string]int{}
	for _, slot := range s.slots[s.after(t):] {
		if slot.Cancelled || seen[slot.Room.Key] == n {
			continue
		}
		seen[slot.Room.Key]++
		next = append(next, slot)
	}
	return next
}

// On are the slots of a conference day, by start.
func (s *Schedule) On(day Date) []*Slot {
	return s.pick(func(slot *Slot) bool { return slot.Day == day })
}

// First is the first slot to start after t, if there is any.
func (s *Schedule) First(t time.Time) (*Slot, bool) {
	for _, slot := range s.slots[s.after(t):] {
		if !slot.Cancelled {
			return slot, true
		}
	}
	return nil, false
}

// longestNight is how long a slot may be and still make the night part of the
// day before: an exhibition that stays open for days does not.
const longestNight = 12 * time.Hour

// Lasting reports whether a slot stays for so long that it says nothing about the
// time of day.
func (s *Slot) Lasting() bool { return s.Until.Sub(s.Start) > longestNight }

// Day is the conference day to which t belongs: that of what started last of
// what is running, else the calendar day, before 04:00 taken as the evening
// before.
func (s *Schedule) Day(t time.Time) Date {
	for _, slot := range slices.Backward(s.Now(t)) {
		if !slot.Lasting() {
			return slot.Day
		}
	}
	return DateOf(t.In(s.Zone()).Add(-dayBoundary))
}

// DayEnd is when a conference day gives way to the next: at 04:00, or when the
// last of its talks ends, if that is later.
func (s *Schedule) DayEnd(day Date) time.Time {
	end := day.Add(1).At(int(dayBoundary.Hours()), 0, s.Zone())
	for _, slot := range s.On(day) {
		if !slot.Cancelled && slot.Until.Sub(slot.Start) <= longestNight && slot.Until.After(end) {
			end = slot.Until
		}
	}
	return end
}

// Soonest is which of a talk's slots, by start, matters at t: the first that
// takes place and is not over yet, else the last. It panics if there is none.
func Soonest(slots []*Slot, t time.Time) *Slot {
	for _, slot := range slots {
		if slot.Until.After(t) && !slot.Cancelled {
			return slot
		}
	}
	return slots[len(slots)-1]
}

// End is when the conference is over: its last day, and whatever is held later;
// false where nothing says when that is. What was cancelled counts: it may come
// back.
func (s *Schedule) End() (end time.Time, ok bool) {
	if last := s.conference.End; !last.IsZero() {
		end, ok = s.DayEnd(last), true
	}
	for _, slot := range s.slots {
		if slot.Until.After(end) {
			end, ok = slot.Until, true
		}
	}
	return end, ok
}

// Over reports whether everything has ended by t. What never begins is never
// over.
func (s *Schedule) Over(t time.Time) bool {
	for _, slot := range s.slots {
		if !slot.Cancelled && slot.Until.After(t) {
			return false
		}
	}
	return s.Begun(t)
}

// Begun reports whether anything has started by t.
func (s *Schedule) Begun(t time.Time) bool {
	return slices.ContainsFunc(s.slots, func(slot *Slot) bool { return !slot.Cancelled && !slot.Start.After(t) })
}

// after is the index of the first slot that starts after t.
func (s *Schedule) after(t time.Time) int {
	return sort.Search(len(s.slots), func(i int) bool { return s.slots[i].Start.After(t) })
}

func (s *Schedule) pick(want func(*Slot) bool) []*Slot {
	var picked []*Slot
	for _, slot := range s.slots {
		if want(slot) {
			picked = append(picked, slot)
		}
	}
	return picked
}

// Talks is how many talks slots are of: one that is held three times is one.
func Talks(slots []*Slot) int {
	keys := map[string]bool{}
	for _, slot := range slots {
		keys[slot.Key] = true
	}
	return len(keys)
}
