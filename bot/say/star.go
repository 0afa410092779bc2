package say

import (
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Star is what starring a talk means for a person.
type Star struct {
	// Leads are how long before the start the person is rung, longest first.
	Leads []time.Duration
	// Clashes are starred slots of other talks at the same time.
	Clashes []*schedule.Slot
}

// mostAgain is how many further times of a talk are named.
const mostAgain = 3

// yoursNow says that a talk is starred and what follows from that.
func (m Moment) yoursNow(slots []*schedule.Slot, star Star) []bot.Paragraph {
	return append([]bot.Paragraph{m.line("star.yours", facts{"Then": m.thenAll(slots, star.Leads)})}, m.clashes(slots, star)...)
}

// clashes says with what a starred talk clashes: the start alone where that is
// the talk's own, else from when to when.
func (m Moment) clashes(slots []*schedule.Slot, star Star) []bot.Paragraph {
	var body []bot.Paragraph
	for _, other := range star.Clashes[:min(2, len(star.Clashes))] {
		id, f := "star.clash.overlap", facts{"Title": m.title(other), "When": m.during(other), "Room": m.inRoom(other)}
		if slices.ContainsFunc(slots, func(s *schedule.Slot) bool { return s.Start.Equal(other.Start) }) {
			id, f["When"] = "star.clash", m.when(other.Start)
		}
		body = append(body, m.line(id, f))
	}
	return body
}

// inRoom is ", Dome", or nothing where the room is unknown.
func (m Moment) inRoom(slot *schedule.Slot) string {
	if slot.Room.Name == "" {
		return ""
	}
	return ", " + slot.Room.Name
}

// then says when a starred talk rings, or how things stand with it.
func (m Moment) then(slots []*schedule.Slot, leads []time.Duration) string {
	slot := schedule.Soonest(slots, m.now)
	f := facts{"Place": m.plainPlace(slot), "Time": m.when(slot.Start), "End": m.when(slot.Until)}
	switch {
	case slot.Cancelled:
		return m.label("star.cancelled", f)
	case !slot.Until.After(m.now):
		f["When"] = m.whenSpan(slot)
		return m.label("star.past", f)
	}
	if late := m.now.Sub(slot.Start); late >= time.Minute {
		f["Ago"] = m.away(late.Truncate(time.Minute))
		return m.label("star.running", f)
	} else if late >= 0 {
		return m.label("star.starts", f)
	}
	rings := m.ringTimes(slot, leads)
	if len(rings) == 0 {
		f["In"] = m.away(slot.Start.Sub(m.now))
		return m.label("star.soon", f)
	}
	f["Rings"] = m.and(rings)
	return m.label("star.rings", f)
}

// thenAll is then for all slots of a talk: what matters now, and when it is held
// again.
func (m Moment) thenAll(slots []*schedule.Slot, leads []time.Duration) string {
	then := m.then(slots, leads)
	var again []string
	soonest := schedule.Soonest(slots, m.now)
	for _, slot := range slots {
		if slot.Start.After(soonest.Start) && !slot.Cancelled && len(again) < mostAgain {
			again = append(again, m.at(slot.Start))
		}
	}
	if len(again) == 0 {
		return then
	}
	return m.label("star.again", facts{"Then": then, "Times": m.and(again)})
}

// ringTimes are when a slot rings: "at 12:20", or "Thu at 12:00" and "12:25".
func (m Moment) ringTimes(slot *schedule.Slot, leads []time.Duration) []string {
	var rings []string
	var last schedule.Date
	for _, lead := range leads {
		at := slot.Start.Add(-lead)
		if !at.After(m.now) {
			continue
		}
		if m.calendar(at) == last {
			rings = append(rings, m.clock(at))
		} else {
			rings = append(rings, m.at(at))
		}
		last = m.calendar(at)
	}
	return rings
}

// and joins words as in "a, b and c".
func (v Voice) and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return v.label("and", facts{"First": strings.Join(words[:last], ", "), "Last": words[last]})
}

// StarNote adds to a list, shown again after a star on it was pressed, what was
// done.
func (m Moment) StarNote(list bot.Message, slots []*schedule.Slot, star Star) bot.Message {
	list.Body = append(list.Body, m.line("star.note", facts{"Title": m.title(slots[0]), "Then": m.thenAll(slots, star.Leads)}))
	list.Body = append(list.Body, m.clashes(slots, star)...)
	return list
}

// Unstarred says that a talk has no star any more, or never had one. Rings says
// that it rings all the same, because what it belongs to is followed.
func (m Moment) Unstarred(slots []*schedule.Slot, was, rings bool) bot.Message {
	f := facts{"Title": m.title(slots[0]), "Then": ""}
	if !rings && schedule.Soonest(slots, m.now).Start.After(m.now) {
		f["Then"] = m.label("unstar.silent", nil)
	}
	id := "unstar.done"
	if !was {
		id = "unstar.not"
	}
	return bot.Message{
		Body:    []bot.Paragraph{m.line(id, f)},
		Buttons: flow(press(m.label("button.star", nil), "/star "+slots[0].Key)),
	}
}

// NoneStarred says that nothing that is starred matches what was typed.
func (m Moment) NoneStarred(query string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("unstar.none", facts{"Query": echo(query)})},
		Buttons: flow(press(m.label("button.agenda", nil), "/agenda"))}
}

// StillRings adds that a talk without a star of its own goes on ringing, because
// what it belongs to is followed.
func (m Moment) StillRings(message bot.Message, because []schedule.Topic) bot.Message {
	var all []bot.Paragraph
	var unfollow []bot.Button
	for _, topic := range because {
		name, _ := m.schedule.Name(topic)
		all = append(all, bot.Paragraph{{Text: name, Style: bot.Bold}})
		unfollow = append(unfollow, press(m.label("button.unfollow.name", facts{"Name": schedule.Cut(name, 20)}),
			"/unstar "+string(topic.Kind)+" "+topic.Key)...)
	}
	message.Body = append(message.Body, m.line("unstar.still", facts{"Names": m.andAll(all)}))
	message.Buttons = flow(slices.Concat(message.Buttons...), unfollow)
	return message
}

// Followed says what following a room, speaker or track means.
func (m Moment) Followed(topic schedule.Topic, leads []time.Duration) bot.Message {
	name, _ := m.schedule.Name(topic)
	coming := 0
	for _, slot := range m.schedule.Following(topic) {
		if slot.Start.After(m.now) && !slot.Cancelled {
			coming++
		}
	}
	id := "follow.done"
	if coming == 0 {
		id = "follow.over"
	}
	return bot.Message{
		Body: []bot.Paragraph{m.line(id, facts{"Name": name, "Count": coming, "Leads": m.leads(leads)})},
		Buttons: flow(press(m.label("button.unfollow", nil), "/unstar "+string(topic.Kind)+" "+topic.Key),
			press(m.label("button.agenda", nil), "/agenda")),
	}
}

// Unfollowed says that a room, speaker or track is followed no more.
func (m Moment) Unfollowed(topic schedule.Topic, was bool) bot.Message {
	name, _ := m.schedule.Name(topic)
	id := "unfollow.done"
	if !was {
		id = "unfollow.not"
	}
	return bot.Message{
		Body:    []bot.Paragraph{m.line(id, facts{"Name": name})},
		Buttons: flow(press(m.label("button.follow", nil), "/star "+string(topic.Kind)+" "+topic.Key)),
	}
}

// leads is "10 min" or "30 and 5 min".
func (v Voice) leads(leads []time.Duration) string {
	all := make([]string, len(leads))
	for i, l := range leads {
		all[i] = v.length(l)
	}
	return v.and(all)
}
