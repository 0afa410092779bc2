package format

import (
	"regexp"
	"strings"
	"time"

	"usher/schedule"
)

// slots are the times at which an event takes place: one, but for those that
// repeat. What has no start is warned of. A whole day is a heading, not a talk:
// nobody wants to be rung at midnight because the camp has begun.
func (b *icalBuilder) slots(e *icalComponent) []schedule.Slot {
	slot := b.slot(e)
	l := e.get("DTSTART")
	start, day, ok := b.instant(l, l.value)
	if !ok {
		what := slot.Title
		if what == "" {
			what = "an event without a title"
		}
		b.warn(e.line, "left out, because it has no start that I can read: %s", what)
		return nil
	}
	if day {
		b.days.add(e.line)
		return nil
	}
	if slot.Title == "" {
		b.warn(e.line, "an event has no title: people can't tell what it is")
	}
	length := b.length(e, start)
	var slots []schedule.Slot
	for _, at := range b.starts(e, start) {
		slot.Start, slot.End = at, time.Time{}
		if length > 0 {
			slot.End = at.Add(length)
		}
		slots = append(slots, slot)
	}
	return slots
}

// slot is all of a slot but its times and its talk's key.
func (b *icalBuilder) slot(e *icalComponent) schedule.Slot {
	summary := e.get("SUMMARY")
	title, behind := b.people.cutSpeakers(inline(summary.text()))
	title, cancelled := cutCancelled(title)
	title, kind, inTitle := cutByline(title)
	description := e.text("DESCRIPTION")
	if description == "" {
		description = e.text("X-ALT-DESC")
	}
	description, inText := cutSpeakerLine(description)
	slot := schedule.Slot{
		Talk: schedule.Talk{
			Title:    title,
			Speakers: b.people.of(e, inTitle, behind, inText),
			Type:     kind,
			Track:    track(e.get("CATEGORIES").first()),
			Language: languageTag(summary.param("LANGUAGE")),
			Abstract: prose(description),
			URL:      webAddress(e.get("URL").value),
		},
		GUID:      b.people.uid(e),
		Cancelled: cancelled || strings.EqualFold(strings.TrimSpace(e.get("STATUS").value), "CANCELLED"),
	}
	// Where a room's postal address follows, it is on lines of its own.
	name, _, _ := strings.Cut(strings.TrimSpace(e.text("LOCATION")), "\n")
	if name = inline(name); name != "" {
		slot.Room = schedule.Room{Key: schedule.NameKey("", name), Name: name}
	}
	return slot
}

// length is how long an event lasts, 0 where it does not say.
func (b *icalBuilder) length(e *icalComponent, start time.Time) time.Duration {
	if l := e.get("DTEND"); l.value != "" {
		end, day, ok := b.instant(l, l.value)
		switch {
		case !ok || day:
			b.warn(l.line, "I can't read the end %q, and do without it", schedule.Cut(schedule.Line(l.value), 40))
		case end.Before(start):
			b.warn(l.line, "it ends before it starts: I take its end for unknown")
		case end.Sub(start) > maxLength:
			b.warn(l.line, "it lasts more than a month: I take its end for unknown")
		default:
			return end.Sub(start)
		}
		return 0
	}
	l := e.get("DURATION")
	length, ok := parseLength(strings.TrimPrefix(strings.TrimSpace(l.value), "+"))
	if !ok {
		b.warn(l.line, "I can't read the duration %q, and do without it", schedule.Cut(schedule.Line(l.value), 40))
		return 0
	}
	return length
}

// maxSpan is for how long an event without an end to its rule is repeated: there
// are camps of a month.
const maxSpan = 62 * 24 * time.Hour

// starts are all starts of an event that begins at first: by its rule (RRULE) and
// list (RDATE), but for those taken out (EXDATE) or spoken for by another event.
func (b *icalBuilder) starts(e *icalComponent, first time.Time) []time.Time {
	if e.get("RECURRENCE-ID").value != "" {
		return []time.Time{first}
	}
	gone := map[int64]bool{}
	for at := range b.replaced[e.text("UID")] {
		gone[at] = true
	}
	starts := []time.Time{first}
	for _, l := range e.lines {
		switch l.name {
		case "RRULE":
			again := repeat(l.value, first, first.Add(maxSpan))
			if again == nil && !strings.Contains(l.value, "COUNT=1") {
				b.warn(l.line, "I can't follow the rule %q, and take only the first time", schedule.Cut(schedule.Line(l.value), 60))
			}
			starts = append(starts, again...)
		case "RDATE", "EXDATE":
			for value := range strings.SplitSeq(l.value, ",") {
				at, day, ok := b.instant(l, value)
				switch {
				case !ok || day:
				case l.name == "RDATE":
					starts = append(starts, at)
				default:
					gone[at.Unix()] = true
				}
			}
		}
	}
	var kept []time.Time
	for _, at := range starts {
		if !gone[at.Unix()] {
			gone[at.Unix()] = true // once is enough
			kept = append(kept, at)
		}
	}
	return kept
}

var (
	byline      = regexp.MustCompile(`^(.*\S)\s+\(((?i:talk|workshop|keynote|tutorial|session|panel|presentation|vortrag)) (?i:by|von) ([^()]+)\)$`)
	speakerLine = regexp.MustCompile(`^\s*(?i:speakers?|presenters?|presented by|von|referent(?:in|en)?|intervenants?)\s*:\s*(\S[^\n]{0,200})(?:\n|$)`)
)

// cutByline takes "(talk by Ada Lovelace)" off a title, as PyCon UK has it.
func cutByline(title string) (rest, kind, who string) {
	if m := byline.FindStringSubmatch(title); m != nil {
		return m[1], strings.ToLower(m[2]), m[3]
	}
	return title, "", ""
}

// cutSpeakerLine takes the first line off a text that says who speaks: "Speaker:
// Joel Addison" at linux.conf.au, "von: Jürgen Groß" in Kiel.
func cutSpeakerLine(text string) (rest, who string) {
	if m := speakerLine.FindStringSubmatchIndex(text); m != nil {
		return text[m[1]:], text[m[2]:m[3]]
	}
	return text, ""
}
