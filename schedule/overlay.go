package schedule

import (
	"slices"
	"time"
)

// Overlay is the published schedule with overrides over it, the later ones over the
// earlier. What cannot be applied, since its talk or room is not published, changes
// nothing. Without overrides it is the published schedule itself.
func Overlay(published *Schedule, overrides []Override) *Schedule {
	if len(overrides) == 0 {
		return published
	}
	o := newOverlay(published)
	for i, over := range overrides {
		o.apply(i, over)
	}
	o.slide(overrides) // of what is in a room by now
	return o.schedule()
}

// overlay is a schedule that overrides are being applied to.
type overlay struct {
	published *Schedule
	slots     []*laid
	rooms     map[string]Room
}

// laid is a slot that overrides may change.
type laid struct {
	Slot
	// origin is how it was before: as published, or as it was added.
	origin    Slot
	published *Slot // nil for one that was added
	touched   bool
	asked     bool // what is published of it does not count before that is decided
	// timed is the place among the overrides of the last that gave it a start, -1 if
	// none has: a delay before that leaves it alone.
	timed int
	// left says that a delay before it did, and knew how late the room was to run by then.
	left bool
	knew time.Duration
	// longer is how much later it ends because of delays.
	longer time.Duration
}

func newOverlay(s *Schedule) *overlay {
	o := &overlay{published: s, rooms: map[string]Room{}}
	for _, r := range s.rooms {
		o.rooms[r.Key] = r
	}
	for _, slot := range s.slots {
		o.slots = append(o.slots, &laid{Slot: *slot, origin: *slot, published: slot, timed: -1})
	}
	return o
}

// apply lets an override change the slot that it is about.
func (o *overlay) apply(place int, over Override) {
	if over.Kind == Add {
		o.add(place, over)
		return
	}
	l := o.find(over)
	if l == nil || over.Kind == Delay {
		return
	}
	l.touched = true
	if over.Asked != nil && !l.asked { // until it is decided, all stays as it was
		l.asked = true
		o.put(l, place, over.Was.Room, over.Was.Start)
		l.Cancelled = over.Was.Off
	}
	switch over.Kind {
	case Move:
		o.put(l, place, over.ToRoom, over.ToStart)
	case Cancel:
		l.Cancelled = true
	case Restore:
		l.Cancelled = false
	}
}

// find is the slot that an override is about; nil if it is not published.
func (o *overlay) find(over Override) *laid {
	i := slices.IndexFunc(o.slots, func(l *laid) bool {
		return l.origin.Key == over.Talk && l.origin.Start.Equal(over.Slot) && l.origin.Room.Key == over.Room
	})
	if i < 0 {
		return nil
	}
	return o.slots[i]
}

// put lets a slot be in a room and start at an instant, of which either may be left
// as it is. Its length stays.
func (o *overlay) put(l *laid, place int, room string, start time.Time) {
	if r, known := o.rooms[room]; known {
		l.Room = r
	}
	if start.IsZero() {
		return
	}
	l.timed = place
	if start.Equal(l.Start) {
		return
	}
	if !l.End.IsZero() {
		l.End = l.End.Add(start.Sub(l.Start))
	}
	l.Start, l.Day = start, Date{}
}

// add adds a talk of the organisers' own, once.
func (o *overlay) add(place int, over Override) {
	there := func(l *laid) bool { return l.origin.Key == over.Talk }
	if over.Added == nil || over.Added.Start.IsZero() || slices.ContainsFunc(o.slots, there) {
		return
	}
	room, known := o.rooms[over.Added.Room.Key]
	if !known {
		return
	}
	slot := *over.Added
	slot.Key, slot.Room = over.Talk, room
	o.slots = append(o.slots, &laid{Slot: slot, origin: slot, timed: place})
}

// schedule is what has become of it.
func (o *overlay) schedule() *Schedule {
	p := o.published
	d := Draft{Conference: p.conference, Version: p.version, Rooms: p.rooms, Speakers: p.speakers, Warnings: p.warnings}
	for _, l := range o.slots {
		if l.touched || l.Late != 0 || l.longer != 0 {
			l.Published = l.published
		}
		d.Slots = append(d.Slots, l.Slot)
	}
	s := assemble(d)
	s.aliases = p.aliases
	return s
}
