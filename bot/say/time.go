package say

import (
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Moment is a voice that knows a schedule and what time it is.
type Moment struct {
	Voice
	schedule *schedule.Schedule
	now      time.Time
	yours    func(slot *schedule.Slot) bool
	shared   bool // by several people, of whom any may press a button
}

// At is the voice at a moment. Yours says which slots the person has starred;
// nil means none.
func (v Voice) At(s *schedule.Schedule, now time.Time, yours func(*schedule.Slot) bool) Moment {
	if yours == nil {
		yours = func(*schedule.Slot) bool { return false }
	}
	return Moment{Voice: v, schedule: s, now: now, yours: yours}
}

// Shared is the moment in a chat of several people. Stars are offered there whether
// the chat has them or not: they become those of whoever presses.
func (m Moment) Shared() Moment {
	m.shared = true
	return m
}

// clock is what watches at the conference show at t.
func (m Moment) clock(t time.Time) string { return t.In(m.schedule.Zone()).Format("15:04") }

// span is "12:30–12:55", or "12:30" where the end is unknown.
func (m Moment) span(slot *schedule.Slot) string {
	if slot.End.IsZero() {
		return m.clock(slot.Start)
	}
	if slot.End.Sub(slot.Start) >= 24*time.Hour {
		return m.clock(slot.Start) + "–" + m.short(schedule.DateOf(slot.End.In(m.schedule.Zone()))) + " " + m.clock(slot.End)
	}
	return m.clock(slot.Start) + "–" + m.clock(slot.End)
}

// clockOn is the clock in a list of a conference day: "Sun 01:30" for what watches
// show on the next.
func (m Moment) clockOn(day schedule.Date, t time.Time) string {
	if shown := m.calendar(t); shown != day {
		return m.short(shown) + " " + m.clock(t)
	}
	return m.clock(t)
}

// calendar is the day that watches at the conference show at t: for a talk
// after midnight the next one, which is what people have on their phones.
func (m Moment) calendar(t time.Time) schedule.Date {
	return schedule.DateOf(t.In(m.schedule.Zone()))
}

// dayTime is "Wed 12:30".
func (m Moment) dayTime(t time.Time) string { return m.short(m.calendar(t)) + " " + m.clock(t) }

// when is "12:30" for today and "Thu 12:30" for another day.
func (m Moment) when(t time.Time) string {
	if day := m.otherDay(t); day != "" {
		return day + " " + m.clock(t)
	}
	return m.clock(t)
}

// at is "at 12:30" for today and "Thu at 12:30" for another day.
func (m Moment) at(t time.Time) string {
	if day := m.otherDay(t); day != "" {
		return m.label("time.at.day", facts{"Day": day, "Time": m.clock(t)})
	}
	return m.label("time.at", facts{"Time": m.clock(t)})
}

// end is when a slot ends, as clock shows it: "about 13:00" where the schedule does
// not say.
func (m Moment) end(slot *schedule.Slot, clock func(time.Time) string) string {
	if slot.End.IsZero() {
		return m.label("time.about", facts{"Time": clock(slot.Until)})
	}
	return clock(slot.Until)
}

// otherDay is "Thu", with its date where it is a week off or more; "" for today.
func (m Moment) otherDay(t time.Time) string {
	day, today := m.calendar(t), m.calendar(m.now)
	switch {
	case day == today:
		return ""
	case day.Compare(today.Add(7)) < 0 && day.Compare(today.Add(-7)) > 0:
		return m.short(day)
	}
	return m.far(day)
}

// far is "Thu 21 September".
func (m Moment) far(day schedule.Date) string {
	return m.label("time.far", facts{"Day": m.Voice.short(day), "Date": m.date(day)})
}

// short is "Thu", with its date where the conference has several Thursdays.
func (m Moment) short(day schedule.Date) string {
	for _, other := range m.schedule.Days() {
		if other != day && other.Weekday() == day.Weekday() {
			return m.far(day)
		}
	}
	return m.Voice.short(day)
}

// whenSpan is "12:30–12:55" with its day in front.
func (m Moment) whenSpan(slot *schedule.Slot) string {
	return m.short(m.calendar(slot.Start)) + " " + m.span(slot)
}

// during is "12:30–12:55" for today and "Thu 12:30–12:55" for another day.
func (m Moment) during(slot *schedule.Slot) string {
	if day := m.otherDay(slot.Start); day != "" {
		return day + " " + m.span(slot)
	}
	return m.span(slot)
}

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// short is "Wed".
func (v Voice) short(d schedule.Date) string {
	return v.label("weekday.short."+weekdays[d.Weekday()], nil)
}

// long is "Wednesday".
func (v Voice) long(d schedule.Date) string {
	return v.label("weekday.long."+weekdays[d.Weekday()], nil)
}

var months = [...]string{"", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// date is "13 September".
func (v Voice) date(d schedule.Date) string {
	return v.label("date.day", facts{"Day": d.Day, "Month": v.label("month."+months[d.Month], nil)})
}

// Name is a day in words: "Wednesday, 13 September".
func (m Moment) Name(d schedule.Date) string {
	return m.label("date.named", facts{"Day": m.long(d), "Date": m.date(d)})
}

// dates is "13–14 September".
func (v Voice) dates(from, to schedule.Date) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero() || from == to:
		return v.date(from)
	case from.Month == to.Month && from.Year == to.Year:
		return v.label("date.days.month", facts{"First": from.Day, "Last": v.date(to)})
	}
	return v.label("date.days", facts{"First": v.date(from), "Last": v.date(to)})
}

