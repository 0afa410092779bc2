// Package format reads the ways in which schedules are written down: one file
// and one row of a table each. A format is recognised by its content, never by
// a file's name.
package format

import (
	"errors"
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

// ErrUnknown says that data is in none of the formats.
var ErrUnknown = errors.New("not a schedule in a format I know")
