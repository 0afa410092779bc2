package say

import (
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Rung is a slot that a chat is rung for.
type Rung struct {
	Slot *schedule.Slot
	// Starred says that the talk itself is starred, not only its room, track or
	// speaker followed.
	Starred bool
}

// Rings rings for slots that start soon or have just started, by start.
func (v Voice) Rings(s *schedule.Schedule, rungs []Rung, now time.Time) bot.Message {
	m := v.At(s, now, nil)
	if len(rungs) == 1 {
		return m.ring(rungs[0])
	}
	body := []bot.Paragraph{m.severalHead(rungs)}
	var keep []bot.Button
	starred := 0
	together := true
	for i, r := range rungs {
		id := "ring.entry"
		if !r.Slot.Start.Equal(rungs[0].Slot.Start) {
			id, together = "ring.entry.time", false
		}
		body = append(body, m.line(id, facts{"N": i + 1, "Place": m.place(r.Slot), "Title": m.title(r.Slot),
			"When": m.clock(r.Slot.Start)}))
		if r.Starred {
			starred++
		}
		keep = append(keep, press(m.label("button.keep.n", facts{"N": i + 1}), "/keep "+r.Slot.Key)...)
	}
	if starred < len(rungs) || !together {
		// What rings for its room's sake cannot be given up by a star: show
		// what there is instead.
		return bot.Message{Body: body, Rings: true, Buttons: flow(m.rungButtons(rungs))}
	}
	all, keepAll := "/keep", "button.keep.all"
	if len(rungs) == 2 {
		keepAll = "button.keep.both"
	}
	for _, r := range rungs {
		all += " " + r.Slot.Key
	}
	return bot.Message{Body: body, Rings: true, Buttons: flow(keep,
		press(m.label(keepAll, nil), all))}
}

// severalHead is the first line of a ring for several slots: the soonest one's
// time counts.
func (m Moment) severalHead(rungs []Rung) bot.Paragraph {
	soonest := rungs[0].Slot.Start
	f := facts{"Number": len(rungs)}
	if !soonest.After(m.now) {
		return m.line("ring.now.several", f)
	}
	f["In"] = m.length(soonest.Sub(m.now))
	if len(rungs) == 2 {
		return m.line("ring.both", f)
	}
	return m.line("ring.several", f)
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
	f := facts{"Place": m.plainPlace(slot), "Title": m.title(slot)}
	id := "ring.soon"
	switch late := m.now.Sub(slot.Start); {
	case late >= time.Minute:
		id, f["Ago"] = "ring.started", m.length(late.Truncate(time.Minute))
	case late >= 0:
		id = "ring.now"
	default:
		f["In"] = m.length(-late)
	}
	who := ""
	if len(slot.Speakers) > 0 {
		who = " · " + names(slot.Speakers)
	}
	buttons := press(m.label("button.details", nil), "/talk "+slot.Key)
	if r.Starred {
		buttons = append(buttons, press(m.label("button.unstar", nil), "/unstar "+slot.Key)...)
	}
	return bot.Message{
		Body: []bot.Paragraph{
			m.line(id, f),
			m.line("ring.details", facts{"When": m.span(slot), "Who": who}),
		},
		Buttons: flow(buttons),
		Rings:   true,
	}
}

// Kept says which of several talks at one time stay starred.
func (m Moment) Kept(kept []*schedule.Slot, given int) bot.Message {
	titles := make([]string, len(kept))
	for i, slot := range kept {
		titles[i] = m.title(slot)
	}
	f := facts{"Title": m.and(titles)}
	body := m.line("keep.all", f)
	if given > 0 {
		f["Count"] = given
		body = m.line("keep.done", f)
	}
	return bot.Message{
		Body:    []bot.Paragraph{body},
		Buttons: flow(press(m.label("button.agenda", nil), "/agenda")),
	}
}
