package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// until is " until 15:00", or nothing where that is left open.
func (m Moment) until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return m.label("mute.until", facts{"Time": m.when(t)})
}

// Muted says that all rings are muted, what comes all the same, and offers other
// ends. From is the command to lead back to; "" if there is none.
func (m Moment) Muted(mute bot.Mute, from string) bot.Message {
	id := "mute.all"
	if mute.Until.IsZero() {
		id = "mute.all.open"
	}
	return bot.Message{
		Body: []bot.Paragraph{m.line(id, facts{"Until": m.until(mute.Until)}), m.line("mute.still", nil)},
		Buttons: flow(m.muteFor(from), press(m.label("button.unmute", nil), cameFrom("/unmute", from)),
			m.backTo(from)),
	}
}

// muteFor are the ends of a mute that can be had by a press.
func (m Moment) muteFor(from string) []bot.Button {
	row := press(m.length(time.Hour), cameFrom("/mute 1h", from))
	return append(row, press(m.label("button.mute.tomorrow", nil), cameFrom("/mute tomorrow", from))...)
}

// backTo is the button that leads back; none where there is nowhere to go.
func (v Voice) backTo(from string) []bot.Button {
	if from == "" {
		return nil
	}
	return press(v.label("button.back", nil), from)
}

// MutedTalk says that one talk does not ring, or that it has begun or is over
// anyway. Told says that it would have rung; then a mute that ends before the talk
// starts only puts the ring off.
func (m Moment) MutedTalk(slots []*schedule.Slot, mute bot.Mute, star Star, told bool) bot.Message {
	slot := schedule.Soonest(m.starred(slots), m.now)
	then := m.label("mute.silent", nil)
	rings := told && len(m.rings(slot, star)) > 0
	if rings || !slot.Start.After(m.now) {
		then = m.then([]*schedule.Slot{slot}, star)
	}
	return bot.Message{
		Body: []bot.Paragraph{m.line("mute.talk", facts{"Title": m.title(slot), "Until": m.until(mute.Until), "Then": then}),
			m.line("mute.still", nil)},
		Buttons: flow(press(m.label("button.unmute", nil), "/unmute "+slot.Key), press(m.label("button.details", nil), "/talk "+slot.Key)),
	}
}

// NoneMuted says that nothing that is muted matches what was typed.
func (m Moment) NoneMuted(query string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("unmute.none", facts{"Query": echo(query)})},
		Buttons: flow(press(m.label("button.settings", nil), settings))}
}

// Unmuted says that rings come again, or that nothing kept them, and which single
// talks are still muted.
func (m Moment) Unmuted(was bool, w bot.Wishes) bot.Message {
	id, over := "unmute.done", m.schedule.Over(m.now)
	switch {
	case over && was:
		id = "unmute.over"
	case over:
		id = "unmute.over.not"
	case !was:
		id = "unmute.not"
	}
	body := []bot.Paragraph{m.line(id, nil)}
	lines, buttons := m.mutedTalks(w)
	return bot.Message{Body: append(body, lines...), Buttons: flow(buttons, press(m.label("button.agenda", nil), "/agenda"))}
}

// UnmutedTalk says that a talk rings again, or that it was not muted. All says
// that it does not ring, though, since all is muted.
func (m Moment) UnmutedTalk(slot *schedule.Slot, was bool, w bot.Wishes) bot.Message {
	id := "unmute.talk"
	if !was {
		id = "unmute.talk.not"
	}
	all, unmute := m.allMuted(w, "")
	return bot.Message{Body: append([]bot.Paragraph{m.line(id, facts{"Title": m.title(slot)})}, all...),
		Buttons: flow(unmute, press(m.label("button.details", nil), "/talk "+slot.Key))}
}

// MuteHow says what /mute understands.
func (m Moment) MuteHow(typed string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("mute.how", facts{"Typed": echo(typed)})}, Buttons: flow(m.muteFor(""))}
}

// MuteOver says that the end of a mute is over already.
func (m Moment) MuteOver(until time.Time) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("mute.over", facts{"Time": m.when(until)})}, Buttons: flow(m.muteFor(""))}
}

// mostMuted is how many muted talks are named at once.
const mostMuted = 5

// mutedTalks are a line and a button for each talk that is muted alone.
func (m Moment) mutedTalks(w bot.Wishes) (lines []bot.Paragraph, buttons []bot.Button) {
	for _, mute := range w.Mutes {
		slots := m.schedule.Talk(mute.Talk)
		if len(slots) == 0 || !mute.Holds(m.now) || len(lines) == mostMuted {
			continue
		}
		title := m.title(slots[0])
		lines = append(lines, m.line("mute.talk", facts{"Title": title, "Until": m.until(mute.Until), "Then": ""}))
		buttons = append(buttons, press(m.fitting("button.unmute.name", facts{"Name": title}), "/unmute "+mute.Talk)...)
	}
	return lines, buttons
}

// allMuted says that nothing rings because all is muted, and until when, with a
// button to end that; nothing where all is not muted. From is the command to
// lead back to.
func (m Moment) allMuted(w bot.Wishes, from string) ([]bot.Paragraph, []bot.Button) {
	if _, muted := w.Muted("", m.now); !muted {
		return nil, nil
	}
	until, _ := w.MutedUntil("", m.now)
	id := "mute.all"
	if until.IsZero() {
		id = "mute.all.open"
	}
	return []bot.Paragraph{m.line(id, facts{"Until": m.until(until)})},
		press(m.label("button.unmute", nil), cameFrom("/unmute", from))
}

// unmute is the button that ends the mute which keeps a talk from ringing at all.
func (m Moment) unmute(slots []*schedule.Slot, star Star, from string) []bot.Button {
	slot := schedule.Soonest(m.starred(slots), m.now)
	if slot.Cancelled || !slot.Start.After(m.now) || len(m.rings(slot, star)) > 0 {
		return nil
	}
	command := "/unmute " + slot.Key
	if _, all := star.Wishes.Muted("", m.firstRing(slot, star)); all {
		command = "/unmute"
	}
	return press(m.label("button.unmute", nil), cameFrom(command, from))
}
