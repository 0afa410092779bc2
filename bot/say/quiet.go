package say

import (
	"usher/bot"
	"usher/schedule"
)

// Quiet says why nothing is on, and when something will be: before the
// conference, in a break, in the evening and after the end.
func (m Moment) Quiet() bot.Message {
	next, more := m.schedule.First(m.now)
	switch {
	case !more && m.schedule.Over(m.now):
		return m.over()
	case !more && m.schedule.Begun(m.now):
		return bot.Message{Body: []bot.Paragraph{m.line("quiet.last", nil)},
			Buttons: flow(press(m.label("button.now", nil), "/now"))}
	case !more:
		return bot.Message{Body: []bot.Paragraph{m.line("quiet.empty", nil)}}
	case !m.schedule.Begun(m.now):
		return bot.Message{
			Body: []bot.Paragraph{m.line("quiet.before", facts{
				"Conference": m.conference(), "Day": m.long(m.calendar(next.Start)),
				"Date": m.date(m.calendar(next.Start)), "Time": m.clock(next.Start),
				"Place": m.plainPlace(next), "Title": m.title(next),
			})},
			Buttons: flow(m.dayButton(next.Day)),
		}
	case next.Day != m.schedule.Day(m.now):
		return m.tomorrow(next)
	}
	return bot.Message{
		Body:    []bot.Paragraph{m.line("quiet.break", nil), m.line("quiet.next", m.opening(next))},
		Buttons: flow(press(m.label("button.next", nil), "/next")),
	}
}

// QuietIn says that nothing is on in a room, and what is next there.
func (m Moment) QuietIn(room schedule.Room, next *schedule.Slot) bot.Message {
	body := []bot.Paragraph{m.line("quiet.room", facts{"Room": room.Name})}
	if next == nil {
		return bot.Message{Body: append(body, m.line("quiet.room.over", nil)),
			Buttons: flow(press(m.label("button.now", nil), "/now"))}
	}
	return bot.Message{
		Body:    append(body, m.line("quiet.room.next", facts{"At": m.at(next.Start), "Title": m.title(next)})),
		Buttons: flow(press(m.label("button.details", nil), "/talk "+next.Key)),
	}
}

// tomorrow says that the day is over and how the next begins.
func (m Moment) tomorrow(next *schedule.Slot) bot.Message {
	f := m.opening(next)
	day, today := m.calendar(next.Start), m.calendar(m.now)
	id := "quiet.later"
	switch day {
	case today:
		id = "quiet.night"
	case today.Add(1):
		id = "quiet.tomorrow"
	}
	f["Day"] = m.long(day)
	return bot.Message{Body: []bot.Paragraph{m.line(id, f)}, Buttons: flow(m.dayButton(next.Day))}
}

// NothingAfter says that nothing starts after what the person has just seen.
func (m Moment) NothingAfter() bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("quiet.after", nil)},
		Buttons: flow(press(m.label("button.now", nil), "/now"))}
}

func (m Moment) opening(next *schedule.Slot) facts {
	return facts{"Time": m.clock(next.Start), "Place": m.plainPlace(next), "Title": m.title(next)}
}

// dayButton leads to a day: "Today", "Tomorrow" or its name.
func (m Moment) dayButton(day schedule.Date) []bot.Button {
	today := m.calendar(m.now)
	switch day {
	case today:
		return press(m.label("button.today", nil), "/day "+day.String())
	case today.Add(1):
		return press(m.label("button.tomorrow", nil), "/day "+day.String())
	}
	return press(m.long(day), "/day "+day.String())
}

func (m Moment) over() bot.Message {
	c := m.schedule.Conference()
	body := []bot.Paragraph{m.line("quiet.over", facts{"Conference": m.conference()})}
	if c.URL != "" {
		body = append(body, m.line("quiet.recordings", facts{
			"URL": bot.Paragraph{{Text: c.URL, Style: bot.Link, URL: c.URL}},
		}))
	}
	return bot.Message{Body: body, Buttons: flow(m.allDays())}
}
