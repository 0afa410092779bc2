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
// absorbs it, and what is running end later.
func (o *overlay) delay(place int, over Override) {
	r := lateness{place: place, most: over.Late, least: over.Late}
	planned, said := o.series(over)
	for len(planned)+len(said) > 0 {
		next := &planned
		if len(planned) == 0 || len(said) > 0 && !r.turn(said[0]).After(planned[0].onTime()) {
			next = &said
		}
		l := (*next)[0]
		*next = (*next)[1:]
		switch {
		case slices.Contains(over.Except, Exception{l.origin.Key, l.origin.Start}):
			r.most, r.least = 0, 0 // and so has the source: what it says of the rest is meant as well
		case l.timed > place:
			r.leave(l)
		default:
			r.slide(l, over.From)
		}
		r.free = latest(r.free, l.Until)
	}
}

// series are the slots that a delay may concern, in their order: what is running when it
// begins, and what is to come on that day; those that start as planned, and those of which
// organisers have said when.
func (o *overlay) series(over Override) (planned, said []*laid) {
	day := o.day(over)
	for _, l := range o.slots {
		switch {
		case l.Room.Key != over.Room || l.Cancelled || l.Lasting() || !l.Until.After(over.From) || l.Day != day:
		case l.timed < 0:
			planned = append(planned, l)
		default:
			said = append(said, l)
		}
	}
	inOrder := func(a, b *laid) int { return cmp.Or(a.said().Compare(b.said()), cmp.Compare(a.Key, b.Key)) }
	slices.SortStableFunc(planned, inOrder)
	slices.SortStableFunc(said, inOrder)
	return planned, said
}

// day is the conference day of a delay: that of what runs in the room by then, though it
// may have slid past the end of the day.
func (o *overlay) day(over Override) Date {
	for _, l := range slices.Backward(o.slots) {
		if l.Room.Key == over.Room && !l.Cancelled && !l.Lasting() && !l.Start.After(over.From) && l.Until.After(over.From) {
			return l.Day
		}
	}
	return o.published.Day(over.From)
}

// lateness is how late a room runs as its day goes by.
type lateness struct {
	place int // of the delay among the overrides
	// most is how late begins what comes next, and least how late if the room is free
	// before. They differ after a talk of which organisers have said when it begins, knowing
	// of the delay: the room may have caught up by then, and yet that talk may end later than
	// it would have.
	most, least time.Duration
	free        time.Time // when the room is; zero before the first
}

// at is how late something begins that is planned for then. A break before it takes what
// it is long off that.
func (r lateness) at(planned time.Time) time.Duration {
	if r.free.IsZero() {
		return r.most
	}
	late := max(r.least, min(r.most, r.free.Sub(planned)))
	if idle := planned.Add(late).Sub(r.free); idle > changeover {
		late = max(0, late-idle)
	}
	return late
}

// turn is when a slot of which organisers have said when it begins is to come among the
// others, as if the room were on time.
func (r lateness) turn(l *laid) time.Time {
	t := l.said().Add(-r.at(l.said().Add(-r.least)))
	if l.timed > r.place {
		return t
	}
	return latest(t, l.onTime())
}

// leave leaves a slot where organisers have put it, knowing of the delay.
func (r *lateness) leave(l *laid) {
	late := r.at(l.Start.Add(-r.least))
	l.Late, r.least = late, late
	l.left, l.knew = true, late
}

// slide lets a slot begin as late as the room runs by then; what runs already ends so
// late. What organisers have said slides by what they did not know of.
func (r *lateness) slide(l *laid, from time.Time) {
	late := r.at(l.onTime())
	more := max(0, late-l.knew)
	// Nothing begins or ends before it was known that it may.
	if l.Start.Before(from) {
		l.lateBy(l.Slid, max(more, min(l.longer, from.Sub(l.Until.Add(-l.longer)))))
	} else {
		more = max(more, min(l.Slid, from.Sub(l.said())))
		l.lateBy(more, more)
	}
	if !l.left {
		late = more
		r.most = late
	}
	l.Late, r.least = late, late
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

// said is when a slot begins as it is published or as organisers have said, and onTime
// when it would if its room were on time.
func (l *laid) said() time.Time   { return l.Start.Add(-l.Slid) }
func (l *laid) onTime() time.Time { return l.said().Add(-l.knew) }

// lateBy lets a slot begin so much later than it was said to, and end.
func (l *laid) lateBy(begin, end time.Duration) {
	l.Start = l.Start.Add(begin - l.Slid)
	l.Until = l.Until.Add(end - l.longer)
	if !l.End.IsZero() {
		l.End = l.End.Add(end - l.longer)
	}
	l.Slid, l.longer = begin, end
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
