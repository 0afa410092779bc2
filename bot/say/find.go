package say

import (
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// echoRunes is how much of what somebody typed is repeated to them.
const echoRunes = 40

func echo(typed string) string { return schedule.Cut(typed, echoRunes) }

// Matches lists the talks that match what was typed. Verb, if set, is the
// command that pressing a number says instead of showing the talk: "/star". Near says
// that they match what was typed but for some letters, and are all as near.
func (m Moment) Matches(query, verb string, near bool, l List) bot.Message {
	size := foundSize
	if l.Skip == 0 {
		size = foundFirst
	}
	slots, more := l.page(size)
	head := "find.head"
	if near {
		head = "find.near"
	}
	body := []bot.Paragraph{m.line(head, facts{"Count": len(l.Slots), "Query": echo(query)})}
	for i, slot := range slots {
		body = append(body, m.found(l.Skip+i+1, slot))
	}
	numbers := m.talkButtons(l, slots)
	if verb != "" {
		numbers = nil
		for i, slot := range slots {
			numbers = append(numbers, press(strconv.Itoa(l.Skip+i+1), verb+" "+slot.Key)...)
		}
	}
	return bot.Message{Body: body, Buttons: flow(numbers, m.more(l, size, more))}
}

// found is a slot in a line: "**1** Wed 14:30 in Main Hall — Linux & TPMs".
func (m Moment) found(n int, slot *schedule.Slot) bot.Paragraph {
	return m.line("find.entry", facts{"N": n, "Star": m.star(slot), "When": m.dayTime(slot.Start),
		"Place": m.plainPlace(slot), "Title": m.marked(slot)})
}

// Closest says that nothing matches, and what comes nearest.
func (m Moment) Closest(query, spelled string, count int) bot.Message {
	return bot.Message{
		Body:    []bot.Paragraph{m.line("find.closest", facts{"Query": echo(query), "Spelled": spelled, "Count": count})},
		Buttons: flow(press(m.label("button.show", facts{"Count": count}), "/search "+spelled)),
	}
}

// LinkGone says that what a link leads to is not in the schedule any more.
func (m Moment) LinkGone(kind schedule.TopicKind) bot.Message {
	message := m.TalkGone()
	message.Body = []bot.Paragraph{m.line("link.gone."+string(kind), nil), m.line("welcome.try.plain", nil)}
	return message
}

// TalkGone says that a talk, known by a key from an older message, is not in the
// schedule any more.
func (m Moment) TalkGone() bot.Message {
	return bot.Message{
		Body:    []bot.Paragraph{m.line("talk.gone", nil)},
		Buttons: flow(press(m.label("button.now", nil), "/now"), press(m.label("button.next", nil), "/next")),
	}
}

// Nothing says that nothing matches, nor comes near.
func (m Moment) Nothing(query string) bot.Message {
	return bot.Message{
		Body:    []bot.Paragraph{m.line("find.nothing", facts{"Query": echo(query)})},
		Buttons: flow(press(m.label("button.now", nil), "/now"), press(m.label("button.next", nil), "/next")),
	}
}

// fewRooms is how many rooms can be named in a sentence.
const fewRooms = 6

// Choice is something that can be meant by what was typed.
type Choice struct{ Name, Command string }

// Choose asks which of several is meant.
func (m Moment) Choose(query string, choices []Choice) bot.Message {
	shown := choices[:min(foundSize, len(choices))]
	body := []bot.Paragraph{m.line("choose.head", facts{"Number": len(choices), "Query": echo(query)})}
	var row []bot.Button
	for i, c := range shown {
		body = append(body, m.line("choose.entry", facts{"N": i + 1, "Name": c.Name}))
		row = append(row, press(strconv.Itoa(i+1), c.Command)...)
	}
	if more := len(choices) - len(shown); more > 0 {
		body = append(body, m.line("choose.more", facts{"Number": more}))
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// Unnamed says that no room, speaker or track is called so. Kind is one of
// them. Near, if there is one, is whose name is most like it.
func (m Moment) Unnamed(kind schedule.TopicKind, query string, near []Choice) bot.Message {
	if len(near) == 0 && kind == schedule.TopicRoom && len(m.schedule.Rooms()) > 0 && len(m.schedule.Rooms()) <= fewRooms {
		var all []string
		var row []bot.Button
		for _, r := range m.schedule.Rooms() {
			all = append(all, r.Name)
			row = append(row, press(schedule.Cut(r.Name, maxRowRunes), "/next "+r.Key)...)
		}
		return bot.Message{Body: []bot.Paragraph{m.line("unnamed.rooms", facts{"Query": echo(query), "Names": m.and(all)})}, Buttons: flow(row)}
	}
	if kind == schedule.TopicSpeaker && len(m.schedule.Speakers()) == 0 {
		return m.NoSpeakers()
	}
	if len(near) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("unnamed."+string(kind), facts{"Query": echo(query)})}, Buttons: flow(m.allOf(kind))}
	}
	return bot.Message{
		Body:    []bot.Paragraph{m.line("unnamed.near."+string(kind), facts{"Query": echo(query), "Name": near[0].Name})},
		Buttons: flow(press(schedule.Cut(near[0].Name, maxRowRunes), near[0].Command)),
	}
}

