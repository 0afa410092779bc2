package say

import (
	"slices"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// NextHere says, at the door of their rooms, which slots start next there. All start
// within the same minute.
func (m Moment) NextHere(slots []*schedule.Slot) bot.Message {
	if len(slots) == 1 {
		slot := slots[0]
		return bot.Message{Body: []bot.Paragraph{
			m.line("channel.next", facts{"Room": slot.Room.Name, "In": m.hence(slot), "Title": m.title(slot)}),
			m.line("ring.details", facts{"When": m.span(slot), "Who": who(slot)}),
		}}
	}
	return m.within(func(m Moment) bot.Message {
		body := []bot.Paragraph{m.line("channel.next.several", facts{"In": m.hence(slots[0])})}
		for _, slot := range slots {
			body = append(body, m.line("channel.next.entry", facts{"Room": slot.Room.Name, "Title": m.title(slot)}))
		}
		return bot.Message{Body: body}
	})
}

// hence is how long it is until a slot starts, in words.
func (m Moment) hence(slot *schedule.Slot) string { return m.away(slot.Start.Sub(m.now)) }

// ChangesHere says what is new about slots to the channel of some rooms: of those to
// whoever stands at the door, and of what the chat has starred as to anybody.
func (m Moment) ChangesHere(rooms []string, doors, starred []Changed) bot.Message {
	return m.within(func(m Moment) bot.Message {
		var all bot.Message
		if len(starred) > 0 {
			all = m.changes(starred)
		}
		stranger := m
		stranger.yours = func(*schedule.Slot) bool { return false }
		var body []bot.Paragraph
		for _, c := range doors {
			body = append(body, stranger.changeHere(rooms, c)...)
		}
		all.Body = append(body, all.Body...)
		return all
	})
}

func (m Moment) changeHere(rooms []string, c Changed) []bot.Paragraph {
	has := func(room schedule.Room) bool {
		return slices.Contains(rooms, bot.AllRooms) || slices.Contains(rooms, room.Key)
	}
	leaves := !c.Stands.Off && !c.Told.Off && !schedule.SameRoom(c.Told.Room, c.Stands.Room)
	if !leaves || has(c.Told.Room) == has(c.Stands.Room) || c.Stands.Room.Name == "" || c.Told.Room.Name == "" {
		return m.change(c).Body
	}
	id, later := "channel.in", "channel.in.moved"
	if has(c.Told.Room) {
		id, later = "channel.out", "channel.out.moved"
	}
	if !c.Told.Start.Equal(c.Stands.Start) {
		id = later
	}
	return slices.Concat([]bot.Paragraph{m.line(id, m.standing(c))}, m.retitled(c), noted(c))
}

// Board is what is on in some rooms, and what comes next.
type Board struct {
	// All says that these are all rooms.
	All bool
	// Rooms are in the schedule's order.
	Rooms []RoomState
}

// Over reports whether nothing is to come in any of the rooms, or there is none.
func (b Board) Over() bool {
	return !slices.ContainsFunc(b.Rooms, func(r RoomState) bool { return r.Now != nil || r.Next != nil })
}

// Board says what is on in some rooms. It stands for hours, and so says nothing that
// is true for the moment alone.
func (m Moment) Board(b Board) bot.Message {
	switch {
	case len(b.Rooms) == 0:
		return m.one("channel.board.gone", nil)
	case len(b.Rooms) == 1:
		return bot.Message{Body: m.boardOf(b.Rooms[0])}
	}
	return m.within(func(m Moment) bot.Message { return bot.Message{Body: m.boards(b)} })
}

func (m Moment) boards(b Board) []bot.Paragraph {
	id := "channel.board.none"
	var first time.Time
	for _, r := range b.Rooms {
		if r.Now != nil {
			id = "channel.board"
		}
		if r.Next != nil && (first.IsZero() || r.Next.Start.Before(first)) {
			first = r.Next.Start
		}
	}
	if b.All && first.IsZero() && id == "channel.board.none" && m.schedule.Over(m.now) {
		return []bot.Paragraph{m.line("quiet.over", facts{"Conference": m.conference()})}
	}
	body := []bot.Paragraph{m.line(id, nil)}
	for _, r := range b.Rooms {
		f := facts{"Room": r.Room.Name}
		switch {
		case r.Now != nil:
			f["End"], f["Title"], f["Late"] = m.end(r.Now, m.when), m.title(r.Now), m.late(r)
			body = append(body, m.line("channel.board.now", f))
		case r.Next != nil:
			f["At"], f["Title"], f["Late"] = m.at(r.Next.Start), m.title(r.Next), m.late(r)
			body = append(body, m.line("channel.board.next", f))
		default:
			body = append(body, m.line("channel.board.over", f))
		}
	}
	if id == "channel.board" && !first.IsZero() {
		body = append(body, m.line("now.next", facts{"At": m.at(first)}))
	}
	return body
}

// boardOf is what is on in one room: the talk and its speakers, until when, and what
// comes next there.
func (m Moment) boardOf(r RoomState) []bot.Paragraph {
	f := facts{"Room": r.Room.Name}
	var body []bot.Paragraph
	switch {
	case r.Now != nil:
		f["End"] = m.end(r.Now, m.when)
		body = append(body, m.line("channel.board.one", f))
		body = append(body, m.what(r.Now)...)
	case r.Next == nil:
		return []bot.Paragraph{m.line("channel.board.done", f)}
	case !m.schedule.Begun(m.now):
		f["At"], f["Title"] = m.at(r.Next.Start), m.title(r.Next)
		return []bot.Paragraph{m.line("channel.board.before", f)}
	case r.Next.Day != m.schedule.Day(m.now):
		body = append(body, m.line("channel.board.evening", f))
	default:
		body = append(body, m.line("quiet.room", f))
	}
	if r.Next == nil {
		body = append(body, m.line("channel.board.last", nil))
	} else {
		body = append(body, m.line("quiet.room.next", facts{"At": m.at(r.Next.Start), "Title": m.title(r.Next)}))
	}
	if late := r.runsLate(); late > 0 {
		body = append(body, m.line("channel.board.late", facts{"Room": r.Room.Name, "Late": m.length(late)}))
	}
	return body
}

// late is how late a room runs, for its line among others; "" where it does not.
func (m Moment) late(r RoomState) string {
	if late := r.runsLate(); late > 0 {
		return m.label("channel.board.later", facts{"Late": m.length(late)})
	}
	return ""
}

// runsLate is how late what comes next in the room is, or else what is on there.
func (r RoomState) runsLate() time.Duration {
	switch {
	case r.Next != nil && r.Next.Late > 0:
		return r.Next.Late
	case r.Now != nil:
		return r.Now.Late
	}
	return 0
}

// BoardEnded is what a board reads whose chat is no channel any more.
func (v Voice) BoardEnded() bot.Message { return v.one("channel.board.ended", nil) }

// Unpinned tells who has set up the channel of some rooms that nothing may be pinned
// there.
func (m Moment) Unpinned(rooms []string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("channel.unpinned", facts{"Rooms": m.roomNames(rooms)})}}
}

