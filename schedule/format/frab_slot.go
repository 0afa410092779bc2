package format

import (
	"cmp"
	"strings"
	"time"

	"usher/schedule"
)

// slot makes a slot of an entry, without its talk's key and its day, which
// depend on the other entries. It reports false, with a warning, for an event
// that has no start.
func (b *frabBuilder) slot(i int) (schedule.Slot, bool) {
	e := &b.entries[i]
	title, cancelled := cutCancelled(inline(e.Title))
	start, ok := b.start(i)
	if !ok {
		b.warn(e.line, "left out, because it has no start that I can read: %s", cmp.Or(title, "an event without a title"))
		return schedule.Slot{}, false
	}
	subtitle := inline(e.Subtitle)
	titleFrom := ""
	if title == "" {
		if subtitle != "" {
			title, subtitle, titleFrom = subtitle, "", "subtitle"
		}
		b.warn(e.line, "an event has no title")
	}
	return schedule.Slot{
		Talk: schedule.Talk{
			Title:       title,
			TitleFrom:   titleFrom,
			Subtitle:    subtitle,
			Speakers:    b.people.of(e),
			Type:        inline(e.Type),
			Track:       track(e.Track),
			Language:    languageTag(e.Language),
			Abstract:    prose(e.Abstract),
			Description: prose(e.Description),
			URL:         schedule.Line(cmp.Or(strings.TrimSpace(e.URL), e.Href)),
			FeedbackURL: schedule.Line(e.FeedbackURL),
		},
		GUID:      strings.TrimSpace(e.GUID),
		Room:      b.room(e),
		Start:     start,
		End:       b.end(e, start),
		Cancelled: cancelled || e.cancelled,
	}, true
}

func track(name string) schedule.Track {
	name = schedule.Line(name)
	if name == "" {
		return schedule.Track{}
	}
	return schedule.Track{Key: schedule.NameKey("", name), Name: name}
}

// start is the instant at which an entry starts, by its date if it has one.
func (b *frabBuilder) start(i int) (time.Time, bool) {
	e, zone := &b.entries[i], b.draft.Conference.Zone
	shown, hasClock := parseClock(e.Start)
	if b.dated[i] {
		s := b.stamps[i]
		if !s.offset || b.wrongUTC {
			day := schedule.DateOf(s.Time)
			return day.At(s.Hour(), s.Minute(), zone), true
		}
		if hasClock && shown != clockOf(s.Time) && shown != clockOf(s.In(zone)) {
			b.warn(e.line, "it starts at %s by its date and at %s by its start: I take the date",
				s.In(zone).Format("15:04"), strings.TrimSpace(e.Start))
		}
		return s.Time, true
	}
	if !hasClock {
		return time.Time{}, false
	}
	if day, err := schedule.ParseDate(strings.TrimSpace(e.Date)); err == nil {
		return day.At(shown.hour, shown.minute, zone), true
	}
	if strings.TrimSpace(e.Date) != "" {
		b.warn(e.line, "I can't read the date %q, and take the day it stands in", schedule.Cut(schedule.Line(e.Date), 40))
	}
	day, ok := b.writtenDay(e.day)
	if !ok {
		return time.Time{}, false
	}
	if shown.before(b.dayChange) {
		day = day.Add(1)
	}
	return day.At(shown.hour, shown.minute, zone), true
}

// writtenDay is the date of the nth <day>.
func (b *frabBuilder) writtenDay(n int) (schedule.Date, bool) {
	if n == 0 {
		return schedule.Date{}, false
	}
	d, err := schedule.ParseDate(strings.TrimSpace(b.days[n-1]))
	return d, err == nil && d.Year >= 1970 && d.Year <= 2200
}

// end is when an entry ends: start and duration, else its own word for the end,
// else unknown.
func (b *frabBuilder) end(e *frabEntry, start time.Time) time.Time {
	length, ok := parseLength(e.Duration)
	if !ok {
		b.warn(e.line, "I can't read the duration %q", schedule.Cut(schedule.Line(e.Duration), 40))
	}
	if ok && length > 0 {
		return start.Add(length)
	}
	written := cmp.Or(strings.TrimSpace(e.End), e.SessionEnd)
	if s, ok := parseStamp(written); ok && s.offset && s.After(start) {
		return s.Time
	}
	if c, ok := parseClock(written); ok {
		zone := b.draft.Conference.Zone
		end := schedule.DateOf(start.In(zone)).At(c.hour, c.minute, zone)
		if end.Before(start) {
			end = end.Add(24 * time.Hour)
		}
		return end
	}
	return time.Time{}
}

// setDays gives slots the conference day under which they are listed.
//
// A <day> is the date written at it, unless most of its slots are a day off:
// DebConf23 writes the date in UTC, at 21:30 of the evening before. A slot
// that cannot belong to it is left to schedule.New.
func (b *frabBuilder) setDays(made []int) {
	off := make([]map[int]int, len(b.days)+1) // for each <day>: days off, and how many slots are
	for s, i := range made {
		n := b.entries[i].day
		if written, ok := b.writtenDay(n); ok {
			if off[n] == nil {
				off[n] = map[int]int{}
			}
			off[n][b.daysAfter(written, b.draft.Slots[s].Start.Add(-4*time.Hour))]++
		}
	}
	for s, i := range made {
		n := b.entries[i].day
		written, ok := b.writtenDay(n)
		if !ok {
			continue
		}
		day := written.Add(shift(off[n]))
		if b.plausible(day, b.draft.Slots[s].Start) {
			b.draft.Slots[s].Day = day
		}
	}
}

// shift is by how many days a date is off, as most of its slots have it.
func shift(off map[int]int) int {
	best := 0
	for _, days := range []int{-1, 1} {
		if off[days] > off[best] {
			best = days
		}
	}
	return best
}

// daysAfter is how many days after a date, in the conference's zone, t is.
func (b *frabBuilder) daysAfter(d schedule.Date, t time.Time) int {
	on := schedule.DateOf(t.In(b.draft.Conference.Zone))
	return int(on.At(0, 0, time.UTC).Sub(d.At(0, 0, time.UTC)) / (24 * time.Hour))
}

// plausible reports whether what starts at t may be listed under a day: a night
// goes on until noon at the latest.
func (b *frabBuilder) plausible(day schedule.Date, t time.Time) bool {
	zone := b.draft.Conference.Zone
	return !t.Before(day.At(0, 0, zone)) && t.Before(day.Add(1).At(12, 0, zone))
}
