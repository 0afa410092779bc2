package say

import (
	"slices"

	"usher/bot"
)

// WhoAmI says how people are named, with the person's own name, and what they are: stage
// managers of rooms of these names.
func (v Voice) WhoAmI(person bot.Chat, role bot.Role, rooms []string) bot.Message {
	id := "whoami.visitor"
	if role != bot.Visitor {
		id = "whoami." + string(role)
	}
	name := bot.Paragraph{{Text: person.String(), Style: bot.Code}}
	return bot.Message{Body: []bot.Paragraph{v.line("whoami.name", facts{"Name": name}), v.line(id, facts{"Rooms": v.and(rooms)})}}
}

// one is a message of one sentence.
func (v Voice) one(id string, f facts) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line(id, f)}}
}

// Encrypted tells organisers of rooms in which Usher cannot read.
func (v Voice) Encrypted(rooms []string) bot.Message {
	return bot.Message{Rings: true, Body: []bot.Paragraph{
		v.line("encrypted.rooms", facts{"Count": len(rooms), "Rooms": v.and(rooms)}),
		v.line("encrypted.how", nil),
	}}
}

// Declined says to whoever invites Usher into a room why it does not come.
func (v Voice) Declined() string { return v.label("declined", nil) }

// LockedOut tells organisers of rooms that have been replaced by such as Usher is not
// let into, by their names, which may be "".
func (v Voice) LockedOut(names []string) bot.Message {
	named := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	if n := len(names) - len(named); n > 0 {
		named = append(named, v.label("locked.unnamed", facts{"Count": n}))
	}
	return bot.Message{Rings: true, Body: []bot.Paragraph{
		v.line("locked.rooms", facts{"Count": len(names), "Rooms": v.and(named)}),
		v.line("locked.how", nil),
	}}
}
