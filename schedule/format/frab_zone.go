package format

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// dating is how a file writes the dates of its events.
type dating struct {
	// same says that all have the same offset from UTC, in seconds.
	same   bool
	offset int
	// repeated says that the start beside a date is what the date's own clock shows.
	repeated bool
	// local counts the offsets that, by the start beside the date, local clocks have.
	// Mostly that is the date's own; DebConf23 writes the date in UTC.
	local map[int]int
}

func (b *frabBuilder) datingHabit() dating {
	d := dating{same: true, local: map[int]int{}}
	count, beside, repeated := 0, 0, 0
	for i, s := range b.stamps {
		if !b.dated[i] {
			continue
		}
		if !s.offset {
			d.same = false
			continue
		}
		_, offset := s.Zone()
		if count++; count == 1 {
			d.offset = offset
		}
		d.same = d.same && offset == d.offset
		if shown, ok := parseClock(b.entries[i].Start); ok {
			beside++
			if shown == clockOf(s.Time) {
				repeated++
			}
			offset = localOffset(offset, clockOf(s.Time), shown)
		}
		d.local[offset]++
	}
	d.same = d.same && count > 0
	d.repeated = beside > 0 && 10*repeated >= 9*beside
	return d
}

// localOffset is the offset, from -12 to +14 hours, of clocks that show one time
// when those with the given offset show another.
func localOffset(offset int, own, shown clock) int {
	const day = 24 * 3600
	offset += (shown.hour-own.hour)*3600 + (shown.minute-own.minute)*60
	for offset > 14*3600 {
		offset -= day
	}
	for offset < -12*3600 {
		offset += day
	}
	return offset
}

// chooseZone decides on the conference's zone: the file's own word, else the
// options', else the offset that most of its dates have.
func (b *frabBuilder) chooseZone() {
	line := b.conference.line
	name := strings.TrimSpace(b.conference.Zone)
	named, err := loadZone(name)
	if err != nil {
		b.warn(line, "I don't know the time zone %q, and do as if it named none", schedule.Cut(schedule.Line(name), 60))
	}
	habit := b.datingHabit()
	zone := named
	if zone != nil && isUTC(zone) && habit.same && habit.repeated && habit.offset != 0 {
		// UTC is what pretalx has until somebody thinks of it (DemoCon).
		zone = cmp.Or(b.o.Zone, time.FixedZone("", habit.offset))
		b.warn(line, "it names the time zone UTC, but its dates and starts are at UTC%s: I take that", offsetName(habit.offset))
	}
	if zone == nil {
		zone = b.o.Zone
	}
	if zone == nil {
		zone = b.commonOffset(habit)
	}
	b.draft.Conference.Zone = zone
	switch {
	case b.claimsUTC(habit, zone):
		b.onLocalClock = true
		b.warn(line, "the dates say UTC, but are what clocks in %s show: I read them so", zone)
	case zone == named && b.wrongSeason(habit, zone):
		b.onLocalClock = true
		b.warn(line, "the dates say UTC%s, which is not the time in %s on all its days: I read them as what clocks there show",
			offsetName(habit.offset), zone)
	}
	if zone == named && !b.onLocalClock {
		b.lookAbroad(zone)
	}
	b.draft.Conference.Start = conferenceDate(b.conference.Start, zone)
	b.draft.Conference.End = conferenceDate(b.conference.End, zone)
}

// lookAbroad warns of the few dates with an offset that clocks in the zone do not have:
// of a remote site, as in jev22, or a slip.
func (b *frabBuilder) lookAbroad(zone *time.Location) {
	var abroad tally
	dated := 0
	for i, s := range b.stamps {
		if !b.dated[i] || !s.offset {
			continue
		}
		dated++
		_, own := s.Zone()
		if _, there := s.In(zone).Zone(); own != there {
			abroad.add(b.entries[i].line)
		}
	}
	if 2*abroad.count < dated { // where most are so, it is how the file is written
		what := "dates with another offset than clocks in " + zone.String() + " have: I take them at their word"
		b.draft.Warnings = append(b.draft.Warnings, abroad.warning(what)...)
	}
}

