package say

import (
	"slices"
	"strconv"
	"strings"

	"usher/bot"
)

// Broadcast is what people read of what the organisers wrote: its lines as they
// are, nothing in them is markup.
func (v Voice) Broadcast(text string) bot.Message {
	body := []bot.Paragraph{v.line("broadcast.head", nil)}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			body = append(body, bot.Paragraph{})
			continue
		}
		body = append(body, bot.Paragraph{{Text: line}})
	}
	return bot.Message{Body: body, Rings: true}
}

// BroadcastExample is something that an organiser might tell everyone.
func (v Voice) BroadcastExample() string { return v.label("broadcast.example", nil) }

// BroadcastPreview shows a draft of that number as people will read it, and says
// how many will.
func (v Voice) BroadcastPreview(id int64, text string, people int) bot.Message {
	message := bot.Message{Body: append([]bot.Paragraph{v.line("broadcast.to", facts{"Count": people}), {}},
		v.Broadcast(text).Body...)}
	number := strconv.FormatInt(id, 10)
	message.Buttons = flow(
		press(v.label("broadcast.send", facts{"Count": people}), "/broadcast send "+number),
		press(v.label("broadcast.cancel", nil), "/broadcast cancel "+number))
	return message
}

// BroadcastTooLong says how many characters must go.
func (v Voice) BroadcastTooLong(most, over int) bot.Message {
	return v.one("broadcast.long", facts{"Most": most, "Count": over})
}

// BroadcastNobody says that there is nobody to tell.
func (v Voice) BroadcastNobody() bot.Message { return v.one("broadcast.nobody", nil) }

// BroadcastSending says that a broadcast is on its way.
func (v Voice) BroadcastSending(people int) bot.Message {
	message := v.one("broadcast.sending", facts{"Count": people})
	message.Buttons = flow(press("/status", "/status"))
	return message
}

// BroadcastSent says that a draft went out already.
func (v Voice) BroadcastSent() bot.Message { return v.one("broadcast.sent", nil) }

// BroadcastCancelled says that nobody is told.
func (v Voice) BroadcastCancelled() bot.Message { return v.one("broadcast.cancelled", nil) }

// BroadcastDead says that a draft cannot be sent or cancelled any more.
func (v Voice) BroadcastDead() bot.Message { return v.one("broadcast.dead", nil) }

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
