package main

import (
	"errors"
	"fmt"
	"io"

	"usher/schedule"
	"usher/schedule/loader"
	"usher/scheduler"
)

// errZoneless is why a schedule cannot be rung for: read in the wrong zone, each
// ring would come hours early or late.
var errZoneless = errors.New("it does not say in which time zone its times are: set USHER_TIMEZONE, as in USHER_TIMEZONE=Europe/Berlin")

// zoned is a source whose schedules have to say in which zone their times are.
type zoned struct{ loader.Request }

// origins are the sources of a conference, which have to say so.
func origins(requests []loader.Request) []scheduler.Origin {
	var all []scheduler.Origin
	for _, r := range requests {
		all = append(all, scheduler.Origin{Name: r.Options.Source, Source: zoned{r}})
	}
	return all
}

// Read is Request.Read, but for a schedule without a zone.
func (z zoned) Read(c schedule.Copy) (*schedule.Schedule, error) {
	s, err := z.Request.Read(c)
	if err == nil && s.Conference().Zoneless {
		return nil, fmt.Errorf("%s: %w", z.Name(), errZoneless)
	}
	return s, err
}

// warnZoneless says in one line that all times may be off.
func warnZoneless(out io.Writer, s *schedule.Schedule) {
	if s.Conference().Zoneless {
		_, _ = fmt.Fprintln(out, "No time zone is known, so all times are read as UTC; say which one it is, as in --timezone Europe/Berlin.")
	}
}