// commonOffset stands in for a zone that nobody names. It is right for a
// conference without a clock change, and has no name to show.
func (b *frabBuilder) commonOffset(habit dating) *time.Location {
	line := b.conference.line
	if len(habit.local) == 0 {
		b.draft.Conference.Zoneless = true
		b.warn(line, "it names no time zone, so I read all times as UTC; give --timezone")
		return time.FixedZone("", 0)
	}
	best := slices.MaxFunc(slices.Sorted(maps.Keys(habit.local)), func(x, y int) int {
		return cmp.Compare(habit.local[x], habit.local[y])
	})
	zone := time.FixedZone("", best)
	if habit.same && habit.offset == 0 && best == 0 {
		// All real files of this kind meant the local clock, wherever that was.
		b.draft.Conference.Zoneless = true
		b.warn(line, "it names no time zone, and its dates may say UTC of what local clocks show; give --timezone")
		return zone
	}
	b.warn(line, "it names no time zone, so I take UTC%s, as its dates have it; give --timezone", offsetName(best))
	return zone
}

func offsetName(seconds int) string {
	return time.Time{}.In(time.FixedZone("", seconds)).Format("-07:00")
}

// claimsUTC reports dates that are all marked as UTC and show the same as the local
// start beside them, where the zone is not at UTC: LSWT and DebConf17 write the
// local clock with a wrong offset. Where some dates have another offset, as in the
// Camp's merged files, those in UTC are meant.
func (b *frabBuilder) claimsUTC(habit dating, zone *time.Location) bool {
	if !habit.same || habit.offset != 0 || !habit.repeated {
		return false
	}
	for i, s := range b.stamps {
		if _, offset := s.In(zone).Zone(); b.dated[i] && offset != 0 {
			return true
		}
	}
	return false
}

// wrongSeason reports dates whose offset is that of the other half of the year, on
// some days or on all: some writers take the offset of the day on which they write.
func (b *frabBuilder) wrongSeason(habit dating, zone *time.Location) bool {
	if !habit.same || !habit.repeated || isUTC(zone) {
		return false
	}
	wrong := false
	for i, s := range b.stamps {
		if !b.dated[i] {
			continue
		}
		local := schedule.DateOf(s.Time).At(s.Hour(), s.Minute(), zone)
		switch _, offset := local.Zone(); offset - habit.offset {
		case 0:
		case 3600, -3600:
			wrong = true
		default:
			return false
		}
	}
	return wrong
}

// conferenceDate reads a date, or a date and time as the c3voc hub writes it.
func conferenceDate(s string, zone *time.Location) schedule.Date {
	s = strings.TrimSpace(s)
	if t, ok := parseStamp(s); ok {
		if t.offset {
			return schedule.DateOf(t.In(zone))
		}
		return schedule.DateOf(t.Time)
	}
	d, _ := schedule.ParseDate(s)
	return d
}

// checkDates drops the conference's dates where no event lies between them:
// EMF 2018 says 2020.
func (b *frabBuilder) checkDates() {
	c := &b.draft.Conference
	if !c.Start.IsZero() && !c.End.IsZero() && c.End.Compare(c.Start) < 0 {
		b.warn(b.conference.line, "it ends on %s, before it starts on %s: I go by its talks", c.End, c.Start)
		c.Start, c.End = schedule.Date{}, schedule.Date{}
	}
	if c.Start.IsZero() || c.End.IsZero() || len(b.nights) == 0 {
		return
	}
	for _, n := range b.nights {
		if n.day.IsZero() || n.day.Compare(c.Start.Add(-1)) >= 0 && n.day.Compare(c.End.Add(1)) <= 0 {
			return
		}
	}
	b.warn(b.conference.line, "it says %s to %s, but none of its days is then: I go by its talks", c.Start, c.End)
	c.Start, c.End = schedule.Date{}, schedule.Date{}
}
