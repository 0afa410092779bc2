package say

import (
	"slices"
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// mostProposed is how many changes a preview lists one by one.
const mostProposed = 6

// Proposal shows an organiser what an act would mean, before it is done. Its buttons decide
// as the command that it came of: the audit log names no other.
func (m Moment) Proposal(p bot.Proposal, command string) bot.Message {
	body := m.proposed(p)
	for _, in := range p.InTheWay {
		body = append(body, m.line("act.way", facts{"Room": in.There.Room.Name, "At": m.at(in.There.Start), "Title": m.title(in.There)}))
	}
	body = append(body, m.radius(p, bot.Words{"": p.Note})...)
	if untold(p) {
		body = append(body, m.line("act.rings", nil))
	}
	return bot.Message{Body: body, Buttons: m.deciding(p, command)}
}

// ProposalChanged shows an act as of now, since it means something else than when it
// was shown.
func (m Moment) ProposalChanged(p bot.Proposal, command string) bot.Message {
	if len(p.Changes) == 0 && len(p.Adds) > 0 && p.Adds[0].Kind != schedule.Delay {
		message := m.one("act.so", nil) // a colleague was faster
		message.Buttons = flow(press("/overrides", "/overrides"))
		return message
	}
	message := m.Proposal(p, command)
	message.Body = slices.Insert(message.Body, 0, m.line("act.since", nil))
	return message
}

// untold reports whether an act changes something of which nobody is told, since a
// room only runs a little late.
func untold(p bot.Proposal) bool {
	return len(p.Changes) > 0 && !slices.ContainsFunc(p.Changes, func(c bot.SlotChange) bool { return !c.Quiet })
}

// deciding are the buttons under a preview. They are commands of what was typed, which
// decides about its number.
func (m Moment) deciding(p bot.Proposal, typed string) [][]bot.Button {
	command := func(verb string) string {
		return "/" + typed + " " + verb + " " + strconv.FormatInt(p.Number, 10)
	}
	no := press(m.label("act.cancel", nil), command("drop"))
	if p.Radius.Told == 0 {
		return flow(press(m.label("act.do", nil), command("tell")), no)
	}
	note := press(m.label("told.note", nil), "/note "+strconv.FormatInt(p.Number, 10))
	return rows(press(m.label("act.tell", facts{"Count": p.Radius.Told}), command("tell")),
		press(m.label("act.quietly", nil), command("quiet")), slices.Concat(note, no))
}

// Commanded is the command that an act comes of, as far as can be told where what was typed
// is not known any more.
func Commanded(a bot.Act) string {
	switch {
	case len(a.Adds) == 0:
		return "overrides"
	case len(a.Adds) == 2:
		return "swap"
	}
	switch add := a.Adds[0]; {
	case add.Kind == schedule.Cancel:
		return "cancel"
	case add.Kind == schedule.Restore:
		return "restore"
	case add.Kind == schedule.Add:
		return "addtalk"
	case add.Kind == schedule.Delay:
		return "delay"
	case add.ToStart.IsZero():
		return "moveroom"
	}
	return "movetime"
}

// proposed says what would change, old and new.
func (m Moment) proposed(p bot.Proposal) []bot.Paragraph {
	if len(p.Adds) == 1 && p.Adds[0].Kind == schedule.Delay {
		return m.delayed(p)
	}
	if len(p.Changes) == 0 {
		return []bot.Paragraph{m.line("act.nothing", nil)}
	}
	var body []bot.Paragraph
	for _, c := range p.Changes[:min(mostProposed, len(p.Changes))] {
		body = append(body, m.line("act."+changeID(c), m.changing(p, c)))
	}
	return append(body, m.moreChanges(p)...)
}

// moreChanges says how many changes are not listed.
func (m Moment) moreChanges(p bot.Proposal) []bot.Paragraph {
	if more := len(p.Changes) - mostProposed; more > 0 {
		return []bot.Paragraph{m.line("act.more", facts{"Count": more})}
	}
	return nil
}

// changeID is what a change of a slot is called in the catalogue.
func changeID(c bot.SlotChange) string {
	switch {
	case c.After.Off:
		return "cancelled"
	case c.Returned:
		return "added"
	case c.Before.Off:
		return "back"
	case c.Before.Start.Equal(c.After.Start):
		return "room"
	case !schedule.SameRoom(c.Before.Room, c.After.Room) && c.After.Start.Before(c.Before.Start):
		return "sooner"
	case !schedule.SameRoom(c.Before.Room, c.After.Room):
		return "both"
	case c.After.Start.Before(c.Before.Start):
		return "earlier"
	}
	return "moved"
}

// changing are the facts of a change that is to come. Where the day stays it is said
// once.
func (m Moment) changing(p bot.Proposal, c bot.SlotChange) facts {
	span := m.dayTime(c.After.Start)
	if slot, ok := p.Versions.Newer.Slot(c.Talk, c.After.Start); ok {
		span = m.whenSpan(slot)
	}
	when := m.clock(c.After.Start)
	if m.calendar(c.Before.Start) != m.calendar(c.After.Start) {
		when = m.dayTime(c.After.Start)
	}
	return facts{
		"Title": m.named(c.After.Title), "Was": m.dayTime(c.Before.Start), "WasRoom": m.roomName(c.Before.Room),
		"When": when, "Full": m.dayTime(c.After.Start), "Span": span, "Room": m.roomName(c.After.Room),
	}
}

// roomName is a room's name, in words where there is none.
func (v Voice) roomName(r schedule.Room) string {
	if r.Name == "" {
		return v.label("act.roomless", nil)
	}
	return r.Name
}

// delayed says how late a room would run and what slides.
func (m Moment) delayed(p bot.Proposal) []bot.Paragraph {
	late := p.Adds[0]
	head := m.lateness(late)
	if on, ok := m.runningLate(p, late); ok {
		head = append(head, bot.Span{Text: " "})
		head = append(head, m.line("act.late.on", facts{"Title": m.title(on), "End": m.clock(on.End)})...)
	}
	body := []bot.Paragraph{merge(head)}
	if len(p.Changes) == 0 {
		return append(body, m.line("act.late.nothing", nil))
	}
	body = append(body, m.sliding(p)...)
	if next, ok := unmoved(p, late); ok && late.Late > 0 {
		body = append(body, m.line("act.late.absorbed", facts{"Time": m.clock(next)}))
	}
	return body
}

// lateness says how late a room runs.
func (m Moment) lateness(o schedule.Override) bot.Paragraph {
	room, _ := m.schedule.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: o.Room})
	id := "act.late"
	if o.Late == 0 {
		id = "act.late.over"
	}
	return m.line(id, facts{"Room": room, "Length": m.length(o.Late)})
}

