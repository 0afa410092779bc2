package format

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"usher/schedule"
)

// iCalendar (RFC 5545) is what calendars exchange: EMF, linux.conf.au and PyCon UK
// publish their programmes in it, and Indico, Google and Outlook export it.

// icalComponent is an event, or one observance of a time zone.
type icalComponent struct {
	line  int // of its BEGIN
	lines []icalLine
}

// get is the first line of a property; the zero line where there is none.
func (c *icalComponent) get(name string) icalLine {
	for _, l := range c.lines {
		if l.name == name {
			return l
		}
	}
	return icalLine{}
}

// text is the text of a property, "" where there is none.
func (c *icalComponent) text(name string) string { return c.get(name).text() }

// icalFile is a file as it is written, before anything in it is understood.
type icalFile struct {
	calendar icalComponent // what stands outside all events
	events   []icalComponent
	zones    []icalZone
	drafting
}

// icalZone is a time zone that the file defines.
type icalZone struct {
	icalComponent
	observances []icalComponent
}

var errICalCut = errors.New("it ends before END:VCALENDAR: the file is cut short")

func sniffICal(data []byte) bool {
	const begin = "BEGIN:VCALENDAR"
	data = bytes.TrimSpace(data)
	return len(data) >= len(begin) && bytes.EqualFold(data[:len(begin)], []byte(begin))
}

func parseICal(data []byte, o Options) (schedule.Draft, error) {
	file, err := readICal(data)
	if err != nil {
		return schedule.Draft{}, err
	}
	return buildICal(file, o)
}

// readICal sorts the lines of a file into its components. Alarms, to-dos and what
// else a calendar may hold are passed over.
func readICal(data []byte) (*icalFile, error) {
	file := &icalFile{}
	reader := icalReader{rest: data, line: 1}
	var open []string // the components that the line stands in
	for l, ok := reader.next(); ok; l, ok = reader.next() {
		kind := strings.ToUpper(strings.TrimSpace(l.value))
		switch {
		case l.name == "BEGIN" && len(open) >= maxDepth:
			return nil, errTooDeep
		case l.name == "BEGIN":
			open = append(open, kind)
			file.begin(open, l.line)
		case l.name == "END":
			open = file.end(open, kind, l.line)
		case len(open) > 0:
			file.property(open[len(open)-1], l)
		}
		if len(file.events) > maxEvents {
			return nil, errTooMany
		}
	}
	if len(open) > 0 {
		return nil, errICalCut
	}
	file.draft.Warnings = append(file.draft.Warnings, reader.stray.warning("lines that are no property of a calendar, taken for the text above them")...)
	return file, nil
}

func (f *icalFile) begin(open []string, line int) {
	switch kind := open[len(open)-1]; {
	case kind == "VEVENT":
		f.events = append(f.events, icalComponent{line: line})
	case kind == "VTIMEZONE":
		f.zones = append(f.zones, icalZone{icalComponent: icalComponent{line: line}})
	case len(f.zones) > 0 && slices.Contains(open, "VTIMEZONE"):
		zone := &f.zones[len(f.zones)-1]
		zone.observances = append(zone.observances, icalComponent{line: line})
	}
}

// end closes a component and returns those that stay open. One that is not open
// closes nothing; one that is takes those in it with it.
func (f *icalFile) end(open []string, kind string, line int) []string {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] != kind {
			continue
		}
		if i < len(open)-1 {
			f.warn(line, "%s ends, but the %s in it has not", kind, open[i+1])
		}
		return open[:i]
	}
	f.warn(line, "%s ends, but has not begun", schedule.Cut(schedule.Line(kind), 40))
	return open
}

func (f *icalFile) property(kind string, l icalLine) {
	var c *icalComponent
	switch kind {
	case "VCALENDAR":
		c = &f.calendar
	case "VEVENT":
		c = &f.events[len(f.events)-1]
	case "VTIMEZONE":
		c = &f.zones[len(f.zones)-1].icalComponent
	case "STANDARD", "DAYLIGHT":
		if len(f.zones) == 0 || len(f.zones[len(f.zones)-1].observances) == 0 {
			return
		}
		zone := &f.zones[len(f.zones)-1]
		c = &zone.observances[len(zone.observances)-1]
	default:
		return
	}
	c.lines = append(c.lines, l)
}
