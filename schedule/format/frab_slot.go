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
		b.warn(e.line, "an event has no title: people can't tell what it is")
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
		if !s.offset || b.onLocalClock {
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
	n := b.night(e.day)
	day, err := schedule.ParseDate(strings.TrimSpace(e.Date))
	if err == nil && day != n.day {
		return day.At(shown.hour, shown.minute, zone), true
	}
	if err != nil && strings.TrimSpace(e.Date) != "" {
		b.warn(e.line, "I can't read the date %q, and take the day it stands in", schedule.Cut(schedule.Line(e.Date), 40))
	}
	if n.day.IsZero() {
		return time.Time{}, false
	}
	return n.at(shown, b.dayChange, zone), true
}

// end is when an entry ends: start and duration, else its own word for the end,
// else unknown.
func (b *frabBuilder) end(e *frabEntry, start time.Time) time.Time {
	length, ok := parseLength(e.Duration)
	if !ok {
		b.warn(e.line, "I can't read the duration %q, and do without it", schedule.Cut(schedule.Line(e.Duration), 40))
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
		day := schedule.DateOf(start.In(zone))
		if end := day.At(c.hour, c.minute, zone); !end.Before(start) {
			return end
		}
		return day.Add(1).At(c.hour, c.minute, zone)
	}
	return time.Time{}
}
