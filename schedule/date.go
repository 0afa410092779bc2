package schedule

import (
	"fmt"
	"time"
)

// Date is a day in the calendar, in no particular time zone. The zero Date is
// an unknown one.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day on which t falls, in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads a day written as 2006-01-02 (ISO 8601).
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date like 2023-09-13", s)
	}
	return DateOf(t), nil
}

// At is the instant at which clocks in zone show the day and, after midnight,
// hour and minute. Hours may exceed 23.
func (d Date) At(hour, minute int, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, zone)
}

// Add is the day n days later.
func (d Date) Add(n int) Date { return DateOf(d.At(12+24*n, 0, time.UTC)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.At(12, 0, time.UTC).Weekday() }

// Compare is -1, 0 or 1 as d is before, the same as or after o.
func (d Date) Compare(o Date) int { return d.At(0, 0, time.UTC).Compare(o.At(0, 0, time.UTC)) }

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// String writes the date as 2006-01-02, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date as ParseDate does.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