// minutes are the whole minutes of d, rounded up: nobody is told that there is
// less time than there is, nor "in 0 min" while there is some.
func minutes(d time.Duration) int {
	return int((d + time.Minute - 1) / time.Minute)
}

// length is "40 min" or "2 h 35 min".
func (v Voice) length(d time.Duration) string { return v.lasting(d, "length.days") }

// away is how far off something is, as in "in 2 days" and "2 days ago": where a
// language has cases it is another one than that of a length.
func (v Voice) away(d time.Duration) string { return v.lasting(d, "length.days.away") }

func (v Voice) lasting(d time.Duration, inDays string) string {
	n := minutes(d)
	switch days := n / (24 * 60); {
	case n < 60:
		return v.label("length.minutes", facts{"Minutes": n})
	case days >= 2:
		return v.label(inDays, facts{"Count": (n + 12*60) / (24 * 60)})
	case n%60 == 0:
		return v.label("length.hours", facts{"Hours": n / 60})
	}
	return v.label("length.both", facts{"Hours": n / 60, "Minutes": n % 60})
}

// zone is "Berlin, CEST", or "UTC+02:00" where the zone has no name: whose clock
// the times are, for those who follow from elsewhere.
func (m Moment) zone(t time.Time) string {
	t = t.In(m.schedule.Zone())
	abbreviation, _ := t.Zone()
	if strings.Trim(abbreviation, "+-0123456789") == "" { // as in São Paulo, "-03"
		abbreviation = t.Format("UTC-07:00")
	}
	name := t.Location().String()
	city := strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
	if city == abbreviation || !strings.Contains(name, "/") {
		return abbreviation
	}
	return city + ", " + abbreviation
}

// title is the talk's title, in words where it has none.
func (v Voice) title(slot *schedule.Slot) string {
	switch {
	case slot.Title == "":
		return v.label("talk.untitled", nil)
	case v.titles > 0:
		return schedule.Cut(slot.Title, v.titles)
	}
	return slot.Title
}

// conference is the conference's name, in words where the schedule has none.
func (m Moment) conference() string {
	if title := m.schedule.Conference().Title; title != "" {
		return title
	}
	return m.label("conference", nil)
}

// place is "in **Dome**", or nothing where the room is unknown.
func (v Voice) place(slot *schedule.Slot) bot.Paragraph {
	if slot.Room.Name == "" {
		return nil
	}
	return v.line("place", facts{"Room": slot.Room.Name})
}

func names(people []schedule.Speaker) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = p.Name
	}
	return strings.Join(all, ", ")
}
