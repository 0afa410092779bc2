package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"usher/schedule"
)

// span is a flag's length of time: "90m", or in days "30d".
type span time.Duration

// UnmarshalText reads what time.ParseDuration reads, and days.
func (s *span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if n, ok := strings.CutSuffix(string(text), "d"); ok {
		var days int
		if days, err = strconv.Atoi(n); days < 0 || days > 100_000 {
			err = strconv.ErrRange
		}
		d = time.Duration(days) * 24 * time.Hour
	}
	if err != nil {
		return fmt.Errorf("%q is not a length of time like 90m or 30d", string(text))
	}
	*s = span(d)
	return nil
}

// since is a flag's past instant: so long ago, or when clocks at the conference
// showed a time. The zero since is none.
type since struct {
	ago span
	at  moment
}

// UnmarshalText reads "2h", "3d", "14:00" of today, or what moment reads.
func (s *since) UnmarshalText(text []byte) error {
	if s.ago.UnmarshalText(text) == nil && s.ago > 0 {
		return nil
	}
	s.ago = 0
	if err := s.at.UnmarshalText(text); err != nil {
		return fmt.Errorf("%q is neither a length of time like 2h nor a time like 14:00 or 2023-09-13 14:00", string(text))
	}
	return nil
}

// before is the instant that is meant; zero if none is.
func (s since) before(now time.Time, zone *time.Location) time.Time {
	switch {
	case s.ago > 0:
		return now.Add(-time.Duration(s.ago))
	case s.at == moment{}:
		return time.Time{}
	case !s.at.instant.IsZero():
		return s.at.instant
	}
	day := s.at.day
	if day.IsZero() {
		day = schedule.DateOf(now.In(zone))
	}
	return day.At(s.at.hour, s.at.minute, zone)
}
