// Package loader fetches a schedule from a file or the web and makes a
// schedule.Schedule of it, together with the texts that are kept beside it.
package loader

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"usher/schedule"
	"usher/schedule/format"
)

// MaxSize is how many bytes of a source are read at most. The largest real
// schedule known has 3.2 MB.
const MaxSize = 64 << 20

// timeout is how long one source may take to arrive in full.
const timeout = 30 * time.Second

// Source is where something can be read. The zero Source is none.
type Source struct {
	// Location is a file's path, or an http or https URL.
	Location string
	// Data is used in place of what is at Location, where it is not nil;
	// Location is then only a name for errors.
	Data []byte
}

// Request says what to load.
type Request struct {
	Schedule Source
	// Options are what the schedule does not say about itself.
	Options format.Options
	// Abstracts is a text with the whole abstracts of a listing.
	Abstracts Source
	// SpeakerPages are pages about speakers, with their biographies.
	SpeakerPages []Source
}

// Load fetches and reads a schedule. Its error is one line for people: it names
// the source, without any credentials that its URL has.
func Load(ctx context.Context, r Request) (*schedule.Schedule, error) {
	c, _, err := r.Fetch(ctx, schedule.Copy{})
	if err != nil {
		return nil, err
	}
	return r.Read(c)
}

// Fetch gets what the sources hold, and says whether that is anything new after
// the last copy. It asks a server only for what has changed, and a file for its
// time and size. A copy that is not new still knows more than the last by what to
// ask next. Its errors are as Load's.
func (r Request) Fetch(ctx context.Context, last schedule.Copy) (c schedule.Copy, changed bool, err error) {
	for i, source := range r.sources() {
		var known schedule.Part
		if i < len(last.Parts) && last.Parts[i].Source == source.id() {
			known = last.Parts[i]
		}
		part, err := source.fetch(ctx, known)
		if err != nil {
			return schedule.Copy{}, false, err
		}
		c.Parts = append(c.Parts, part)
	}
	c.Name = cmp.Or(r.Options.Source, DefaultName)
	if c.Same(last) {
		c.FetchedAt = last.FetchedAt
		return c, false, nil
	}
	return c, true, nil
}

// Read makes a schedule of what Fetch got. Its errors are as Load's.
func (r Request) Read(c schedule.Copy) (*schedule.Schedule, error) {
	sources := r.sources()
	if len(c.Parts) != len(sources) {
		return nil, about(r.Schedule.Location, fmt.Errorf("the copy has %d parts, not %d", len(c.Parts), len(sources)))
	}
	options := r.Options
	if options.Zone == nil && c.Zone != "" {
		zone, err := time.LoadLocation(c.Zone)
		if err != nil {
			return nil, about(r.Schedule.Location, fmt.Errorf("the time zone it had: %w", err))
		}
		options.Zone = zone
	}
	draft, err := format.Parse(c.Parts[0].Data, options)
	if errors.Is(err, format.ErrHTML) {
		err = pretalxHint(r.Schedule.Location, c.Parts[0].Data, err)
	}
	if err != nil {
		return nil, about(r.Schedule.Location, err)
	}
	for i, source := range sources[1:] {
		data := c.Parts[i+1].Data
		if i == 0 && r.Abstracts.Location != "" {
			format.JoinAbstracts(&draft, data)
		} else if err := format.JoinSpeakerPage(&draft, data); err != nil {
			return nil, about(source.Location, err)
		}
	}
	s, err := schedule.New(draft)
	if err != nil {
		return nil, about(r.Schedule.Location, err)
	}
	return s, nil
}

// Name is where the schedule comes from, as it may be shown: of a URL the host,
// of a file the path.
func (r Request) Name() string {
	if u, err := url.Parse(r.Schedule.Location); isURL(r.Schedule.Location) && err == nil {
		return u.Host
	}
	return r.Schedule.Location
}

// sources are all that is read, in the order of a copy's parts.
func (r Request) sources() []Source {
	all := []Source{r.Schedule}
	if r.Abstracts.Location != "" {
		all = append(all, r.Abstracts)
	}
	return slices.Concat(all, r.SpeakerPages)
}

func isURL(location string) bool {
	lower := strings.ToLower(location)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// about puts a location in front of an error. Of a URL it leaves out the name,
// password and query, in which secrets are kept.
func about(location string, err error) error {
	if isURL(location) {
		u, parseErr := url.Parse(location)
		if parseErr != nil {
			return fmt.Errorf("the URL given: %w", err)
		}
		shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
		location = shown.String()
	}
	return fmt.Errorf("%s: %w", location, err)
}
