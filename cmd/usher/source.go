package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"usher/schedule"
	"usher/schedule/format"
	"usher/schedule/loader"
)

// sourceFlags are the flags that say about a schedule what it does not say itself.
// Every command that reads one embeds them.
type sourceFlags struct {
	Date        schedule.Date `placeholder:"YYYY-MM-DD" help:"The first day, for a schedule that names only weekdays."`
	Timezone    timezone      `env:"USHER_TIMEZONE" placeholder:"AREA/CITY" help:"The time zone of a schedule that does not name its own, such as Europe/Berlin."`
	Abstracts   string        `placeholder:"FILE|URL" help:"A text with the whole abstracts of a plain-text listing."`
	SpeakerPage []string      `sep:"none" placeholder:"FILE|URL" help:"A speaker's page in plain text, for the biography; can be given several times."`
}

// load reads the schedule at a location.
func (f sourceFlags) load(ctx context.Context, location string) (*schedule.Schedule, error) {
	return loader.Load(ctx, f.request(loader.Source{Location: location}))
}

// request asks for a schedule with what the flags say about it.
func (f sourceFlags) request(source loader.Source) loader.Request {
	r := loader.Request{
		Schedule:  source,
		Options:   format.Options{Date: f.Date, Zone: f.Timezone.zone},
		Abstracts: loader.Source{Location: f.Abstracts},
	}
	for _, page := range f.SpeakerPage {
		r.SpeakerPages = append(r.SpeakerPages, loader.Source{Location: page})
	}
	return r
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
