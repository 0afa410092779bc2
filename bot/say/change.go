package say

import (
	"usher/bot"
	"usher/schedule"
)

// Changed is a slot of a starred talk that stands otherwise than the person was
// last told.
type Changed struct {
	Talk         string // the talk's key
	Told, Stands bot.Standing
	// Note is what an organiser says beside it, in their own words; "" is nothing.
	Note string
}

// Changes says what is new about slots.
func (m Moment) Changes(all []Changed) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.changes(all) })
}

func (m Moment) changes(all []Changed) bot.Message {
	var body []bot.Paragraph
	var buttons [][]bot.Button
	for _, c := range all {
		message := m.change(c)
		body = append(body, message.Body...)
		buttons = message.Buttons
	}
	if len(all) > 1 {
		buttons = flow(press(m.label("button.agenda", nil), "/agenda"))
	}
	return bot.Message{Body: body, Buttons: buttons, Rings: true}
}

func (m Moment) change(c Changed) bot.Message {
	message := m.changed(c)
	message.Body = append(message.Body, noted(c)...)
	return message
}

// noted is what an organiser says beside a change, with its marks read as a broadcast's are.
func noted(c Changed) []bot.Paragraph {
	if c.Note == "" {
		return nil
	}
	return marked(c.Note)
}

func (m Moment) changed(c Changed) bot.Message {
	roomMoved := !schedule.SameRoom(c.Told.Room, c.Stands.Room)
	switch {
	case c.Stands.Off:
		return m.calledOff(c)
	case c.Told.Off:
		return m.back(c)
	case !c.Told.Start.Equal(c.Stands.Start):
		return m.moved(c, roomMoved)
	case roomMoved:
		return bot.Message{Body: append([]bot.Paragraph{m.line(roomChangeID(c), m.standing(c))}, m.retitled(c)...)}
	}
	return bot.Message{Body: []bot.Paragraph{m.line("change.title", m.standing(c))}}
}

// standing are the facts of a change, in words.
func (m Moment) standing(c Changed) facts {
	was := m.clock(c.Told.Start)
	if m.calendar(c.Told.Start) != m.calendar(c.Stands.Start) {
		was = m.dayTime(c.Told.Start)
	}
	return facts{
		"Title": m.named(c.Stands.Title), "Old": m.named(c.Told.Title),
		"Day": m.short(m.calendar(c.Stands.Start)), "Time": m.clock(c.Stands.Start), "When": m.when(c.Stands.Start),
		"Place": m.inPlace(c.Stands.Room), "Room": c.Stands.Room.Name,
		"Was": was, "WasWhen": m.dayTime(c.Told.Start), "WasPlace": m.inPlace(c.Told.Room).Text(), "WasRoom": c.Told.Room.Name,
	}
}

// named is a title, in words where there is none.
func (v Voice) named(title string) string {
	return v.title(&schedule.Slot{Talk: schedule.Talk{Title: title}})
}

// inPlace is "in **Dome**", or nothing where the room is unknown.
func (v Voice) inPlace(room schedule.Room) bot.Paragraph { return v.place(&schedule.Slot{Room: room}) }

// moved says that a slot has another start: loudly if it is earlier, which is
// the one that people miss.
func (m Moment) moved(c Changed, roomMoved bool) bot.Message {
	f := m.standing(c)
	head := "change.moved"
	if c.Stands.Start.Before(c.Told.Start) {
		head = "change.earlier"
	}
	if !roomMoved {
		f["WasPlace"] = ""
	}
	body := append([]bot.Paragraph{m.line(head, f), m.line("change.now", f)}, m.retitled(c)...)
	if slot, ok := m.schedule.Slot(c.Talk, c.Stands.Start); ok {
		body = append(body, m.runsLate(slot)...)
	}
	unstar := "/unstar " + c.Talk
	other, clashes := m.clash(c)
	if !clashes {
		return bot.Message{Body: body, Buttons: flow(press(m.label("button.details", nil), "/talk "+c.Talk),
			press(m.label("button.unstar", nil), unstar))}
	}
	body = append(body, m.line(m.clashID(c, other), facts{
		"Title": m.title(other), "When": m.when(other.Start), "Room": m.inRoom(other),
	}))
	return bot.Message{Body: body, Buttons: flow(press(m.label("change.unstar.this", nil), unstar),
		press(m.label("change.unstar.other", nil), "/unstar "+other.Key))}
}

// retitled adds a talk's old name, so that people know it again.
func (m Moment) retitled(c Changed) []bot.Paragraph {
	if schedule.SameTitle(c.Told.Title, c.Stands.Title) {
		return nil
	}
	return []bot.Paragraph{m.line("change.called", facts{"Old": m.named(c.Told.Title)})}
}

func roomChangeID(c Changed) string {
	switch {
	case c.Stands.Room.Name == "":
		return "change.room.none"
	case c.Told.Room.Name == "":
		return "change.room.first"
	}
	return "change.room"
}

// back says that what was called off takes place after all.
func (m Moment) back(c Changed) bot.Message {
	return bot.Message{
		Body: []bot.Paragraph{m.line("change.back", m.standing(c))},
		Buttons: flow(press(m.label("button.details", nil), "/talk "+c.Talk),
			press(m.label("button.unstar", nil), "/unstar "+c.Talk)),
	}
}

// calledOff says that a slot does not take place, and what does at that time.
func (m Moment) calledOff(c Changed) bot.Message {
	p := m.line("change.cancelled", m.standing(c))
	other, ok := m.instead(c)
	if !ok {
		return bot.Message{Body: []bot.Paragraph{p}}
	}
	p = append(p, m.line("change.instead", facts{"Title": m.title(other), "Place": m.plainPlace(other)})...)
	var buttons [][]bot.Button
	if !m.yours(other) {
		buttons = flow(m.pressStar("change.star", nil, "/star "+other.Key))
	}
	return bot.Message{Body: []bot.Paragraph{merge(p)}, Buttons: buttons}
}

// clash is another starred slot at the time of a slot that has moved.
func (m Moment) clash(c Changed) (*schedule.Slot, bool) {
	slot, ok := m.schedule.Slot(c.Talk, c.Stands.Start)
	if !ok {
		return nil, false
	}
	for _, other := range m.schedule.Slots() {
		if other.Key != c.Talk && !other.Cancelled && m.yours(other) && other.Overlaps(slot) {
			return other, true
		}
	}
	return nil, false
}

// clashID is what the catalogue calls that a slot is at the time of another one: still, where
// that is no news, which organisers are not told either.
func (m Moment) clashID(c Changed, other *schedule.Slot) string {
	slot, ok := m.schedule.Slot(c.Talk, c.Stands.Start)
	if !ok || !slot.SurelyOverlaps(other) {
		return "change.clash.may"
	}
	was := *slot
	was.Start, was.Until = c.Told.Start, slot.Until.Add(c.Told.Start.Sub(slot.Start))
	if was.Overlaps(other) {
		return "change.clash.still"
	}
	return "change.clash"
}

// instead is another talk that starts when one was to start that is off: one of
// the person's own if there is such.
func (m Moment) instead(c Changed) (*schedule.Slot, bool) {
	var found *schedule.Slot
	if !c.Told.Start.After(m.now) {
		return nil, false
	}
	for _, other := range m.schedule.Slots() {
		if other.Key == c.Talk || other.Cancelled || !other.Start.Equal(c.Told.Start) {
			continue
		}
		if found == nil || m.yours(other) && !m.yours(found) {
			found = other
		}
	}
	return found, found != nil
}
