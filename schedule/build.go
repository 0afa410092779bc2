package schedule

import (
	"cmp"
	"slices"
	"time"
)

// dayBoundary is when a conference day gives way to the next where a source
// does not say: pretalx's and frab's exports both use 04:00.
const dayBoundary = 4 * time.Hour

// collect gathers rooms, speakers and tracks: first those the draft lists, then
// those that only its slots name.
func (s *Schedule) collect(d Draft) {
	rooms := map[string]int{}
	addRoom := func(r Room) Room {
		if r.Key == "" {
			return r
		}
		if i, ok := rooms[r.Key]; ok {
			return s.rooms[i]
		}
		rooms[r.Key] = len(s.rooms)
		s.rooms = append(s.rooms, r)
		return r
	}
	speakers := map[string]int{}
	addSpeaker := func(p Speaker) Speaker {
		i, ok := speakers[p.Key]
		if !ok {
			i = len(s.speakers)
			speakers[p.Key] = i
			s.speakers = append(s.speakers, p)
		}
		return s.speakers[i]
	}
	for _, r := range d.Rooms {
		addRoom(r)
	}
	for _, p := range d.Speakers {
		addSpeaker(p)
	}
	for _, slot := range s.slots {
		slot.Room = addRoom(slot.Room)
		people := make([]Speaker, len(slot.Speakers))
		for i, p := range slot.Speakers {
			people[i] = addSpeaker(p)
		}
		slot.Speakers = people
	}
}

// order sorts the slots by start, then by the order of their rooms.
func (s *Schedule) order() {
	rank := map[string]int{}
	for i, r := range s.rooms {
		rank[r.Key] = i + 1
	}
	slices.SortStableFunc(s.slots, func(a, b *Slot) int {
		return cmp.Or(
			a.Start.Compare(b.Start),
			cmp.Compare(rank[a.Room.Key], rank[b.Room.Key]),
			cmp.Compare(a.Title, b.Title),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.GUID, b.GUID),
		)
	})
}

// settle works out all that follows from the ordered slots.
func (s *Schedule) settle() {
	tracks := map[string]bool{}
	days := map[Date]bool{}
	next := map[string]time.Time{} // the start of what comes next in a room
	for i := len(s.slots) - 1; i >= 0; i-- {
		slot := s.slots[i]
		slot.Start = slot.Start.UTC()
		slot.Until = until(slot, next[slot.Room.Key])
		if slot.Room.Key != "" && !slot.Cancelled {
			next[slot.Room.Key] = slot.Start
		}
	}
	for _, slot := range s.slots {
		if slot.Day.IsZero() {
			slot.Day = DateOf(slot.Start.In(s.Zone()).Add(-dayBoundary))
		}
		days[slot.Day] = true
		if len(s.byKey[slot.Key]) == 0 {
			s.keys = append(s.keys, slot.Key)
		}
		s.byKey[slot.Key] = append(s.byKey[slot.Key], slot)
		for _, t := range slot.Topics() {
			s.byTopic[t] = append(s.byTopic[t], slot)
		}
		if k := slot.Track.Key; k != "" && !tracks[k] {
			tracks[k] = true
			s.tracks = append(s.tracks, slot.Track)
		}
	}
	for d := range days {
		s.days = append(s.days, d)
	}
	slices.SortFunc(s.days, Date.Compare)
	if len(s.days) > 0 {
		if s.conference.Start.IsZero() {
			s.conference.Start = s.days[0]
		}
		if s.conference.End.IsZero() {
			s.conference.End = s.days[len(s.days)-1]
		}
	}
}

// until is when a slot counts as over, given the start of the next in its room.
func until(slot *Slot, next time.Time) time.Time {
	if !slot.End.After(slot.Start) {
		slot.End = time.Time{} // a length of nothing is an unknown one
	} else {
		slot.End = slot.End.UTC()
		return slot.End
	}
	limit := slot.Start.Add(MaxAssumed)
	if next.After(slot.Start) && next.Before(limit) {
		return next
	}
	return limit
}