// sliding lists what begins at another time because a room runs late, or does no more.
func (m Moment) sliding(p bot.Proposal) []bot.Paragraph {
	id := "act.late.slides"
	if p.Adds[0].Late == 0 {
		id = "act.late.back"
	}
	body := []bot.Paragraph{m.line(id, facts{"Count": len(p.Changes)})}
	for _, c := range p.Changes[:min(mostProposed, len(p.Changes))] {
		entry := m.line("act.late.entry", facts{"Was": m.clock(c.Before.Start), "Time": m.clock(c.After.Start), "Title": m.named(c.After.Title)})
		if len(p.Changes) == 1 {
			return []bot.Paragraph{merge(slices.Concat(body[0], bot.Paragraph{{Text: " "}}, entry))}
		}
		body = append(body, entry)
	}
	return append(body, m.moreChanges(p)...)
}

// runningLate is what runs in a room and would end at another time.
func (m Moment) runningLate(p bot.Proposal, late schedule.Override) (*schedule.Slot, bool) {
	for _, slot := range p.Versions.Newer.Now(m.now) {
		before, was := p.Versions.Older.Slot(slot.Key, slot.Start)
		if slot.Room.Key == late.Room && was && !slot.End.IsZero() && !slot.End.Equal(before.End) {
			return slot, true
		}
	}
	return nil, false
}

// unmoved is when, after what slides, something begins in the room that day that does
// not, if anything does.
func unmoved(p bot.Proposal, late schedule.Override) (time.Time, bool) {
	last := p.Changes[len(p.Changes)-1].Before.Start
	day := p.Versions.Older.Day(last)
	for _, slot := range p.Versions.Newer.On(day) {
		if slot.Room.Key == late.Room && !slot.Cancelled && slot.Start.After(last) && !slices.ContainsFunc(p.Changes, func(c bot.SlotChange) bool {
			return c.Talk == slot.Key && c.After.Start.Equal(slot.Start)
		}) {
			return slot.Start, true
		}
	}
	return time.Time{}, false
}

// Done says that an act is done.
func (m Moment) Done(p bot.Proposal) bot.Message {
	if len(p.Adds) == 1 && p.Adds[0].Kind == schedule.Delay {
		id := "done.late"
		if p.Adds[0].Late == 0 {
			id = "done.late.over"
		}
		room, _ := m.schedule.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: p.Adds[0].Room})
		return m.one(id, facts{"Room": room, "Length": m.length(p.Adds[0].Late)})
	}
	switch len(p.Changes) {
	case 0:
		return m.one("done.nothing", nil)
	case 1:
		c := p.Changes[0]
		id := "done.at"
		if c.After.Off {
			id = "done.cancelled"
		}
		return m.one(id, m.changing(p, c))
	}
	message := m.one("done.several", nil)
	for _, c := range p.Changes[:min(mostProposed, len(p.Changes))] {
		id := "done.entry"
		if c.After.Off {
			id = "done.entry.cancelled"
		}
		message.Body = append(message.Body, m.line(id, m.changing(p, c)))
	}
	message.Body = append(message.Body, m.moreChanges(p)...)
	return message
}

// NotDone says that an act was dropped.
func (v Voice) NotDone() bot.Message { return v.one("act.dropped", nil) }

// DoneAlready says that an act was done before.
func (v Voice) DoneAlready() bot.Message {
	message := v.one("act.already", nil)
	message.Buttons = flow(press("/overrides", "/overrides"))
	return message
}

// ActDead says that the buttons of a preview do nothing any more; among several people,
// that they may be somebody else's.
func (v Voice) ActDead(shared bool) bot.Message {
	if shared {
		message := v.one("act.dead.shared", nil)
		message.Apart = true
		return message
	}
	return v.one("act.dead", nil)
}
