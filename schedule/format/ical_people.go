package format

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// icalPeople knows what is alike in all events of a calendar, and so is not what it
// says it is: calendars have places for the people that a meeting has, and for an
// id, but their writers put other things there.
type icalPeople struct {
	scope string
	// organisers says that ORGANIZER names who speaks (MOCA), not the one who keeps
	// the calendar.
	organisers bool
	// newIDs says that the UIDs were made when the file was.
	newIDs bool
	// inTitles says that each title ends in who speaks, after a hyphen.
	inTitles bool
}

func newICalPeople(file *icalFile, scope string) icalPeople {
	organisers := map[string]int{}
	named := 0
	var stamps []time.Time
	for i := range file.events {
		e := &file.events[i]
		if name := personName(e.get("ORGANIZER")); name != "" {
			organisers[name]++
			named++
		}
		if at, ok := builtAt(e.text("UID")); ok {
			stamps = append(stamps, at)
		}
	}
	return icalPeople{
		scope:      scope,
		organisers: len(organisers) > 1 && 2*len(organisers) >= named,
		newIDs:     len(stamps) > 1 && len(stamps) == len(file.events) && within(stamps, time.Hour),
		inTitles:   writesSpeakersInTitles(file),
	}
}

// writesSpeakersInTitles reports an export of pretalx, or of frab, which ri_cal
// writes: "Title - Ada Lovelace, Alan Turing", and where nobody speaks "Title - ".
// Frab of before 2016 has titles alone.
func writesSpeakersInTitles(file *icalFile) bool {
	writer := file.calendar.text("PRODID")
	if !strings.Contains(writer, "//pretalx//") && !strings.Contains(writer, "ri_cal") {
		return false
	}
	return !slices.ContainsFunc(file.events, func(e icalComponent) bool {
		return !strings.Contains(inline(e.text("SUMMARY"))+" ", " - ")
	})
}

// cutSpeakers takes who speaks off a title.
func (p *icalPeople) cutSpeakers(title string) (rest, who string) {
	if at := strings.LastIndex(title+" ", " - "); p.inTitles && at >= 0 {
		return title[:at], strings.TrimPrefix(title[at:], " -")
	}
	return title, ""
}

// stampedUID is what python's vobject, and others, make of the time and a random
// number, where nobody gives an event an id.
var stampedUID = regexp.MustCompile(`^(\d{8}T\d{6})Z?-`)

func builtAt(uid string) (time.Time, bool) {
	m := stampedUID.FindStringSubmatch(uid)
	if m == nil {
		return time.Time{}, false
	}
	at, err := time.Parse("20060102T150405", m[1])
	return at, err == nil
}

func within(times []time.Time, span time.Duration) bool {
	first, last := times[0], times[0]
	for _, t := range times {
		if t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	return last.Sub(first) <= span
}

// uid is what names the talk of an event, "" where that is made anew each time.
func (p *icalPeople) uid(e *icalComponent) string {
	if p.newIDs {
		return ""
	}
	return strings.TrimSpace(e.text("UID"))
}

// of are the speakers of an event, in order and each once: those whom its texts
// name, else those who are listed as taking part.
func (p *icalPeople) of(e *icalComponent, texts ...string) []schedule.Speaker {
	var names []string
	for _, l := range e.lines {
		// Who was invited, or has answered, has come to listen; nor is it for us to
		// say so.
		speaks := l.name == "ATTENDEE" && l.param("PARTSTAT") == "" && l.param("RSVP") == ""
		if speaks || l.name == "ORGANIZER" && p.organisers {
			names = append(names, personName(l))
		}
	}
	if strings.Join(names, "") == "" {
		for _, text := range texts {
			names = append(names, splitNames(text)...)
		}
	}
	var speakers []schedule.Speaker
	seen := map[string]bool{}
	for _, name := range names {
		key := schedule.NameKey(p.scope, name)
		if name == "" || seen[key] {
			continue
		}
		seen[key] = true
		speakers = append(speakers, schedule.Speaker{Key: key, Name: name})
	}
	return speakers
}

// personName is the name of somebody who has to do with an event; their address is
// nobody's business.
func personName(l icalLine) string {
	name := inline(icalEscapes.Replace(l.param("CN")))
	if strings.Contains(name, "@") {
		return ""
	}
	return name
}

var nameSeparators = regexp.MustCompile(`\s*(?:,|;|&|\s(?:and|und|et)\s)\s*`)

// splitNames are the names in a list. What stands in brackets is one's own: Indico
// puts "(University of Manchester, UK)" behind a name.
func splitNames(s string) []string {
	s = inline(s)
	var names []string
	from := 0
	for _, at := range nameSeparators.FindAllStringIndex(s, -1) {
		name := s[from:at[0]]
		if strings.Count(name, "(") <= strings.Count(name, ")") {
			names = append(names, name)
			from = at[1]
		}
	}
	names = append(names, s[from:])
	return slices.DeleteFunc(names, func(name string) bool { return strings.Contains(name, "@") })
}
