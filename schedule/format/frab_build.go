package format

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// frabBuilder makes a draft of what a file says. The steps depend on each
// other in the order in which buildFrab takes them.
type frabBuilder struct {
	*frabFile
	o      Options
	draft  schedule.Draft
	stamps []stamp // each entry's date, as far as it can be read
	dated  []bool  // whether it can
	// wrongUTC says that the dates claim to be UTC but are the local clock.
	wrongUTC  bool
	dayChange clock
	rooms     map[string]schedule.Room // by the key of their name
	people    frabPeople
	blanks    tally
}

func buildFrab(file *frabFile, o Options) schedule.Draft {
	b := &frabBuilder{frabFile: file, o: o, rooms: map[string]schedule.Room{}}
	b.describe()
	b.readStamps()
	b.chooseZone()
	b.listRooms()
	b.people = newFrabPeople(file, o.scope())
	var made []int // the entry of each slot
	for i := range b.entries {
		if b.entries[i].blank() {
			b.blanks.add(b.entries[i].line)
			continue
		}
		slot, ok := b.slot(i)
		if !ok {
			continue
		}
		b.draft.Slots = append(b.draft.Slots, slot)
		made = append(made, i)
	}
	b.draft.Speakers = b.people.listed
	b.setDays(made)
	b.setKeys(made)
	if b.blanks.count > 0 {
		b.warn(b.blanks.line, "left out, because nothing is in them: events (%d, the first on this line)", b.blanks.count)
	}
	slices.SortStableFunc(b.draft.Warnings, func(a, b schedule.Warning) int { return cmp.Compare(a.Line, b.Line) })
	return b.draft
}

func (b *frabBuilder) warn(line int, format string, args ...any) {
	b.draft.Warnings = append(b.draft.Warnings, schedule.Warning{Line: line, Text: fmt.Sprintf(format, args...)})
}

// describe takes over what the file says about the conference.
func (b *frabBuilder) describe() {
	c := b.conference
	b.draft.Version = schedule.Line(cmp.Or(b.version, c.Release))
	b.draft.Conference = schedule.Conference{
		Title:   schedule.Line(c.Title),
		Acronym: schedule.Line(c.Acronym),
		URL:     schedule.Line(cmp.Or(strings.TrimSpace(c.URL), c.BaseURL)),
	}
	b.dayChange = clock{hour: 4} // as in pretalx's and frab's exports
	if change, ok := parseClock(c.DayChange); ok {
		b.dayChange = change
	}
}

func (b *frabBuilder) readStamps() {
	b.stamps = make([]stamp, len(b.entries))
	b.dated = make([]bool, len(b.entries))
	for i := range b.entries {
		b.stamps[i], b.dated[i] = parseStamp(b.entries[i].Date)
	}
}

// chooseZone decides on the conference's zone: the file's own word, else the
// options', else the offset that most of its dates have.
func (b *frabBuilder) chooseZone() {
	name := strings.TrimSpace(b.conference.Zone)
	zone, err := loadZone(name)
	if err != nil {
		b.warn(b.conference.line, "I don't know the time zone %q", schedule.Line(name))
	}
	if zone == nil {
		zone = b.o.Zone
	}
	if zone == nil {
		zone = b.commonOffset()
	}
	b.draft.Conference.Zone = zone
	b.wrongUTC = b.claimsUTC(zone)
	if b.wrongUTC {
		b.warn(b.conference.line, "the dates say UTC, but are what clocks in %s show: I read them so", zone)
	}
	b.draft.Conference.Start = conferenceDate(b.conference.Start, zone)
	b.draft.Conference.End = conferenceDate(b.conference.End, zone)
	b.checkDates()
}

// commonOffset stands in for a zone that nobody names. It is right for a
// conference without a clock change, and has no name to show.
func (b *frabBuilder) commonOffset() *time.Location {
	count := map[int]int{}
	for i, s := range b.stamps {
		if b.dated[i] && s.offset {
			_, offset := s.Zone()
			count[offset]++
		}
	}
	if len(count) == 0 {
		b.draft.Conference.Zoneless = true
		b.warn(b.conference.line, "it names no time zone, so I read all times as UTC; give --timezone")
		return time.FixedZone("", 0)
	}
	best := slices.MaxFunc(slices.Sorted(maps.Keys(count)), func(a, b int) int { return cmp.Compare(count[a], count[b]) })
	zone := time.FixedZone("", best)
	b.warn(b.conference.line, "it names no time zone, so I take UTC%s, as its dates have it; give --timezone",
		time.Time{}.In(zone).Format("-07:00"))
	return zone
}

// claimsUTC reports dates that are all marked as UTC and all show the same as
// the local start beside them, where the zone is not at UTC: LSWT and DebConf17
// write the local clock with a wrong offset. Where some dates have another
// offset, as in the Camp's merged files, those in UTC are meant.
func (b *frabBuilder) claimsUTC(zone *time.Location) bool {
	claims := false
	for i, s := range b.stamps {
		if !b.dated[i] {
			continue
		}
		if _, offset := s.Zone(); !s.offset || offset != 0 {
			return false
		}
		start, ok := parseClock(b.entries[i].Start)
		if !ok || start != clockOf(s.Time) {
			return false
		}
		_, offset := s.In(zone).Zone()
		claims = claims || offset != 0
	}
	return claims
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
		b.warn(b.conference.line, "it ends on %s, before it starts on %s", c.End, c.Start)
		c.Start, c.End = schedule.Date{}, schedule.Date{}
	}
	if c.Start.IsZero() || c.End.IsZero() || len(b.days) == 0 {
		return
	}
	for _, day := range b.days {
		d, err := schedule.ParseDate(strings.TrimSpace(day))
		if err != nil || d.Compare(c.Start.Add(-1)) >= 0 && d.Compare(c.End.Add(1)) <= 0 {
			return
		}
	}
	b.warn(b.conference.line, "it says %s to %s, but none of its days is then", c.Start, c.End)
	c.Start, c.End = schedule.Date{}, schedule.Date{}
}
