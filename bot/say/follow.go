package say

import (
	"slices"

	"usher/bot"
	"usher/schedule"
)

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
		Buttons: flow(m.pressStar("button.star", nil, "/star "+slots[0].Key)),
	}
}

// NoneStarred says that nothing that is starred matches what was typed.
func (m Moment) NoneStarred(query string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("unstar.none", facts{"Query": echo(query)})},
		Buttons: flow(press(m.label("button.agenda", nil), "/agenda"))}
}

// StillRings adds that a talk without a star of its own goes on ringing, because
// what it belongs to is followed.
func (m Moment) StillRings(message bot.Message, slots []*schedule.Slot, because []schedule.Topic, star Star) bot.Message {
	var all []bot.Paragraph
	var unfollow []bot.Button
	for _, topic := range because {
		name, _ := m.schedule.Name(topic)
		all = append(all, bot.Paragraph{{Text: name, Style: bot.Bold}})
		unfollow = append(unfollow, press(m.fitting("button.unfollow.name", facts{"Name": name}),
			"/unstar "+string(topic.Kind)+" "+topic.Key)...)
	}
	id := "unstar.still"
	if len(m.rings(schedule.Soonest(slots, m.now), star)) == 0 {
		id = "agenda.follow" // nothing rings while it is muted
	}
	message.Body = append(message.Body, m.line(id, facts{"Names": m.andAll(all)}))
	message.Buttons = flow(slices.Concat(message.Buttons...), unfollow)
	return message
}

// Followed says what following a room, speaker or track means.
func (m Moment) Followed(topic schedule.Topic, s Settings) bot.Message {
	name, _ := m.schedule.Name(topic)
	coming := schedule.Talks(m.toCome(topic))
	muted, unmute := m.allMuted(s.Wishes, "")
	id := "follow.done"
	switch {
	case coming == 0:
		id, muted, unmute = "follow.over", nil, nil
	case len(muted) > 0:
		id = "follow.muted"
	}
	body := []bot.Paragraph{m.line(id, facts{"Name": name, "Count": coming, "Leads": m.leads(s.Leads)})}
	return bot.Message{
		Body: append(body, muted...),
		Buttons: flow(press(m.label("button.unfollow", nil), "/unstar "+string(topic.Kind)+" "+topic.Key), unmute,
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
