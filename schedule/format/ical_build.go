package format

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// icalBuilder makes a draft of what a calendar says. The steps depend on each other
// in the order in which buildICal takes them.
type icalBuilder struct {
	*icalFile // and the draft that is made of it
	o         Options
	zones     icalZones
	people    icalPeople
	// replaced are, for each UID, the starts that another event of this UID speaks
	// for (RECURRENCE-ID).
	replaced map[string]map[int64]bool
	days     tally
	unknown  map[string]bool // zones that were warned of
}

func buildICal(file *icalFile, o Options) (schedule.Draft, error) {
	b := &icalBuilder{
		icalFile: file,
		o:        o,
		zones:    icalZones{file: file, known: map[string]*time.Location{}},
		people:   newICalPeople(file, o.scope()),
		replaced: map[string]map[int64]bool{},
		unknown:  map[string]bool{},
	}
	b.describe()
	b.chooseZone()
	b.findReplaced()
	ids := make([]talkID, 0, len(b.events))
	b.draft.Slots = make([]schedule.Slot, 0, len(b.events))
	for i := range b.events {
		for _, slot := range b.slots(&b.events[i]) {
			b.draft.Slots = append(b.draft.Slots, slot)
			kind, value := identity(&frabEntry{frabEvent: frabEvent{URL: slot.URL, GUID: slot.GUID}})
			ids = append(ids, talkID{kind, value, b.events[i].line})
		}
		b.events[i].lines = nil             // nobody needs them twice
		if len(b.draft.Slots) > maxEvents { // with all their repeats
			return schedule.Draft{}, errTooMany
		}
	}
	giveKeys(&b.draft, o.scope(), ids)
	b.draft.Warnings = append(b.draft.Warnings, b.days.warning("left out, because they last whole days and start at no hour: events")...)
	return b.finish(), nil
}

// describe takes over what the file says about the conference.
func (b *icalBuilder) describe() {
	c := &b.calendar
	title := cmp.Or(c.text("X-WR-CALNAME"), c.text("NAME"), c.text("SUMMARY"), c.text("X-WR-CALDESC"))
	b.draft.Conference.Title = inline(title)
	b.draft.Conference.URL = webAddress(cmp.Or(c.get("URL").value, c.get("X-ORIGINAL-URL").value, c.get("SOURCE").value))
}

// webAddress is a link that opens from anywhere: calendars also hold the path of a
// page on a site that they do not name.
func webAddress(s string) string {
	s = schedule.Line(s)
	if scheme, rest, ok := strings.Cut(s, "://"); ok && rest != "" && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")) {
		return s
	}
	return ""
}

// chooseZone decides on the conference's zone: that in which most events are
// written, else the calendar's, else the options'. UTC is what is written where
// nobody has thought of a zone.
func (b *icalBuilder) chooseZone() {
	floating := 0
	count := map[string]int{}
	for i := range b.events {
		start := b.events[i].get("DTSTART")
		s, ok := parseICalTime(start.value)
		switch zone := b.zones.find(start.param("TZID")); {
		case !ok || s.day || s.utc:
		case zone != nil:
			count[start.param("TZID")]++
		default:
			floating++
		}
	}
	zone := b.o.Zone
	ids := slices.Sorted(maps.Keys(count))
	named := b.namedZone()
	switch {
	case len(ids) > 0:
		zone = b.zones.find(slices.MaxFunc(ids, func(x, y string) int { return cmp.Compare(count[x], count[y]) }))
	case named != nil && (zone == nil || !isUTC(named)):
		zone = named
	}
	if zone == nil {
		zone = time.UTC
		b.draft.Conference.Zoneless = floating > 0
		if floating > 0 {
			b.warn(1, "it names no time zone, so I read its times as UTC; give --timezone")
		} else if len(b.events) > 0 {
			b.warn(1, "its times are in UTC and it names no time zone to show them in; give --timezone")
		}
	}
	b.draft.Conference.Zone = zone
}

// namedZone is the zone that the calendar as a whole names: as Apple and Google do
// it, or MOCA; else the only one that it defines.
func (b *icalBuilder) namedZone() *time.Location {
	for _, name := range []string{"X-WR-TIMEZONE", "TIMEZONE-ID", "VTIMEZONE", "TZID"} {
		if zone := b.zones.find(strings.TrimSpace(b.calendar.text(name))); zone != nil {
			return zone
		}
	}
	if len(b.icalFile.zones) == 1 {
		return b.zones.find(b.icalFile.zones[0].text("TZID"))
	}
	return nil
}

func isUTC(zone *time.Location) bool {
	return zone == time.UTC || slices.Contains([]string{"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "Zulu"}, zone.String())
}

// instant is the time that a line says.
func (b *icalBuilder) instant(l icalLine, value string) (at time.Time, day, ok bool) {
	s, ok := parseICalTime(value)
	if !ok || s.Year() < 1970 || s.Year() > 2200 {
		return time.Time{}, false, false
	}
	zone := b.draft.Conference.Zone
	if id := l.param("TZID"); id != "" && !s.utc {
		if own := b.zones.find(id); own != nil {
			zone = own
		} else if !b.unknown[id] {
			b.unknown[id] = true
			b.warn(l.line, "I don't know the time zone %q, and read its times in that of the conference", schedule.Cut(schedule.Line(id), 60))
		}
	}
	return s.in(zone), s.day, true
}

func (b *icalBuilder) findReplaced() {
	for i := range b.events {
		e := &b.events[i]
		l := e.get("RECURRENCE-ID")
		if at, _, ok := b.instant(l, l.value); ok {
			uid := e.text("UID")
			if b.replaced[uid] == nil {
				b.replaced[uid] = map[int64]bool{}
			}
			b.replaced[uid][at.Unix()] = true
		}
	}
}
