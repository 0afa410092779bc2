// Package format reads the ways in which schedules are written down: one file
// and one row of a table each. A format is recognised by its content, never by
// a file's name.
package format

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"usher/schedule"
)

// Options are what a source does not say about itself.
type Options struct {
	// Source is the source's name, in front of the keys of its talks and
	// speakers: at most 10 of [A-Za-z0-9_]; "main" where empty.
	Source string
	// Date is the first day of a schedule that names only weekdays.
	Date schedule.Date
	// Zone is the time zone of a source that does not name its own.
	Zone *time.Location
}

// scope is the name to put in front of keys.
func (o Options) scope() string {
	if o.Source == "" {
		return "main"
	}
	return o.Source
}

// Format is one way of writing a schedule down.
type Format struct {
	Name string
	// Sniff reports whether data looks like this format. At most one format
	// says yes to the same data.
	Sniff func(data []byte) bool
	// Parse reads data. What is doubtful becomes a warning in the draft; only
	// what makes the whole unusable is an error.
	Parse func(data []byte, o Options) (schedule.Draft, error)
}

var formats = []Format{
	{Name: "frab XML", Sniff: sniffFrab, Parse: parseFrab},
	{Name: "schedule.json", Sniff: sniffScheduleJSON, Parse: parseScheduleJSON},
	{Name: "iCalendar", Sniff: sniffICal, Parse: parseICal},
	{Name: "pretalx API", Sniff: sniffPretalx, Parse: parsePretalx},
	{Name: "Sessionize", Sniff: sniffSessionize, Parse: parseSessionize},
	{Name: "listing", Sniff: sniffListing, Parse: parseListing},
}

// Why data cannot be used at all. The texts are for people.
var (
	// ErrEmpty says that there is nothing in the data.
	ErrEmpty = errors.New("it is empty")
	// ErrHTML says that data is a web page, such as a captive portal sends in
	// place of what was asked for.
	ErrHTML = errors.New("that is a web page, not a schedule")
	// ErrUnknown says that data is in none of the formats.
	ErrUnknown = errors.New("not a schedule in a format I know")
)

// Parse reads a schedule in whichever format it is written. Its error is one
// line for people, which does not name the source: the caller knows it.
//
// A schedule without any talk is one, too: conferences put theirs up before
// anything is planned. It is shown and talked about like any other, and usher
// schedule check says what it is. Only data that says nothing at all is ErrEmpty.
func Parse(data []byte, o Options) (schedule.Draft, error) {
	text, warnings := decode(data)
	if len(bytes.TrimSpace(text)) == 0 {
		return schedule.Draft{}, ErrEmpty
	}
	for _, f := range formats {
		if f.Sniff(text) {
			draft, err := f.Parse(text, o)
			draft.Warnings = append(warnings, draft.Warnings...)
			return draft, err
		}
	}
	return schedule.Draft{}, strange(data, text)
}

// otherFiles are files of other kinds, by how they begin.
var otherFiles = []struct{ begin, name string }{
	{"\x1f\x8b", "compressed with gzip"},
	{"PK\x03\x04", "a ZIP archive or an office document"},
	{"%PDF-", "a PDF"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
}

// strange says what data is that is no schedule; text is data as it was read.
func strange(data, text []byte) error {
	for _, other := range otherFiles {
		if bytes.HasPrefix(data, []byte(other.begin)) {
			return fmt.Errorf("%w: it is %s", ErrUnknown, other.name)
		}
	}
	if isHTML(text) {
		return ErrHTML
	}
	if root := rootElement(text); root != "" {
		return fmt.Errorf("%w: it is XML, but begins with <%s>, not <schedule>", ErrUnknown, schedule.Cut(root, 40))
	}
	var keys []string
	for key := range jsonMembers(text) {
		if keys = append(keys, schedule.Cut(schedule.Line(key), 20)); len(keys) == 4 {
			break
		}
	}
	if len(keys) > 0 {
		return fmt.Errorf("%w: it is JSON, but holds %s", ErrUnknown, strings.Join(keys, ", "))
	}
	return ErrUnknown
}