// NoSpeakers says that the schedule knows of no people.
func (m Moment) NoSpeakers() bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("speakers.none", nil)}}
}

// allOf is the button to the list of all rooms or tracks; none where there are
// none, nor for speakers.
func (m Moment) allOf(kind schedule.TopicKind) []bot.Button {
	switch {
	case kind == schedule.TopicRoom && len(m.schedule.Rooms()) > 0:
		return press(m.label("button.rooms", nil), "/rooms")
	case kind == schedule.TopicTrack && len(m.schedule.Tracks()) > 0:
		return press(m.label("button.tracks", nil), "/tracks")
	}
	return nil
}

// Speaker shows a person and their talks.
func (m Moment) Speaker(p schedule.Speaker, followed bool, back string, l List) bot.Message {
	body := []bot.Paragraph{m.line("speaker.name", facts{"Name": p.Name})}
	if l.Skip == 0 {
		biography, _ := cutProse(prose(p.Biography), abstractRunes)
		body = append(body, biography...)
	}
	slots, more := l.page(foundSize)
	for i, slot := range slots {
		body = append(body, m.found(l.Skip+i+1, slot))
	}
	follow := press(m.label("button.unfollow", nil), "/unstar speaker "+p.Key)
	if !followed || m.shared {
		follow = m.pressStar("button.star.speaker", facts{"Name": firstName(p.Name), "Count": len(l.Slots)}, "/star speaker "+p.Key)
	}
	var picture []bot.Button
	if l.Skip == 0 && isPage(p.Avatar) {
		picture = append(picture, bot.Button{Label: m.label("button.picture", nil), URL: p.Avatar})
	}
	var backRow []bot.Button
	if back != "" {
		backRow = press(m.label("button.back", nil), back)
	}
	return bot.Message{Body: body, Buttons: append(flow(m.talkButtons(l, slots)),
		flow(m.more(l, foundSize, more), follow, picture, backRow)...)}
}

// NothingAt says that a room is empty at a time that was asked for, and what is
// next there after that; nil if nothing is.
func (m Moment) NothingAt(room schedule.Room, t time.Time, next *schedule.Slot) bot.Message {
	body := []bot.Paragraph{m.line("room.nothing", facts{"Room": room.Name, "At": m.at(t)})}
	if next == nil {
		return bot.Message{Body: append(body, m.line("quiet.room.over", nil))}
	}
	return bot.Message{
		Body:    append(body, m.line("quiet.room.next", facts{"At": m.at(next.Start), "Title": m.title(next)})),
		Buttons: flow(press(m.label("button.details", nil), "/talk "+next.Key)),
	}
}

// RoomAt lists what a room holds at a time that was asked for.
func (m Moment) RoomAt(room schedule.Room, t time.Time, l List) bot.Message {
	body := []bot.Paragraph{m.line("room.at", facts{"Room": room.Name, "Time": m.dayTime(t)})}
	for i, slot := range l.Slots {
		body = append(body, m.line("room.at.entry", facts{"N": i + 1, "Star": m.star(slot), "When": m.whenSpan(slot), "Title": m.marked(slot)}))
	}
	whole := press(schedule.Cut(room.Name, maxRowRunes), "/room "+room.Key+" "+m.schedule.Day(t).String())
	return bot.Message{Body: body, Buttons: flow(m.talkButtons(l, l.Slots), whole)}
}
