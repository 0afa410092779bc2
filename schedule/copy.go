package schedule

import (
	"bytes"
	"slices"
	"time"
)

// Copy is a schedule as it was fetched: raw, so that it can be kept, and read
// again without the network. The zero Copy is none.
type Copy struct {
	// Name is what the settings call the source, as in its talks' keys.
	Name string
	// Parts are the schedule itself and after it what is kept beside it, such as
	// abstracts and pages about speakers.
	Parts []Part
	// FetchedAt is when it was found to be new.
	FetchedAt time.Time
	// Zone is the IANA name of the time zone of the version before: where nothing
	// else says one, it still is. "" is none.
	Zone string
}

// Part is one file or page of a Copy.
type Part struct {
	// Source is the same for what comes from the same place. It is no URL, which
	// may hold a password, but a hash of it.
	Source string
	// ETag and Modified are by what the source tells whether it has changed:
	// HTTP's ETag and Last-Modified, or a file's time and size in Modified.
	ETag, Modified string
	Data           []byte
}

// IsZero reports whether there is no copy.
func (c Copy) IsZero() bool { return len(c.Parts) == 0 }

// Same reports whether two copies hold the same from the same places.
func (c Copy) Same(o Copy) bool {
	return slices.EqualFunc(c.Parts, o.Parts, func(a, b Part) bool {
		return a.Source == b.Source && bytes.Equal(a.Data, b.Data)
	})
}
