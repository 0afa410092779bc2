package command

import (
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// moveRoom reads /moveroom TALK to ROOM.
func moveRoom(_ context.Context, _ *Env, r *Request, m say.Moment) (order, error) {
	words, name, rooms := r.splitRoom(r.Args)
	t := target{verb: "moveroom", fits: r.lasts, offered: r.nowAndNext(schedule.Room{})}
	if words == "" && name != "" && len(rooms.Hits) == 1 && r.Args == name { // "/moveroom dome": out of it
		t.offered, name = r.nowAndNext(rooms.Hits[0]), ""
	}
	if name != "" {
		t.rest = " " + name
		if len(rooms.Hits) == 1 {
			t.rest = " " + ref(rooms.Hits[0].Key)
		}
	}
	slot, answer := r.slotMeant(m, t, words)
	if slot == nil {
		return answered(answer)
	}
	if refusal := r.movable(m, slot); !refusal.Empty() {
		return answered(refusal)
	}
	command := "/moveroom " + slotRef(r.Schedule, slot)
	switch {
	case name == "":
		return answered(r.whereTo(m, slot, command, bot.Message{}))
	case len(rooms.Hits) != 1:
		return answered(r.whichRoom(m, name, rooms, slot.Room, command, ""))
	}
	room := rooms.Hits[0]
	if room.Key == slot.Room.Key {
		return answered(r.whereTo(m, slot, command, m.Cannot(say.CannotSameRoom, slot, "")))
	}
	moved := over(schedule.Move, slot)
	moved.ToRoom = room.Key
	return order{adds: []schedule.Override{moved}}, nil
}

// whereTo asks to which room a slot goes, after what is to be said of the one that was
// named.
func (r *Request) whereTo(m say.Moment, slot *schedule.Slot, command string, first bot.Message) bot.Message {
	r.asks(command, "")
	return first.Then(m.WhichRoom(slot, r.otherRooms(slot.Room, command, ""), r.Skip, command))
}

// otherRooms are buttons that go on with a room each, but for one. Who has no other is
// offered all, and told then whom to ask.
func (r *Request) otherRooms(but schedule.Room, command, rest string) []say.Choice {
	rooms := except(r.ownRooms(), but)
	if len(rooms) == 0 {
		rooms = except(r.Schedule.Rooms(), but)
	}
	return roomChoices(rooms, command, rest)
}

// ownRooms are the rooms in which who asks may change something: to be offered another
// would end in a refusal.
func (r *Request) ownRooms() []schedule.Room {
	return slices.DeleteFunc(slices.Clone(r.Schedule.Rooms()), func(room schedule.Room) bool { return !r.may.Manages(room.Key) })
}

func except(rooms []schedule.Room, but schedule.Room) []schedule.Room {
	return slices.DeleteFunc(slices.Clone(rooms), func(room schedule.Room) bool { return room.Key == but.Key && but.Key != "" })
}

func roomChoices(rooms []schedule.Room, command, rest string) []say.Choice {
	var all []say.Choice
	for _, room := range rooms {
		all = append(all, say.Choice{Name: room.Name, Command: command + " " + ref(room.Key) + rest})
	}
	return all
}

// whichRoom asks which room was meant by a name that is not just one's. What comes
// nearest is offered, or all but one where nothing does.
func (r *Request) whichRoom(m say.Moment, name string, found schedule.Named[schedule.Room], but schedule.Room, command, rest string) bot.Message {
	choices := roomChoices(found.Hits, command, rest)
	if len(choices) == 0 {
		choices = roomChoices(found.Near, command, rest)
	}
	near := len(choices)
	if near == 0 {
		choices = r.otherRooms(but, command, rest)
	}
	r.asks(command, rest)
	return m.WhichRoomMeant(name, near, choices, r.Skip, command+rest)
}
