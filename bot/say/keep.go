package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// Given is a slot that somebody gives up for another at the same time.
type Given struct {
	Slot *schedule.Slot
	// Instead is the slot of the same talk that stays starred; nil if none does.
	Instead *schedule.Slot
}

// Kept says which of several talks at one time stay starred.
func (m Moment) Kept(kept []*schedule.Slot, given []Given) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.keeping(kept, given) })
}

func (m Moment) keeping(kept []*schedule.Slot, given []Given) bot.Message {
	titles := make([]string, len(kept))
	for i, slot := range kept {
		titles[i] = m.title(slot)
	}
	id := "keep.alone"
	if len(kept) > 1 {
		id = "keep.all"
	}
	body := []bot.Paragraph{m.line(id, facts{"Title": m.and(titles)})}
	var back []bot.Button
	for _, g := range given {
		f := facts{"Title": m.title(g.Slot)}
		back = append(back, m.pressStar("button.star.title", f, "/star "+g.Slot.Key)...)
		if g.Instead == nil {
			body = append(body, m.line("keep.given", f))
			continue
		}
		f["When"] = m.when(g.Instead.Start)
		body = append(body, m.line("keep.instead", f))
	}
	return bot.Message{Body: body, Buttons: flow(back, press(m.label("button.agenda", nil), "/agenda"))}
}

// NotHeld says that a talk is not held at a time any more, known from an older
// message, and when it is.
func (m Moment) NotHeld(slots []*schedule.Slot, start time.Time) bot.Message {
	card := m.Talk(slots, Card{Brief: true})
	card.Body = append([]bot.Paragraph{m.line("keep.gone", facts{"When": m.dayTime(start)})}, card.Body...)
	return card
}

// mostKept is how many of a talk's slots can be kept alone by a button.
const mostKept = 3

// keepOne are buttons to keep one slot of a talk that is held several times, or
// all again.
func (m Moment) keepOne(slots []*schedule.Slot, from string) []bot.Button {
	if kept := m.starred(slots); len(kept) < len(slots) {
		return press(m.label("button.keep.times", nil), cameFrom("/star "+slots[0].Key, from))
	}
	var row []bot.Button
	var last time.Time
	for _, slot := range slots {
		if slot.Cancelled || !slot.Start.After(m.now) || slot.Start.Equal(last) || len(row) == mostKept {
			continue
		}
		last = slot.Start
		row = append(row, press(m.label("button.keep.only", facts{"When": m.when(slot.Start)}),
			cameFrom("/keep "+slot.Key+" "+m.stamp(slot.Start), from))...)
	}
	if len(row) < 2 {
		return nil
	}
	return row
}
