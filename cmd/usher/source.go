package main

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/schedule"
	"usher/schedule/format"
	"usher/schedule/loader"
	"usher/scheduler"
)

// sourceFlags are the flags that say about a schedule what it does not say itself.
// Every command that reads one embeds them. Where there are several sources, NAME=
// in front makes it that one's.
type sourceFlags struct {
	Date        perSource[schedule.Date, *schedule.Date] `placeholder:"YYYY-MM-DD" help:"The first day, for a schedule that names only weekdays."`
	Timezone    perSource[timezone, *timezone]           `env:"USHER_TIMEZONE" placeholder:"AREA/CITY" help:"The time zone of a schedule that does not name its own, such as Europe/Berlin."`
	Abstracts   string                                   `placeholder:"FILE|URL" help:"A text with the whole abstracts of a plain-text listing."`
	SpeakerPage []string                                 `sep:"none" placeholder:"FILE|URL" help:"A speaker's page in plain text, for the biography; can be given several times."`
}

// load reads the schedule at a location, or at several that have names. The flags may
// also be about sources that only others name.
func (f sourceFlags) load(ctx context.Context, locations string, others ...string) (*schedule.Schedule, error) {
	all, err := f.requests(locations, others...)
	if err != nil {
		return nil, err
	}
	return loader.LoadAll(ctx, all)
}

// requests ask for each of the sources, the most trustworthy first.
func (f sourceFlags) requests(locations string, others ...string) ([]loader.Request, error) {
	all, err := loader.ParseSources(locations)
	if err != nil {
		return nil, err
	}
	var requests []loader.Request
	names := []string{""}
	for i, source := range all {
		names = append(names, source.Name)
		requests = append(requests, f.requestOf(source.Name, i == 0, loader.Source{Location: source.Location}))
	}
	for _, other := range others {
		more, err := loader.ParseSources(other)
		if err != nil {
			return nil, err
		}
		for _, source := range more {
			names = append(names, source.Name)
		}
	}
	for _, name := range f.named() {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no source %q to say something of, only %s", schedule.Cut(name, 40), strings.Join(names[1:], ", "))
		}
	}
	return requests, nil
}

// named are the names of the sources that the flags are about.
func (f sourceFlags) named() []string {
	names := slices.Concat(slices.Sorted(maps.Keys(f.Date.values)), slices.Sorted(maps.Keys(f.Timezone.values)))
	for _, text := range append([]string{f.Abstracts}, f.SpeakerPage...) {
		name, _ := loader.CutName(text)
		names = append(names, name)
	}
	return names
}

// request asks for the only source.
func (f sourceFlags) request(source loader.Source) loader.Request {
	return f.requestOf(loader.DefaultName, true, source)
}

// requestOf asks for a source with what the flags say about it. Texts without a name
// in front are beside the first.
func (f sourceFlags) requestOf(name string, first bool, source loader.Source) loader.Request {
	r := loader.Request{
		Schedule: source,
		Options:  format.Options{Source: name, Date: f.Date.of(name), Zone: f.Timezone.of(name).zone},
	}
	beside := func(text string) (loader.Source, bool) {
		of, location := loader.CutName(text)
		return loader.Source{Location: location}, of == name || of == "" && first
	}
	if text, ok := beside(f.Abstracts); ok {
		r.Abstracts = text
	}
	for _, page := range f.SpeakerPage {
		if text, ok := beside(page); ok {
			r.SpeakerPages = append(r.SpeakerPages, text)
		}
	}
	return r
}

// removed reads what is kept of a source that the settings do not name any more.
func (f sourceFlags) removed(name string) scheduler.Source {
	return f.requestOf(name, false, loader.Source{Location: name})
}

// each has a line for each of several errors that are one.
func each(err error) error {
	if all, several := err.(interface{ Unwrap() []error }); several {
		return complaints(all.Unwrap())
	}
	return err
}

// perSource is a flag's value for all sources, under "", or for some by their names:
// "Europe/Berlin workshops=Europe/London".
type perSource[T any, P interface {
	*T
	encoding.TextUnmarshaler
}] struct{ values map[string]T }

// UnmarshalText reads each value as T does.
func (p *perSource[T, P]) UnmarshalText(text []byte) error {
	words := strings.Fields(string(text))
	if len(words) == 0 {
		words = []string{""} // which T may refuse
	}
	if p.values == nil {
		p.values = map[string]T{}
	}
	for _, word := range words {
		name, rest := loader.CutName(word)
		var value T
		if err := P(&value).UnmarshalText([]byte(rest)); err != nil {
			return err
		}
		p.values[name] = value
	}
	return nil
}

// of is the value for a source.
func (p perSource[T, P]) of(name string) T {
	if value, own := p.values[name]; own {
		return value
	}
	return p.values[""]
}

// timezone is a flag's IANA time zone; the zero one is none.
type timezone struct{ zone *time.Location }

// UnmarshalText reads an IANA name. "Local" is none: what a schedule means must
// not depend on the computer that reads it.
func (t *timezone) UnmarshalText(text []byte) error {
	name := string(text)
	zone, err := time.LoadLocation(name)
	if err == nil && (name == "" || name == "Local") {
		err = errors.New("it names no place")
	}
	if err != nil {
		return fmt.Errorf("%q is not a time zone like Europe/Berlin", name)
	}
	t.zone = zone
	return nil
}
