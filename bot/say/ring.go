package say

import (
	"slices"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Rung is a slot that a chat is rung for.
type Rung struct {
	Slot *schedule.Slot
	// Because is the topic for whose sake it rings: the talk itself where that
	// is starred, else a room, speaker or track that is followed.
	Because schedule.Topic
}

func (r Rung) starred() bool { return r.Because.Kind == schedule.TopicTalk }

// Rings rings for slots that start soon or have just started, by start.
func (v Voice) Rings(s *schedule.Schedule, rungs []Rung, now time.Time) bot.Message {
	m := v.At(s, now, nil)
	if len(rungs) == 1 {
		return m.ring(rungs[0])
	}
	return m.within(func(m Moment) bot.Message { return m.several(rungs) })
}

func (m Moment) several(rungs []Rung) bot.Message {
	together := simultaneous(rungs)
	body := []bot.Paragraph{m.severalHead(rungs, together)}
	var slots []*schedule.Slot
	for i, r := range rungs {
		body = append(body, m.ringEntry(i+1, r.Slot, together))
		slots = append(slots, r.Slot)
	}
	body = append(body, m.runsLate(slots...)...)
	buttons := m.rungButtons(rungs)
	if together && !slices.ContainsFunc(rungs, func(r Rung) bool { return !r.starred() }) {
		// What rings for its room's sake cannot be given up by a star.
		buttons = m.keepButtons(rungs)
	}
	return bot.Message{Body: body, Rings: true, Buttons: flow(buttons)}
}

// simultaneous reports whether all start at the same time.
func simultaneous(rungs []Rung) bool {
	return !slices.ContainsFunc(rungs, func(r Rung) bool { return !r.Slot.Start.Equal(rungs[0].Slot.Start) })
}

// ringEntry is one of several slots: with its time unless all start together.
func (m Moment) ringEntry(n int, slot *schedule.Slot, together bool) bot.Paragraph {
	id := "ring.entry"
	if !together {
		id = "ring.entry.time"
	}
	return m.line(id, facts{"N": n, "Place": m.place(slot), "Title": m.title(slot), "When": m.when(slot.Start)})
}

// severalHead is the first line of a ring for several slots.
func (m Moment) severalHead(rungs []Rung, together bool) bot.Paragraph {
	f := facts{"Number": m.few(len(rungs), "pair"), "Many": m.few(len(rungs), "pair.capital")}
	late := m.now.Sub(rungs[0].Slot.Start)
	id, first := "ring.several.soon", "ring.several.soon.first"
	switch {
	case late >= time.Minute:
		id, first = "ring.several.started", "ring.several.started.first"
		f["Ago"] = m.away(late.Truncate(time.Minute))
	case late >= 0:
		id, first = "ring.several.now", "ring.several.now.first"
	default:
		f["In"] = m.away(-late)
	}
	if !together {
		id = first
	}
	return m.line(id, f)
}

// few is a small number as a word, and others as they are.
func (v Voice) few(n int, id string) string {
	if n == 2 {
		return v.label(id, nil)
	}
	return v.number(n)
}

func (m Moment) keepButtons(rungs []Rung) []bot.Button {
	var row []bot.Button
	all, label := "/keep", "button.keep.all"
	if len(rungs) == 2 {
		label = "button.keep.both"
	}
	for i, r := range rungs {
		row = append(row, press(m.label("button.keep.n", facts{"N": i + 1}), "/keep "+r.Slot.Key)...)
		all += " " + r.Slot.Key
	}
	return append(row, press(m.label(label, nil), all)...)
}

func (m Moment) rungButtons(rungs []Rung) []bot.Button {
	var row []bot.Button
	for i, r := range rungs {
		row = append(row, press(strconv.Itoa(i+1), "/talk "+r.Slot.Key)...)
	}
	return row
}

func (m Moment) ring(r Rung) bot.Message {
	slot := r.Slot
	body := []bot.Paragraph{m.ringHead(slot), m.line("ring.details", facts{"When": m.span(slot), "Who": who(slot)})}
	body = append(body, m.runsLate(slot)...)
	buttons := press(m.label("button.details", nil), "/talk "+slot.Key)
	if r.starred() {
		buttons = append(buttons, press(m.label("button.unstar", nil), "/unstar "+slot.Key)...)
	} else if name, ok := m.schedule.Name(r.Because); ok {
		body = append(body, m.line("ring.because", facts{"Name": name}))
		buttons = append(buttons, m.pressStar("button.star", nil, "/star "+slot.Key)...)
		buttons = append(buttons, press(m.fitting("button.unfollow.name", facts{"Name": name}),
			"/unstar "+string(r.Because.Kind)+" "+r.Because.Key)...)
	}
	return bot.Message{Body: body, Buttons: flow(buttons), Rings: true}
}

// ringHead is "Starting in 10 min in Dome: New Mount API".
func (m Moment) ringHead(slot *schedule.Slot) bot.Paragraph {
	id, f := m.beginning("ring.", slot)
	f["Title"] = m.title(slot)
	return m.line(id, f)
}

// beginning is which sentence says that a slot begins, or has begun, and when and
// where: those whose ids begin with the prefix say the same.
func (m Moment) beginning(prefix string, slot *schedule.Slot) (id string, f facts) {
	f = facts{"Place": ""}
	if slot.Room.Name != "" {
		f["Place"] = m.label("place.ring", facts{"Room": slot.Room.Name})
	}
	switch late := m.now.Sub(slot.Start); {
	case late >= time.Minute:
		f["Ago"] = m.away(late.Truncate(time.Minute))
		return prefix + "started", f
	case late >= 0:
		return prefix + "now", f
	default:
		f["In"] = m.away(-late)
		return prefix + "soon", f
	}
}

// who is " · Christian Brauner", or nothing where nobody is known to speak.
func who(slot *schedule.Slot) string {
	if len(slot.Speakers) == 0 {
		return ""
	}
	return " · " + names(slot.Speakers)
}
