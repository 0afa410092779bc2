package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// Agenda is what a person has starred and follows.
type Agenda struct {
	// Day is the conference day that is shown.
	Day schedule.Date
	// Starred are all starred slots of all days, by start.
	Starred []*schedule.Slot
	// Follows are the rooms, speakers and tracks that are followed.
	Follows []schedule.Topic
	// Leads are how long before a talk the person is rung.
	Leads []time.Duration
}

// Agenda shows a day of what a person has starred.
func (m Moment) Agenda(a Agenda) bot.Message {
	if len(a.Starred) == 0 && len(a.Follows) == 0 {
		if m.schedule.Over(m.now) {
			return bot.Message{Body: []bot.Paragraph{m.line("agenda.empty.over", nil)}}
		}
		return bot.Message{Body: []bot.Paragraph{m.line("agenda.empty", nil), m.line("agenda.empty.how", nil)},
			Buttons: flow(press(m.label("button.now", nil), "/now"), press(m.label("button.next", nil), "/next"))}
	}
	perDay := map[schedule.Date]int{}
	var today []*schedule.Slot
	for _, slot := range a.Starred {
		perDay[slot.Day]++
		if slot.Day == a.Day {
			today = append(today, slot)
		}
	}
	var body []bot.Paragraph
	if len(today) > 0 {
		body = append(body, m.line("agenda.head", facts{"Day": m.long(a.Day), "Zone": m.zone(today[0].Start)}))
	}
	for i, slot := range today {
		body = append(body, m.line("agenda.entry", facts{
			"Time": m.clock(slot.Start), "Room": roomBefore(slot), "Title": m.marked(slot), "Clash": m.clashIn(today, i),
		}))
	}
	body = append(body, m.otherStars(a, perDay)...)
	return bot.Message{Body: body, Buttons: flow(m.agendaDays(perDay),
		press(m.label("button.reminders", facts{"Leads": m.leads(a.Leads)}), "/remind"))}
}

// roomBefore is " Dome", or nothing where the room is unknown.
func roomBefore(slot *schedule.Slot) string {
	if slot.Room.Name == "" {
		return ""
	}
	return " " + slot.Room.Name
}

// clashIn says with which of the day's other slots one clashes. A clash is said
// once, at the earlier of the two.
func (m Moment) clashIn(day []*schedule.Slot, i int) string {
	for j := i + 1; j < len(day); j++ {
		if day[j].Key == day[i].Key || day[i].Cancelled || day[j].Cancelled || !day[i].Overlaps(day[j]) {
			continue
		}
		if j == i+1 {
			if day[i].Start.Equal(day[j].Start) {
				return m.label("agenda.clash.next", nil)
			}
			return m.label("agenda.clash.overlap", nil)
		}
		return m.label("agenda.clash.later", facts{"Time": m.clock(day[j].Start)})
	}
	return ""
}

// otherStars are the lines about other days and about what is followed.
func (m Moment) otherStars(a Agenda, perDay map[schedule.Date]int) []bot.Paragraph {
	var body []bot.Paragraph
	for _, d := range m.schedule.Days() {
		if n := perDay[d]; n > 0 && d != a.Day {
			body = append(body, m.line("agenda.other", facts{"Day": m.long(d), "Count": n}))
		}
	}
	var followed []bot.Paragraph
	for _, t := range a.Follows {
		if name, ok := m.schedule.Name(t); ok {
			followed = append(followed, bot.Paragraph{{Text: name, Style: bot.Bold}})
		}
	}
	if len(followed) > 0 {
		id := "agenda.follow"
		if len(a.Starred) > 0 {
			id = "agenda.follow.also"
		}
		body = append(body, m.line(id, facts{"Names": m.andAll(followed)}))
	}
	return body
}

// andAll joins paragraphs as in "a, b and c", each in its own style.
func (v Voice) andAll(parts []bot.Paragraph) bot.Paragraph {
	if len(parts) == 1 {
		return parts[0]
	}
	var first bot.Paragraph
	for i, p := range parts[:len(parts)-1] {
		if i > 0 {
			first = append(first, bot.Span{Text: ", "})
		}
		first = append(first, p...)
	}
	return v.line("and", facts{"First": first, "Last": parts[len(parts)-1]})
}

func (m Moment) agendaDays(perDay map[schedule.Date]int) []bot.Button {
	if len(perDay) < 2 {
		return nil
	}
	var row []bot.Button
	for _, d := range m.schedule.Days() {
		if perDay[d] > 0 {
			row = append(row, press(m.long(d), "/agenda "+d.String())...)
		}
	}
	return row
}

// AgendaDayEmpty says that nothing is starred on a day.
func (m Moment) AgendaDayEmpty(day schedule.Date) bot.Message {
	return bot.Message{
		Body: []bot.Paragraph{m.line("agenda.day.empty", facts{"Day": m.long(day)})},
		Buttons: flow(press(m.label("button.day", facts{"Day": m.long(day)}), "/day "+day.String()),
			press(m.label("button.agenda", nil), "/agenda")),
	}
}

// NoSuchDay says that a day is not one of the conference's, or cannot be read.
func (m Moment) NoSuchDay(typed string) bot.Message {
	var row []bot.Button
	for _, d := range m.schedule.Days() {
		row = append(row, press(m.long(d), "/day "+d.String())...)
	}
	c := m.schedule.Conference()
	return bot.Message{Body: []bot.Paragraph{m.line("day.none", facts{"Day": echo(typed), "Conference": m.conference(),
		"Dates": m.dates(c.Start, c.End)})}, Buttons: flow(row)}
}
