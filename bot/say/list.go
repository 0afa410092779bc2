package say

import (
	"slices"
	"strconv"

	"usher/bot"
	"usher/schedule"
)

// How many entries fit on a phone's screen: of three lines in what is on, of
// one or two in what was found. The first page of a search is short, since the
// best come first; whoever turns the page wants more.
const (
	listSize    = 6
	foundFirst  = 3
	foundSize   = 8
	dayListSize = 8
)

// List is slots to show, a page at a time.
type List struct {
	Slots []*schedule.Slot
	// Skip is how many of them were on earlier pages.
	Skip int
	// Command asks for the list again, from its first page: "/now".
	Command string
}

// page are the slots on this page and how many come after them. A page beyond
// the end, of a list that has become shorter, is the first.
func (l *List) page(size int) (slots []*schedule.Slot, more int) {
	slots, l.Skip, more = paged(l.Slots, l.Skip, size)
	return slots, more
}

// paged is a page of a list, after how many entries it begins and how many come
// after it.
func paged[T any](all []T, skip, size int) (page []T, from, more int) {
	if skip >= len(all) {
		skip = 0
	}
	page = all[skip:min(skip+size, len(all))]
	return page, skip, len(all) - skip - len(page)
}

// here asks for this page of the list again.
func (l List) here() string { return pageOf(l.Command, l.Skip) }

// pageOf is the command for a later page: the part that the command package
// reads as "skip so many".
func pageOf(command string, skip int) string {
	if skip == 0 {
		return command
	}
	return command + " +" + strconv.Itoa(skip)
}

// cameFrom adds to a command where the person came from, so that the answer can
// lead back there, if a button has room for it.
func cameFrom(command, from string) string {
	if both := command + " < " + from; from != "" && len(both) <= bot.MaxCommand {
		return both
	}
	return command
}

func (v Voice) more(l List, size, more int) []bot.Button {
	return v.morePages(l.Command, l.Skip+size, more)
}

// morePages is the button to the next page of a command's answer, which begins
// after skip entries; none where there is no more.
func (v Voice) morePages(command string, skip, more int) []bot.Button {
	if more == 0 {
		return nil
	}
	return press(v.label("button.more", facts{"Number": more}), pageOf(command, skip))
}

// starButtons are "★ 1", or "Unstar 1" for what is starred, for each slot.
// Pressing one shows the list again.
func (m Moment) starButtons(l List, slots []*schedule.Slot) []bot.Button {
	var row []bot.Button
	for i, slot := range slots {
		n := facts{"N": l.Skip + i + 1}
		if m.yours(slot) && !m.shared {
			row = append(row, press(m.label("button.unstar.n", n), cameFrom("/unstar "+slot.Key, l.here()))...)
		} else {
			row = append(row, m.pressStar("button.star.n", n, cameFrom("/star "+slot.Key, l.here()))...)
		}
	}
	return row
}

// talkButtons are "1", "2" … for each slot, leading to the talk and back.
func (m Moment) talkButtons(l List, slots []*schedule.Slot) []bot.Button {
	var row []bot.Button
	for i, slot := range slots {
		row = append(row, press(strconv.Itoa(l.Skip+i+1), cameFrom("/talk "+slot.Key, l.here()))...)
	}
	return row
}

// Now lists what is running.
func (m Moment) Now(l List) bot.Message {
	message := m.running(m.line("now.head", facts{"Time": m.dayTime(m.now)}), l)
	if next, ok := m.schedule.First(m.now); ok {
		message.Body = append(message.Body, m.line("now.next", facts{"At": m.at(next.Start)}))
	}
	return message
}

// NowIn lists what is running in a room. Next is what comes there after that;
// nil if nothing does.
func (m Moment) NowIn(room schedule.Room, next *schedule.Slot, l List) bot.Message {
	message := m.running(m.line("now.room", facts{"Room": room.Name, "Time": m.dayTime(m.now)}), l)
	if next != nil {
		message.Body = append(message.Body, m.line("now.next.room", facts{"At": m.at(next.Start)}))
	}
	return message
}

func (m Moment) running(head bot.Paragraph, l List) bot.Message {
	slots, more := l.page(listSize)
	body := []bot.Paragraph{head}
	for i, slot := range slots {
		body = append(body, m.line("now.entry", facts{
			"N": l.Skip + i + 1, "Star": m.star(slot), "End": m.end(slot, m.when), "Place": m.place(slot),
		}))
		body = append(body, m.what(slot)...)
	}
	return bot.Message{Body: body, Buttons: flow(
		m.starButtons(l, slots), m.more(l, listSize, more), press(m.label("button.next", nil), "/next"))}
}

