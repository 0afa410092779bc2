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
	// Wishes tell what is muted.
	Wishes bot.Wishes
	// Clashes are starred slots of other talks at the same time.
	Clashes []*schedule.Slot
}

// mostAgain is how many further times of a talk are named.
const mostAgain = 3

// yoursNow says that a talk is starred, or which one of its slots is, and what
// follows from that.
func (m Moment) yoursNow(slots []*schedule.Slot, star Star) []bot.Paragraph {
	kept := m.starred(slots)
	id, f := "star.yours", facts{"Then": m.thenAll(kept, star)}
	if len(kept) < len(slots) {
		id, f["When"] = "star.yours.only", m.when(kept[0].Start)
	}
	return append([]bot.Paragraph{m.line(id, f)}, m.clashes(kept, star)...)
}

// starred are the slots of a talk that are starred; all of them where none is.
func (m Moment) starred(slots []*schedule.Slot) []*schedule.Slot {
	var kept []*schedule.Slot
	for _, slot := range slots {
		if m.yours(slot) {
			kept = append(kept, slot)
		}
	}
	if len(kept) == 0 {
		return slots
	}
	return kept
}

// clashes says with what a starred talk clashes: the start alone where that is
// the talk's own, else from when to when.
func (m Moment) clashes(slots []*schedule.Slot, star Star) []bot.Paragraph {
	var body []bot.Paragraph
	for _, other := range star.Clashes[:min(2, len(star.Clashes))] {
		id, f := "star.clash.overlap", facts{"Title": m.title(other), "When": m.during(other), "Room": m.inRoom(other)}
		if slices.ContainsFunc(slots, func(s *schedule.Slot) bool { return s.Start.Equal(other.Start) }) {
			id, f["When"] = "star.clash", m.when(other.Start)
		} else if !slices.ContainsFunc(slots, other.SurelyOverlaps) {
			id = "star.clash.may"
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

// then says when a starred talk rings, or how things stand with it. It never
// promises a ring that a mute will keep away.
func (m Moment) then(slots []*schedule.Slot, star Star) string {
	slot := schedule.Soonest(slots, m.now)
	f := facts{"Place": m.plainPlace(slot), "Time": m.when(slot.Start), "End": m.end(slot, m.when)}
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
	rings := m.rings(slot, star)
	if len(rings) == 0 {
		until, _ := star.Wishes.MutedUntil(slot.Key, m.firstRing(slot, star))
		return m.label("star.muted", facts{"Until": m.until(until)})
	}
	if !rings[0].After(m.now) {
		f["In"] = m.away(slot.Start.Sub(m.now))
		return m.label("star.soon", f)
	}
	f["Rings"] = m.and(m.ringTimes(rings))
	return m.label("star.rings", f)
}

// rings are when a slot that is still to come rings, by time: the present moment
// stands for a ring whose time has passed. What a mute holds back rings when the
// mute ends, if the talk has not started by then.
func (m Moment) rings(slot *schedule.Slot, star Star) []time.Time {
	var rings []time.Time
	for _, lead := range star.Leads {
		at := slot.Start.Add(-lead)
		if at.Before(m.now) {
			at = m.now
		}
		until, muted := star.Wishes.MutedUntil(slot.Key, at)
		if muted && (until.IsZero() || !until.Before(slot.Start)) {
			continue
		}
		if muted {
			at = until
		}
		if len(rings) == 0 || at.After(rings[len(rings)-1]) {
			rings = append(rings, at)
		}
	}
	if len(rings) > 1 && !rings[0].After(m.now) {
		rings = rings[1:] // a later one is still to come, and says it as well
	}
	return rings
}

// firstRing is when a slot would ring first if nothing were muted.
func (m Moment) firstRing(slot *schedule.Slot, star Star) time.Time {
	if len(star.Leads) == 0 {
		return m.now
	}
	if at := slot.Start.Add(-star.Leads[0]); at.After(m.now) {
		return at
	}
	return m.now
}

// thenAll is then for all slots of a talk that are starred: what matters now, and
// when it is held again.
func (m Moment) thenAll(slots []*schedule.Slot, star Star) string {
	then := m.then(slots, star)
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

// ringTimes are rings in words: "at 12:20", or "Thu at 12:00" and "12:25".
func (m Moment) ringTimes(at []time.Time) []string {
	var rings []string
	var last schedule.Date
	for _, t := range at {
		if m.calendar(t) == last {
			rings = append(rings, m.clock(t))
		} else {
			rings = append(rings, m.at(t))
		}
		last = m.calendar(t)
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
// done, and how to keep one slot of several.
func (m Moment) StarNote(list bot.Message, slots []*schedule.Slot, star Star, from string) bot.Message {
	kept := m.starred(slots)
	id, f := "star.note", facts{"Title": m.title(slots[0]), "Then": m.thenAll(kept, star)}
	if len(kept) < len(slots) {
		id, f["When"] = "star.note.only", m.when(kept[0].Start)
	}
	list.Body = append(list.Body, m.line(id, f))
	list.Body = append(list.Body, m.clashes(kept, star)...)
	list.Buttons = append(list.Buttons, flow(m.keepOne(slots, from), m.unmute(slots, star, from))...)
	return list
}

// leads is "10 min" or "30 and 5 min".
func (v Voice) leads(leads []time.Duration) string {
	all := make([]string, len(leads))
	for i, l := range leads {
		all[i] = v.length(l)
	}
	return v.and(all)
}
