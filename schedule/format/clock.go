package format

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// stamp is an instant or a local time as a source writes it.
type stamp struct {
	time.Time
	// offset reports whether the source gave the UTC offset. Where it did not,
	// Time is in UTC and only what its clock shows means something.
	offset bool
}

var (
	offsetLayouts = []string{
		time.RFC3339, "2006-01-02T15:04Z07:00",
		"2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", // GUADEC
		"2006-01-02T15:04:05Z07", // PostgreSQL
	}
	localLayouts = []string{"2006-01-02T15:04:05", "2006-01-02T15:04"}
)

// parseStamp reads a date and time with or without a UTC offset. Years outside
// 1970 to 2200 are slips of the pen.
func parseStamp(s string) (stamp, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + strings.TrimSpace(s[11:])
	}
	s = strings.ReplaceAll(s, " ", "")
	if utc, ok := strings.CutSuffix(s, "UTC"); ok { // Ruby
		s = utc + "Z"
	}
	for i, layout := range append(offsetLayouts[:len(offsetLayouts):len(offsetLayouts)], localLayouts...) {
		if t, err := time.Parse(layout, s); err == nil {
			return stamp{t, i < len(offsetLayouts)}, t.Year() >= 1970 && t.Year() <= 2200
		}
	}
	return stamp{}, false
}

// in is the instant of a stamp, which is on clocks in zone if it has no offset.
func (s stamp) in(zone *time.Location) time.Time {
	if s.offset {
		return s.Time
	}
	return time.Date(s.Year(), s.Month(), s.Day(), s.Hour(), s.Minute(), s.Second(), 0, zone)
}

// clock is a time of day; hours may exceed 23 for what is after midnight.
type clock struct{ hour, minute int }

// clockOf is what t's own clock shows.
func clockOf(t time.Time) clock { return clock{t.Hour(), t.Minute()} }

// before compares two times of day.
func (c clock) before(o clock) bool {
	return c.hour < o.hour || c.hour == o.hour && c.minute < o.minute
}

// parseClock reads 09:30, 9:30 or 09:30:00, or what writtenClock has.
func parseClock(s string) (clock, bool) {
	s = strings.TrimSpace(s)
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return parseWrittenClock(s)
	}
	hour, errH := strconv.Atoi(parts[0])
	minute, errM := strconv.Atoi(parts[1])
	if errM != nil {
		return parseWrittenClock(s)
	}
	ok := errH == nil && hour >= 0 && hour < 48 && minute >= 0 && minute < 60
	return clock{hour, minute}, ok
}

// writtenClock is a time of day as people write it by hand: 0930 (EuroPython 2014),
// 9.30, 9h30, 9:30 am, 9 Uhr. A number alone is none.
var writtenClock = regexp.MustCompile(`^(\d{1,2})(?:[:.h]?(\d\d))?\s*((?i:[ap]\.?m\.?|uhr|h))?$`)

func parseWrittenClock(s string) (clock, bool) {
	m := writtenClock.FindStringSubmatch(s)
	if m == nil || m[2]+m[3] == "" {
		return clock{}, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	switch half := strings.ToLower(m[3] + " ")[0]; {
	case half == 'p' && hour <= 12:
		hour = hour%12 + 12
	case half == 'a' && hour == 12:
		hour = 0
	}
	return clock{hour, minute}, hour < 24 && minute < 60
}

// maxLength is how long a slot can be: installations stand for a whole camp,
// but "6944:11:40" (an EMF export) is a slip.
const maxLength = 31 * 24 * time.Hour

var isoLength = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$`)

// wordLength is a length as people write it, hhmmLength as xCal does.
var (
	wordLength = regexp.MustCompile(`^(?:(\d{1,4})\s*(?i:h|hrs?|hours?|std\.?))?\s*(?:(\d{1,4})\s*(?i:m|mins?\.?|minutes?|minuten)?)?$`)
	hhmmLength = regexp.MustCompile(`^(\d\d)(\d\d)\d\d$`)
)

// parseLength reads how long something lasts: M, H:MM with any number of hours,
// D:HH:MM, HHMMSS, "1h 30min" or ISO 8601. Nothing and zero are an unknown length,
// not an error.
//
// pretalx and EMF put days in front of the hours once there are any, and then
// only; so three parts that begin with 0, or whose second is no hour of a day,
// are H:MM:SS.
func parseLength(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	if strings.HasPrefix(s, "P") {
		return parseISOLength(s)
	}
	if m := hhmmLength.FindStringSubmatch(s); m != nil {
		s = m[1] + ":" + m[2]
	} else if m := wordLength.FindStringSubmatch(s); m != nil {
		s = "0" + m[1] + ":0" + m[2]
	}
	var parts []int
	for part := range strings.SplitSeq(s, ":") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 100_000 {
			return 0, false
		}
		parts = append(parts, n)
	}
	minutes := 0
	switch len(parts) {
	case 1:
		minutes = parts[0]
	case 2:
		minutes = parts[0]*60 + parts[1]
	case 3:
		if parts[0] == 0 || parts[1] >= 24 {
			minutes = parts[0]*60 + parts[1]
		} else {
			minutes = (parts[0]*24+parts[1])*60 + parts[2]
		}
	default:
		return 0, false
	}
	length := time.Duration(minutes) * time.Minute
	return length, length <= maxLength
}

func parseISOLength(s string) (time.Duration, bool) {
	m := isoLength.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	day := 24 * time.Hour
	units := []time.Duration{365 * day, 30 * day, 7 * day, day, time.Hour, time.Minute, time.Second}
	var length time.Duration
	for i, unit := range units {
		n, err := strconv.Atoi(m[i+1])
		if m[i+1] != "" && (err != nil || n > 100_000) {
			return 0, false
		}
		length += min(time.Duration(n)*unit, maxLength+1)
	}
	return length.Truncate(time.Minute), length <= maxLength
}
