package say

import (
	"slices"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// SlotChoice is a slot that may be meant, with the command that goes on with it.
type SlotChoice struct {
	Slot    *schedule.Slot
	Command string
}

// WhichTalk asks an organiser what a command is to be about. Example is what could be
// typed for it.
func (m Moment) WhichTalk(command string, choices []SlotChoice, example string) bot.Message {
	message := m.pick(m.line("ask.which."+command, nil), choices)
	message.Body = append(message.Body, m.line("ask.how", facts{"Example": slashed(command + " " + example)}))
	return message
}

// WhichOther asks with which talk a slot is to change places.
func (m Moment) WhichOther(slot *schedule.Slot, choices []SlotChoice) bot.Message {
	return m.pick(m.line("ask.second", m.standingOf(slot)), choices)
}

// WhichMatch asks which of the talks is meant that match what was typed.
func (m Moment) WhichMatch(typed string, found schedule.Found, choices []SlotChoice) bot.Message {
	head := m.line("find.head", facts{"Count": len(choices), "Query": echo(typed)})
	switch {
	case found.Respelled && !found.Dropped && found.Spelled != "":
		head = m.line("find.closest", facts{"Query": echo(typed), "Spelled": found.Spelled, "Count": len(choices)})
	case found.Respelled:
		head = m.line("find.near", facts{"Query": echo(typed)})
	}
	return m.pick(head, choices)
}

// WhichSlot asks which slot of a talk is meant that is held several times.
func (m Moment) WhichSlot(choices []SlotChoice) bot.Message {
	return m.pick(m.line("ask.slot", facts{"Title": m.title(choices[0].Slot), "Number": len(choices)}), choices)
}

// PairChoice are two talks that may be meant, with the command that goes on with them.
type PairChoice struct {
	One, Other *schedule.Slot
	Command    string
}

// WhichPair asks which two talks are meant.
func (m Moment) WhichPair(choices []PairChoice) bot.Message {
	body := []bot.Paragraph{m.line("ask.pair", nil)}
	var row []bot.Button
	for i, c := range choices[:min(foundSize, len(choices))] {
		body = append(body, m.line("ask.pair.entry", facts{"N": i + 1, "One": m.title(c.One), "Other": m.title(c.Other)}))
		row = append(row, press(strconv.Itoa(i+1), c.Command)...)
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// pick lists slots to choose from.
func (m Moment) pick(head bot.Paragraph, choices []SlotChoice) bot.Message {
	body := []bot.Paragraph{head}
	var row []bot.Button
	shown := choices[:min(foundSize, len(choices))]
	for i, c := range shown {
		body = append(body, m.line("ask.entry", facts{"N": i + 1, "When": m.dayTime(c.Slot.Start),
			"Place": m.plainPlace(c.Slot), "Title": m.marked(c.Slot)}))
		row = append(row, press(strconv.Itoa(i+1), c.Command)...)
	}
	if more := len(choices) - len(shown); more > 0 {
		body = append(body, m.line("ask.more", facts{"Number": more}))
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// standingOf are the facts of a slot: what it is, when and where.
func (m Moment) standingOf(slot *schedule.Slot) facts {
	return facts{"Title": m.title(slot), "When": m.dayTime(slot.Start), "Place": m.plainPlace(slot), "Room": slot.Room.Name}
}

// roomsShown is how many rooms are offered at a time.
const roomsShown = 12

// WhichRoom asks to which room a slot goes. Again asks the same once more.
func (m Moment) WhichRoom(slot *schedule.Slot, rooms []Choice, skip int, again string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("ask.room", m.standingOf(slot))}, Buttons: m.offered(rooms, skip, again)}
}

// offered are buttons by their names, a page at a time.
func (m Moment) offered(choices []Choice, skip int, again string) [][]bot.Button {
	page, skip, more := paged(choices, skip, roomsShown)
	var row []bot.Button
	for _, c := range page {
		row = append(row, press(schedule.Cut(c.Name, maxRowRunes), c.Command)...)
	}
	return flow(row, m.morePages(again, skip+roomsShown, more))
}

// WhichLateRoom asks which room runs late. Again asks the same once more.
func (m Moment) WhichLateRoom(rooms []Choice, skip int, again string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{m.line("ask.late.room", nil)}, Buttons: m.offered(rooms, skip, again)}
}

// WhichRoomMeant says that no room is called so, or that several are. Near is how many
// of the choices come near that; with none, they are all that there is.
func (m Moment) WhichRoomMeant(typed string, near int, choices []Choice, skip int, again string) bot.Message {
	head := m.line("unnamed.room", facts{"Query": echo(typed)})
	switch {
	case near > 1:
		head = m.line("choose.head", facts{"Number": near, "Query": echo(typed)})
	case near == 1:
		head = m.line("unnamed.near.room", facts{"Query": echo(typed), "Name": choices[0].Name})
	}
	return bot.Message{Body: []bot.Paragraph{head}, Buttons: m.offered(choices, skip, again)}
}

// TimeUnread says that what was typed for a time is none.
func (v Voice) TimeUnread(typed string) bot.Message {
	return v.one("ask.time.unread", facts{"Typed": echo(typed)})
}

// LengthUnread says that no talk is as long as was typed.
func (v Voice) LengthUnread(typed string) bot.Message {
	return v.one("ask.length.unread", facts{"Typed": echo(typed)})
}

// OneByOne says that one thing is done after the other, where all was typed.
func (v Voice) OneByOne() bot.Message { return v.one("ask.apiece", nil) }

// WhichTime asks to which time a slot goes; times are by what they would be.
func (m Moment) WhichTime(slot *schedule.Slot, times []TimeChoice, example string) bot.Message {
	var row []bot.Button
	for _, c := range times {
		row = append(row, press(m.label("ask.time.later", facts{"Time": m.when(c.At), "Later": m.length(c.Later)}), c.Command)...)
	}
	return bot.Message{Body: []bot.Paragraph{m.line("ask.time", m.standingOf(slot)),
		m.line("ask.time.how", facts{"Example": slashed(example)})}, Buttons: flow(row)}
}

// TimeChoice is a time that a slot may go to, and how much later that is.
type TimeChoice struct {
	At      time.Time
	Later   time.Duration
	Command string
}

// HowLate asks how late a room runs that does so by now already, or does not.
func (m Moment) HowLate(room schedule.Room, now time.Duration, choices []LateChoice) bot.Message {
	var row []bot.Button
	for _, c := range choices {
		label := m.length(c.Late)
		if c.Late == 0 {
			label = m.label("ask.late.over", nil)
		}
		row = append(row, press(label, c.Command)...)
	}
	id := "ask.late"
	if now > 0 {
		id = "ask.late.more"
	}
	return bot.Message{Body: []bot.Paragraph{m.line(id, facts{"Room": room.Name, "Length": m.length(now)})}, Buttons: flow(row)}
}

// LateChoice is how late a room may run, or how long a talk may be.
type LateChoice struct {
	Late    time.Duration
	Command string
}

// LateUnread says that what was typed is no delay, and how long one may be.
func (m Moment) LateUnread(typed string, most time.Duration) bot.Message {
	return m.one("ask.late.unread", facts{"Typed": echo(typed), "Most": minutes(most), "Example": slashed("delay " + m.anyRoom() + " 12")})
}

// LateEarly says that no room runs early.
func (m Moment) LateEarly() bot.Message { return m.one("ask.late.early", nil) }

// LateMeant asks whether a room runs so late where what was typed may be a time as well.
func (m Moment) LateMeant(typed string, late time.Duration, command string) bot.Message {
	message := m.one("ask.late.meant", facts{"Typed": echo(typed), "Length": m.length(late)})
	message.Buttons = flow(press(m.length(late), command))
	return message
}

// anyRoom is the name of a room for an example, as it is typed.
func (m Moment) anyRoom() string {
	rooms := m.schedule.Rooms()
	if len(rooms) == 0 {
		return m.label("arg.room", nil)
	}
	return schedule.Fold(slices.MinFunc(rooms, func(a, b schedule.Room) int { return len(a.Name) - len(b.Name) }).Name)
}

// Toward is "mount api to main hall", for an example.
func (v Voice) Toward(talk, room string) string {
	return talk + " " + v.label("arg.to", nil) + " " + room
}

// AnyRoom is a room for an example where the schedule names none.
func (v Voice) AnyRoom() string { return v.label("arg.room", nil) }

// NewTalkExample is what a talk may be called that organisers add.
func (v Voice) NewTalkExample() string { return v.label("ask.add.example", nil) }

// WhichNewRoom asks in which room a new talk is. Named is what was typed for it, ""
// for nothing, near how many of the choices come near that, and example what could be
// typed.
func (m Moment) WhichNewRoom(title, named string, near int, choices []Choice, example string) bot.Message {
	body := []bot.Paragraph{m.line("ask.add.room", facts{"Title": title})}
	if named != "" {
		body = m.WhichRoomMeant(named, near, choices, 0, "").Body
	}
	return bot.Message{Body: append(body, m.line("ask.how.all", facts{"Example": slashed("addtalk " + example)})),
		Buttons: m.offered(choices[:min(roomsShown, len(choices))], 0, "")}
}

// WhichNewTime asks when a new talk is.
func (m Moment) WhichNewTime(title string, times []TimeChoice, example string) bot.Message {
	message := m.one("ask.add.time", facts{"Title": title, "Example": slashed("addtalk " + example)})
	var row []bot.Button
	for _, c := range times {
		row = append(row, press(m.when(c.At), c.Command)...)
	}
	message.Buttons = flow(row)
	return message
}

// WhichNewLength asks how long a new talk is.
func (m Moment) WhichNewLength(title string, room schedule.Room, start time.Time, choices []LateChoice, example string) bot.Message {
	var row []bot.Button
	for _, c := range choices {
		row = append(row, press(m.length(c.Late), c.Command)...)
	}
	return bot.Message{Body: []bot.Paragraph{
		m.line("ask.add.length", facts{"Title": title, "When": m.dayTime(start), "Room": room.Name}),
		m.line("ask.how.all", facts{"Example": slashed("addtalk " + example)}),
	}, Buttons: flow(row)}
}
