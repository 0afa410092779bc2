package main

import (
	"fmt"
	"time"

	"usher/schedule"
)

// moment is a flag's time: an instant, or what clocks at the conference show.
type moment struct {
	instant      time.Time
	day          schedule.Date // the zero Date is the first day
	hour, minute int
}

// UnmarshalText reads "2023-09-13 11:04", "11:04" or RFC 3339.
func (m *moment) UnmarshalText(text []byte) error {
	if t, err := time.Parse(time.RFC3339, string(text)); err == nil {
		m.instant = t
		return nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "15:04"} {
		t, err := time.Parse(layout, string(text))
		if err != nil {
			continue
		}
		if layout != "15:04" {
			m.day = schedule.DateOf(t)
		}
		m.hour, m.minute = t.Hour(), t.Minute()
		return nil
	}
	return fmt.Errorf("%q is not a time like 2023-09-13 11:04 or 11:04", string(text))
}

// on is the instant that is meant at a conference.
func (m *moment) on(s *schedule.Schedule) time.Time {
	if !m.instant.IsZero() {
		return m.instant
	}
	day := m.day
	if day.IsZero() {
		day = s.Conference().Start
	}
	if day.IsZero() {
		day = schedule.DateOf(time.Now().In(s.Zone())) // the schedule names no day yet
	}
	return day.At(m.hour, m.minute, s.Zone())
}