// roomNames are the names of rooms whose keys are known, "all rooms" among them; a
// room that is not in the schedule any more has no other name than its key.
func (m Moment) roomNames(keys []string) string {
	var all []string
	for _, key := range keys {
		name, known := m.schedule.Name(schedule.Room{Key: key}.Topic())
		switch {
		case key == bot.AllRooms:
			name = m.label("channel.rooms.all", nil)
		case !known:
			name = key
		}
		all = append(all, name)
	}
	return m.and(all)
}

// ChannelSet says that the chat is a room's channel from now on, and of what it will
// hear; Was says that it was one already.
func (m Moment) ChannelSet(room string, lead time.Duration, was bool) bot.Message {
	id := "channel.set"
	switch {
	case was:
		id = "channel.was"
	case room == bot.AllRooms:
		id = "channel.set.all"
	}
	return bot.Message{Body: []bot.Paragraph{m.line(id, facts{"Rooms": m.roomNames([]string{room}), "Lead": m.length(lead)})}}
}

// ChannelWhich asks which room a chat is to be the channel of, or whether of all.
func (m Moment) ChannelWhich(rooms []Choice) bot.Message {
	all := Choice{Name: m.label("channel.rooms.all", nil), Command: "/announce here all"}
	var buttons []bot.Button
	for _, c := range append(rooms[:min(mostRooms, len(rooms))], all) {
		buttons = append(buttons, press(schedule.Cut(c.Name, maxLabel), c.Command)...)
	}
	return bot.Message{Body: []bot.Paragraph{m.line("channel.which", nil)}, Buttons: flow(buttons)}
}

// mostRooms is for how many rooms there is a button: others can be typed.
const mostRooms = 20

// ChannelLead begins what is said after /start, as at the end of a link, for a chat to
// become a channel: a code follows.
const ChannelLead = "here_"

// ChannelCode says what is to be posted in a chat, for it to become a room's channel.
func (m Moment) ChannelCode(room, code string, lasts time.Duration) bot.Message {
	return bot.Message{Body: []bot.Paragraph{
		m.line("channel.code", facts{"Rooms": m.roomNames([]string{room}), "Lasts": m.length(lasts)}),
		{{Text: "/start " + ChannelLead + code, Style: bot.Command}},
		m.line("channel.code.group", nil),
	}}
}

// ChannelCodeDead says that a code makes nothing a channel.
func (v Voice) ChannelCodeDead() bot.Message { return v.one("channel.code.dead", nil) }

// ChannelHere says which rooms' channel the chat is, and how that ends.
func (m Moment) ChannelHere(rooms []string) bot.Message {
	if len(rooms) == 0 {
		return m.one("channel.here.none", nil)
	}
	return bot.Message{Body: []bot.Paragraph{m.line("channel.here", facts{"Rooms": m.roomNames(rooms)})}}
}

// ChannelOff says that the chat is not the channel of some rooms any more.
func (m Moment) ChannelOff(rooms []string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("channel.off", facts{"Rooms": m.roomNames(rooms)})}}
}

// Channels lists all channels, each with a button that ends it. Skip is how many of
// them were on earlier pages.
func (m Moment) Channels(all []bot.Channel, skip int) bot.Message {
	if len(all) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("channel.list.none", nil), m.line("channel.how", nil)}}
	}
	page, skip, more := paged(all, skip, foundSize)
	body := []bot.Paragraph{m.line("channel.list", nil)}
	var row []bot.Button
	for i, c := range page {
		n := skip + i + 1
		body = append(body, m.line("channel.list.entry", facts{"N": n, "Rooms": m.roomNames(c.Rooms), "Chat": c.Chat.String()}))
		row = append(row, press(m.label("channel.end", facts{"N": n}), "/announce off "+strconv.FormatInt(c.Number, 10))...)
	}
	body = append(body, m.line("channel.how", nil))
	return bot.Message{Body: body, Buttons: flow(row, m.morePages("/announce", skip+foundSize, more))}
}
