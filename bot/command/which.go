package command

import (
	"cmp"
	"slices"
	"time"

	"usher/schedule"
)

// day is the day that was named, if one was; not ok if there is no such day.
func (p parts) day(s *schedule.Schedule, now time.Time) (day schedule.Date, named, ok bool) {
	today := s.Day(now)
	switch {
	case p.has("year"):
		day = schedule.Date{Year: p["year"], Month: time.Month(p["month"]), Day: p["date"]}
		return day, true, day.Add(0) == day
	case p.has("month"):
		day = schedule.Date{Year: today.Year, Month: time.Month(p["month"]), Day: p["date"]}
		for _, d := range s.Days() {
			if d.Month == day.Month && d.Day == day.Day {
				return d, true, true
			}
		}
		return day, true, day.Add(0) == day
	case p.has("date"):
		i := slices.IndexFunc(s.Days(), func(d schedule.Date) bool { return d.Day == p["date"] })
		if i < 0 {
			return schedule.Date{}, true, false
		}
		return s.Days()[i], true, true
	case p.has("days") && p["days"] == 0 && !ahead(s.On(today), now):
		return schedule.DateOf(now.In(s.Zone())), true, true
	case p.has("days"):
		return today.Add(p["days"]), true, true
	case p.has("weekday"):
		return weekday(s, today, time.Weekday(p["weekday"])), true, true
	}
	return schedule.Date{}, false, true
}

// weekday is the next conference day that is a weekday, else the last; where the
// conference has none, the next in the calendar.
func weekday(s *schedule.Schedule, today schedule.Date, w time.Weekday) schedule.Date {
	var last schedule.Date
	for _, d := range s.Days() {
		if d.Weekday() != w {
			continue
		}
		if d.Compare(today) >= 0 {
			return d
		}
		last = d
	}
	if !last.IsZero() {
		return last
	}
	return today.Add((int(w) - int(today.Weekday()) + 7) % 7)
}

// which decides which instant a time of day means.
type which struct {
	schedule *schedule.Schedule
	now      time.Time
	clock    clock
}

// instant is the time of day on a day, or on the one that is meant where none was
// named. Relative says that the day was named from today.
func (w which) instant(day schedule.Date, relative bool) time.Time {
	if day.IsZero() {
		return w.undated()
	}
	plain := day.At(w.clock.hour, w.clock.minute, w.schedule.Zone())
	if !relative && !w.clock.loose {
		return plain
	}
	readings := append(w.readings(day), plain)
	if t, ok := w.held(day, readings); ok {
		return t
	}
	if t, ok := w.ahead(day, readings); ok {
		return t
	}
	return readings[0]
}

// undated is the time of day on the first conference day from today on that it
// fits; where it fits none, on the first of them, or on the last that was.
func (w which) undated() time.Time {
	today := w.schedule.Day(w.now)
	days := slices.DeleteFunc(slices.Clone(w.schedule.Days()), func(d schedule.Date) bool { return d.Compare(today) < 0 })
	for _, d := range days {
		readings := w.readings(d)
		t, ok := w.held(d, readings)
		if ok && !w.over(t) {
			return t
		}
		if t, coming := w.ahead(d, readings); coming && !ok {
			return t
		}
	}
	nearest := today
	if len(days) > 0 {
		nearest = days[0]
	} else if all := w.schedule.Days(); len(all) > 0 {
		nearest = all[len(all)-1]
	}
	readings := append(w.readings(nearest), nearest.At(w.clock.hour, w.clock.minute, w.schedule.Zone()))
	if t, ok := w.held(nearest, readings); ok {
		return t
	}
	return readings[0]
}

// readings are the instants of a conference day at which watches show the time,
// in order.
func (w which) readings(day schedule.Date) []time.Time {
	hours := []int{w.clock.hour}
	if w.clock.loose {
		hours = append(hours, w.clock.hour+12)
	}
	if w.clock.hour < 12 {
		hours = append(hours, w.clock.hour+24)
	}
	var all []time.Time
	for _, h := range hours {
		if t := day.At(h, w.clock.minute, w.schedule.Zone()); w.schedule.Day(t) == day {
			all = append(all, t)
		}
	}
	return all
}

// held is the first of a day's readings at which something is on; today that
// which is nearest to now, as "9" said at 20:50 is not what was in the morning.
func (w which) held(day schedule.Date, readings []time.Time) (time.Time, bool) {
	held := slices.DeleteFunc(slices.Clone(readings), func(t time.Time) bool { return len(w.on(t)) == 0 })
	if len(held) == 0 {
		return time.Time{}, false
	}
	if day != w.schedule.Day(w.now) {
		return held[0], true
	}
	return slices.MinFunc(held, func(a, b time.Time) int {
		return cmp.Compare(a.Sub(w.now).Abs(), b.Sub(w.now).Abs())
	}), true
}

// ahead is the first of a day's readings that is still to come while the day
// lasts.
func (w which) ahead(day schedule.Date, readings []time.Time) (time.Time, bool) {
	slots := w.schedule.On(day)
	for _, t := range readings {
		if !t.Before(w.now) && ahead(slots, t) && !t.Before(slots[0].Start) {
			return t, true
		}
	}
	return time.Time{}, false
}

// over reports whether all that is on at an instant has ended by now.
func (w which) over(t time.Time) bool { return !ahead(w.on(t), w.now) }

// ahead reports whether any of the slots is not over at an instant.
func ahead(slots []*schedule.Slot, t time.Time) bool {
	return slices.ContainsFunc(slots, func(s *schedule.Slot) bool { return s.Until.After(t) })
}

// on is what runs at an instant, without what stays for so long that it says
// nothing about the hour.
func (w which) on(t time.Time) []*schedule.Slot {
	return slices.DeleteFunc(w.schedule.Now(t), (*schedule.Slot).Lasting)
}
