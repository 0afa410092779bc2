package format

import (
	"time"

	"usher/schedule"
)

// frabDay is a <day> as it is written.
type frabDay struct {
	date, start, end string
	line             int
}

// night is a conference day, which goes on after midnight.
type night struct {
	day schedule.Date
	// from and until are when it begins and ends; zero where the file does not say,
	// or says it of another day, and the same where it does not know (jev22).
	from, until time.Time
}

// at is the instant at which clocks in zone show a time of day on this conference
// day: after midnight if that, and not the calendar day, lies within it. Where the
// file does not say when the day begins and ends, it gives way at change.
func (n night) at(shown, change clock, zone *time.Location) time.Time {
	same := n.day.At(shown.hour, shown.minute, zone)
	next := n.day.Add(1).At(shown.hour, shown.minute, zone)
	switch {
	case n.holds(same):
		return same
	case n.holds(next) || shown.before(change):
		return next
	}
	return same
}

func (n night) holds(t time.Time) bool { return !t.Before(n.from) && t.Before(n.until) }

// may reports whether what starts at t may be listed under the day: until it ends,
// or noon of the next where that is not known.
func (n night) may(t time.Time, zone *time.Location) bool {
	until := n.day.Add(1).At(12, 0, zone)
	if n.until.After(n.day.Add(1).At(0, 0, zone)) {
		until = n.until
	}
	return !t.Before(n.day.At(0, 0, zone)) && t.Before(until)
}

// readDays reads what is written at the days. Of a day without a date there is its
// start to tell it, else its place in the conference.
func (b *frabBuilder) readDays() {
	b.nights = make([]night, len(b.days))
	for i, written := range b.days {
		n := &b.nights[i]
		zone := b.draft.Conference.Zone
		n.day = conferenceDate(written.date, zone)
		if n.day.IsZero() {
			n.day = conferenceDate(written.start, zone)
		}
		if n.day.IsZero() && !b.draft.Conference.Start.IsZero() {
			n.day = b.draft.Conference.Start.Add(i)
			b.warn(written.line, "a day has no date: I take it for %s, as it stands there", n.day)
		}
		if n.day.Year < 1970 || n.day.Year > 2200 {
			n.day = schedule.Date{}
			continue
		}
		from, okFrom := parseStamp(written.start)
		until, okUntil := parseStamp(written.end)
		from.offset, until.offset = from.offset && !b.onLocalClock, until.offset && !b.onLocalClock
		if okFrom && okUntil {
			n.from, n.until = from.in(zone), until.in(zone)
		}
		midnight := n.day.At(0, 0, zone)
		if n.from.Before(midnight) || n.until.After(midnight.Add(48*time.Hour)) {
			n.from, n.until = time.Time{}, time.Time{}
		}
	}
}

// night is the nth <day>, the zero one for none.
func (b *frabBuilder) night(n int) night {
	if n == 0 {
		return night{}
	}
	return b.nights[n-1]
}

// setDays gives slots the conference day under which they are listed.
//
// A <day> is the date written at it, unless most slots with a date of their own are
// a day off: DebConf23 writes its days in UTC, at 21:30 of the evening before. A slot
// that cannot belong to its day, as many in 31C3's merged file, is left to
// schedule.New.
func (b *frabBuilder) setDays(made []int) {
	zone := b.draft.Conference.Zone
	off := map[int]int{} // days off, and how many slots are
	for s, i := range made {
		start := b.draft.Slots[s].Start
		if n := b.night(b.entries[i].day); !n.day.IsZero() && b.dated[i] {
			off[daysAfter(n.day, start.Add(-4*time.Hour), zone)]++
		} else {
			off[0]++
		}
	}
	shift := 0
	for _, days := range []int{-1, 1} {
		if off[days] > off[shift] {
			shift = days
		}
	}
	for s, i := range made {
		n := b.night(b.entries[i].day)
		if n.day.IsZero() {
			continue
		}
		if shift != 0 {
			n = night{day: n.day.Add(shift)}
		}
		if slot := &b.draft.Slots[s]; n.may(slot.Start, zone) {
			slot.Day = n.day
		} else {
			b.strayed.add(b.entries[i].line)
		}
	}
}

// daysAfter is how many days after a date t is, in a zone.
func daysAfter(d schedule.Date, t time.Time, zone *time.Location) int {
	on := schedule.DateOf(t.In(zone))
	return int(on.At(0, 0, time.UTC).Sub(d.At(0, 0, time.UTC)) / (24 * time.Hour))
}