// Next lists what starts next in each room.
func (m Moment) Next(l List) bot.Message {
	return m.leadingOn(m.NextFew(l), l)
}

// NextFew lists several slots of each room that start next.
func (m Moment) NextFew(l List) bot.Message {
	return m.coming(m.line("next.head", facts{"In": m.away(l.Slots[0].Start.Sub(m.now))}), l)
}

// NextAfter lists what starts after what the person has just seen.
func (m Moment) NextAfter(l List) bot.Message {
	return m.leadingOn(m.coming(m.line("next.after", facts{"Time": m.dayTime(l.Slots[0].Start)}), l), l)
}

// leadingOn adds the button to what comes after a list of what comes next.
func (m Moment) leadingOn(message bot.Message, l List) bot.Message {
	if _, more := l.page(listSize); more == 0 {
		message.Buttons = flow(slices.Concat(message.Buttons...), press(m.label("button.after", nil), "/next after "+m.stamp(l.Slots[0].Start)))
	}
	return message
}

// NextIn lists what starts next in a room.
func (m Moment) NextIn(room schedule.Room, l List) bot.Message {
	return m.coming(m.line("next.room", facts{"Room": room.Name, "In": m.away(l.Slots[0].Start.Sub(m.now))}), l)
}

func (m Moment) coming(head bot.Paragraph, l List) bot.Message {
	slots, more := l.page(listSize)
	body := []bot.Paragraph{head}
	for i, slot := range slots {
		f := facts{"N": l.Skip + i + 1, "Star": m.star(slot), "When": m.when(slot.Start), "Place": m.place(slot)}
		id := "next.entry"
		if !slot.End.IsZero() {
			id = "next.entry.length"
			f["Length"] = m.length(slot.End.Sub(slot.Start))
		}
		body = append(body, m.line(id, f))
		body = append(body, m.what(slot)...)
	}
	return bot.Message{Body: body, Buttons: flow(m.starButtons(l, slots), m.more(l, listSize, more))}
}

// Day lists what a conference day holds. Earlier says that the list leaves out
// what is over, and leads there.
func (m Moment) Day(day schedule.Date, l List, earlier bool) bot.Message {
	slots, more := l.page(dayListSize)
	body := []bot.Paragraph{m.line("day.head", facts{"Day": m.long(day), "Date": m.date(day)})}
	for i, slot := range slots {
		body = append(body, m.line("day.entry", facts{
			"N": l.Skip + i + 1, "Star": m.star(slot), "Time": m.clockOn(day, slot.Start),
			"Place": m.plainPlace(slot), "Title": m.marked(slot),
		}))
	}
	var back []bot.Button
	if earlier {
		back = press(m.label("button.earlier", nil), l.Command)
	}
	return bot.Message{Body: body, Buttons: flow(m.talkButtons(l, slots), back, m.more(l, dayListSize, more), m.otherDays(day))}
}

// allDays are buttons to all conference days.
func (m Moment) allDays() []bot.Button {
	var row []bot.Button
	for _, d := range m.schedule.Days() {
		row = append(row, press(m.long(d), "/day "+d.String())...)
	}
	return row
}

// otherDays are buttons to the conference days before and after one.
func (m Moment) otherDays(day schedule.Date) []bot.Button {
	var row []bot.Button
	days := m.schedule.Days()
	for i, d := range days {
		if i > 0 && days[i-1] == day || i+1 < len(days) && days[i+1] == day {
			row = append(row, press(m.long(d), "/day "+d.String())...)
		}
	}
	return row
}

// what is a slot's title and, below it, who speaks: lines that go with the one above.
func (m Moment) what(slot *schedule.Slot) []bot.Paragraph {
	body := []bot.Paragraph{{{Text: m.marked(slot), Tied: true}}}
	if len(slot.Speakers) > 0 {
		body = append(body, bot.Paragraph{{Text: names(slot.Speakers), Tied: true}})
	}
	return body
}

// marked is a slot's title, with a word when it is cancelled.
func (m Moment) marked(slot *schedule.Slot) string {
	if slot.Cancelled {
		return m.label("talk.cancelled", facts{"Title": m.title(slot)})
	}
	return m.title(slot)
}

func (m Moment) plainPlace(slot *schedule.Slot) string { return m.place(slot).Text() }
