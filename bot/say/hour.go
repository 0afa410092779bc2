package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// StampLayout is an instant as buttons type it, in the conference's zone: what
// command.ReadWhen reads exactly, and short enough for the longest key beside it.
const StampLayout = "2006-01-02 15:04"

func (m Moment) stamp(t time.Time) string { return t.In(m.schedule.Zone()).Format(StampLayout) }

// OnAt lists what is on at a time that was asked for.
func (m Moment) OnAt(t time.Time, l List) bot.Message {
	slots, more := l.page(listSize)
	body := []bot.Paragraph{m.line("at.head", facts{"Time": m.dayTime(t)})}
	for i, slot := range slots {
		when := m.span(slot)
		if day := m.calendar(slot.Start); day != m.calendar(t) {
			when = m.short(day) + " " + when
		}
		body = append(body, m.line("at.entry", facts{"N": l.Skip + i + 1, "Star": m.star(slot), "When": when, "Place": m.place(slot)}))
		body = append(body, m.what(slot)...)
	}
	var after []bot.Button
	if _, ok := m.schedule.First(t); ok {
		after = press(m.label("button.after", nil), "/next after "+m.stamp(t))
	}
	return bot.Message{Body: body, Buttons: flow(m.starButtons(l, slots), m.more(l, listSize, more), after)}
}

// NothingOn says that nothing is on at a time that was asked for, what was before
// and what comes next; nil for what there is not.
func (m Moment) NothingOn(t time.Time, before, next *schedule.Slot) bot.Message {
	body := []bot.Paragraph{m.line("at.nothing", facts{"At": m.at(t)})}
	var row []bot.Button
	if before != nil {
		body = append(body, m.line("at.before", facts{"Time": m.end(before, m.clock), "Place": m.plainPlace(before), "Title": m.title(before)}))
		row = append(row, press(m.clock(before.Start), "/at "+m.stamp(before.Start))...)
	}
	if next != nil {
		body = append(body, m.line("at.next", facts{"At": m.at(next.Start), "Place": m.plainPlace(next), "Title": m.title(next)}))
		row = append(row, press(m.when(next.Start), "/at "+m.stamp(next.Start))...)
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// NoSuchTime says that what was typed cannot be read as a time.
func (v Voice) NoSuchTime(typed string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("at.unread", facts{"Typed": echo(typed)})}}
}
