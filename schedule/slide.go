package schedule

import (
	"cmp"
	"slices"
	"time"
)

// changeover is how long a break between two talks is that is needed to change
// speakers, and so makes up for no delay (STORYBOARD, scene 8).
const changeover = 5 * time.Minute

// slide applies the delays, the earliest first: each is true from its own instant on,
// until the next of its room.
func (o *overlay) slide(overrides []Override) {
	var places []int
	for i, over := range overrides {
		if over.Kind == Delay {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return
	}
	o.settle()
	slices.SortStableFunc(places, func(a, b int) int { return overrides[a].From.Compare(overrides[b].From) })
	for _, place := range places {
		o.delay(place, overrides[place])
	}
}

// delay lets what is still to come in a room on that day slide, up to the break that
// absorbs it, and what is running end later. A break takes what it is long off what
// follows.
func (o *overlay) delay(place int, over Override) {
	late := over.Late
	var end time.Time // when the room would be free, if nothing had slid
	for _, l := range o.series(over) {
		if l.timed > place {
			continue // organisers have said when, knowing of the delay
		}
		if slices.Contains(over.Except, Exception{l.origin.Key, l.origin.Start}) {
			late = 0 // and so has the source: what it says of the rest is meant as well
			continue
		}
		planned := l.Slot
		planned.Start = planned.Start.Add(-l.Slid)
		planned.End, planned.Until = earlier(planned.End, l.Late), earlier(planned.Until, l.Late)
		if free := planned.Start.Sub(end); !end.IsZero() && free > changeover {
			late = max(0, late-free)
		}
		if planned.Until.After(end) {
			end = planned.Until
		}
		if l.Start.Before(over.From) {
			l.lateBy(l.Slid, late) // it runs
			continue
		}
		// Nothing begins before it was known that it may.
		late = max(late, min(over.From.Sub(planned.Start), l.Slid))
		l.lateBy(late, late)
	}
}

// settle works out, of slots that were moved or added, to which day they belong and
// when they are over, as a Schedule does.
func (o *overlay) settle() {
	slices.SortStableFunc(o.slots, func(a, b *laid) int { return a.Start.Compare(b.Start) })
	next := map[string]time.Time{}
	for _, l := range slices.Backward(o.slots) {
		l.Until = until(&l.Slot, next[l.Room.Key])
		if !l.Cancelled {
			next[l.Room.Key] = l.Start
		}
		if l.Day.IsZero() {
			l.Day = DateOf(l.Start.In(o.published.Zone()).Add(-dayBoundary))
		}
	}
}

// series are the slots that a delay may concern, by start: what is running when it
// begins, and what is to come on that day.
func (o *overlay) series(over Override) []*laid {
	var all []*laid
	day := o.published.Day(over.From)
	for _, l := range o.slots {
		if l.Room.Key == over.Room && !l.Cancelled && !l.Lasting() && l.Until.After(over.From) && l.Day == day {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b *laid) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// lateBy lets a slot begin so much later than planned, and end.
func (l *laid) lateBy(begin, end time.Duration) {
	if begin == l.Slid && end == l.Late {
		return
	}
	l.Start = l.Start.Add(begin - l.Slid)
	l.Until = l.Until.Add(end - l.Late)
	if !l.End.IsZero() {
		l.End = l.End.Add(end - l.Late)
	}
	l.Slid, l.Late = begin, end
}

func earlier(t time.Time, by time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(-by)
}
