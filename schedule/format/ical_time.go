package format

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// icalStamp is a time as a calendar writes it. Without utc it is on some clock, and
// Time is what that clock shows.
type icalStamp struct {
	time.Time
	utc bool
	// day says that it is a whole day.
	day bool
}

// icalLayouts are as long as what is written in them, each in its own way.
var icalLayouts = map[string]icalStamp{
	"20060102T150405Z":      {utc: true},
	"20060102T150405Z0700":  {utc: true},
	"20060102T150405Z07:00": {utc: true},
	"20060102T150405":       {},
	"20060102T1504":         {},
	"20060102":              {day: true},
	"2006-01-02":            {day: true},
}

// parseICalTime reads 20200918T110000Z, 20150918T080000 or 20150918 (RFC 5545,
// section 3.3.5), or what parseStamp reads.
func parseICalTime(s string) (icalStamp, bool) {
	s = strings.TrimSpace(s)
	for layout, kind := range icalLayouts {
		if len(layout) != len(s) {
			continue // an error of time.Parse takes longer than all else
		}
		if t, err := time.Parse(layout, s); err == nil {
			kind.Time = t
			return kind, true
		}
	}
	stamp, ok := parseStamp(s)
	return icalStamp{Time: stamp.Time, utc: stamp.offset}, ok
}

// in is the instant at which clocks in zone show the stamp, or its own.
func (s icalStamp) in(zone *time.Location) time.Time {
	if s.utc {
		return s.Time
	}
	return time.Date(s.Year(), s.Month(), s.Day(), s.Hour(), s.Minute(), s.Second(), 0, zone)
}

// maxRepeats is how often an event can take place by one rule.
const maxRepeats = 500

// repeat are the times after the first at which something that starts at first
// takes place again, until the latest; none for a rule that cannot be followed.
func repeat(rule string, first, latest time.Time) []time.Time {
	option, err := rrule.StrToROptionInLocation(rule, first.Location())
	if err != nil || !simple(option) {
		return nil
	}
	option.Dtstart = first
	if option.Until.IsZero() || option.Until.After(latest) {
		option.Until = latest
	}
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return nil
	}
	var times []time.Time
	next := r.Iterator()
	for t, ok := next(); ok && len(times) < maxRepeats; t, ok = next() {
		if t.After(first) {
			times = append(times, t)
		}
	}
	return times
}

// simple reports a rule of whole days that surely comes true again and again: a
// day that there never is, such as 30 February, is looked for up to the year 9999.
func simple(o *rrule.ROption) bool {
	odd := len(o.Byhour) + len(o.Byminute) + len(o.Bysecond) + len(o.Bysetpos) + len(o.Byyearday) + len(o.Byweekno) + len(o.Byeaster)
	if odd > 0 || o.Freq > rrule.DAILY {
		return false
	}
	for _, day := range o.Byweekday {
		if n := day.N(); n < -4 || n > 4 || n != 0 && len(o.Bymonthday) > 0 {
			return false
		}
	}
	if slices.ContainsFunc(o.Bymonthday, func(d int) bool { return d < -28 || d > 28 }) {
		return false
	}
	switch o.Freq {
	case rrule.DAILY:
		return len(o.Bymonth)+len(o.Bymonthday) == 0 && (o.Interval <= 1 || len(o.Byweekday) == 0)
	case rrule.WEEKLY:
		return len(o.Bymonth)+len(o.Bymonthday) == 0
	case rrule.MONTHLY:
		return len(o.Bymonth) == 0
	}
	return true
}
