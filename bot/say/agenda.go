package say

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Agenda is what a person has starred and follows.
type Agenda struct {
	// Day is the conference day that is shown.
	Day schedule.Date
	// Slots are all slots of all days that are told to the person, by start:
	// those that are starred, and those of what is followed.
	Slots []*schedule.Slot
	// Wishes are what the person follows, and what is muted.
	Wishes bot.Wishes
	// Leads are how long before a talk the person is rung.
	Leads []time.Duration
	// Skip is how many of the day's entries were on earlier pages.
	Skip int
	// Coming leaves out what is over where the day is too long for one page.
	Coming bool
}

// agendaSize is how many entries of a day are shown at once: one or two lines
// each on a phone.
const agendaSize = 12

// Agenda shows a day of what a person has starred, and of what rings because
// the person follows something.
func (m Moment) Agenda(a Agenda) bot.Message {
	if len(a.Slots) == 0 && len(m.followed(a.Wishes)) == 0 {
		return m.nothingStarred()
	}
	held, perDay := map[schedule.Date][]*schedule.Slot{}, map[schedule.Date]int{}
	for _, slot := range a.Slots {
		if !slot.Cancelled || m.yours(slot) { // which is what the day's list holds
			held[slot.Day] = append(held[slot.Day], slot)
			perDay[slot.Day] = schedule.Talks(held[slot.Day])
		}
	}
	day := m.mine(a)
	gaps := m.gaps(day.entries)
	list := List{Slots: day.entries, Skip: a.Skip, Command: "/agenda " + a.Day.String()}
	earlier := m.fromNow(&list, a)
	page, more := list.page(agendaSize)
	var body []bot.Paragraph
	if perDay[a.Day] > 0 {
		body = append(body, m.line("agenda.head", facts{"Day": m.long(a.Day), "Zone": m.zone(day.start)}))
	}
	for i, slot := range page {
		if gap, ok := gaps[slot]; ok {
			body = append(body, m.line("agenda.free", facts{"Time": m.clock(gap.until)}))
		}
		body = append(body, m.agendaEntry(day, list.Skip+i, slot))
	}
	body = append(body, day.crowded...)
	body = append(body, m.otherDaysOf(a, perDay)...)
	body = append(body, m.follows(a.Wishes, len(day.entries) > 0)...)
	muted, unmute := m.allMuted(a.Wishes, "/agenda")
	return bot.Message{Body: append(body, muted...), Buttons: flow(earlier, m.more(list, agendaSize, more), m.gapButtons(page, gaps),
		day.crowds, m.agendaDays(perDay), press(m.fitting("button.reminders", facts{"Leads": m.leads(a.Leads)}), "/remind"), unmute)}
}

// fromNow begins a long list with what is not over, and is the button that
// leads to the rest.
func (m Moment) fromNow(l *List, a Agenda) (earlier []bot.Button) {
	if !a.Coming || l.Skip > 0 || len(l.Slots) <= agendaSize {
		return nil
	}
	l.Skip = max(0, slices.IndexFunc(l.Slots, func(s *schedule.Slot) bool { return s.Until.After(m.now) }))
	if l.Skip == 0 {
		return nil
	}
	return press(m.label("button.earlier", nil), l.Command)
}

// nothingStarred says how to begin, while there is something to come.
func (m Moment) nothingStarred() bot.Message {
	if m.schedule.Over(m.now) {
		return bot.Message{Body: []bot.Paragraph{m.line("agenda.empty.over", nil)}}
	}
	return bot.Message{Body: []bot.Paragraph{m.line("agenda.empty", nil), m.line("agenda.empty.how", nil)},
		Buttons: flow(press(m.label("button.now", nil), "/now"), press(m.label("button.next", nil), "/next"))}
}

// agendaEntry is a line of the day: when, where and what, with what it clashes,
// and why it is there if it has no star.
func (m Moment) agendaEntry(day agendaDay, i int, slot *schedule.Slot) bot.Paragraph {
	line := m.line("agenda.entry", facts{
		"Time": m.clock(slot.Start), "Room": roomBefore(slot), "Title": m.marked(slot), "Clash": m.clashIn(day.entries, i),
	})
	if topic, followed := day.because[slot]; followed {
		name, _ := m.schedule.Name(topic)
		line = append(line, m.line("agenda.because", facts{"Name": name})...)
	}
	if day.muted[slot] {
		line = append(line, m.line("agenda.muted", nil)...)
	}
	return merge(line)
}

// roomBefore is " Dome", or nothing where the room is unknown.
func roomBefore(slot *schedule.Slot) string {
	if slot.Room.Name == "" {
		return ""
	}
	return " " + slot.Room.Name
}

// clashIn says with which of the day's other slots one clashes. A clash is said
// once, at the earlier of the two.
func (m Moment) clashIn(day []*schedule.Slot, i int) bot.Paragraph {
	for j := i + 1; j < len(day); j++ {
		if day[j].Key == day[i].Key || day[i].Cancelled || day[j].Cancelled || !day[i].Overlaps(day[j]) {
			continue
		}
		if !day[i].SurelyOverlaps(day[j]) {
			return m.line("agenda.clash.may", facts{"Time": m.clock(day[j].Start)})
		}
		if j == i+1 {
			if day[i].Start.Equal(day[j].Start) {
				return m.line("agenda.clash.next", nil)
			}
			return m.line("agenda.clash.overlap", nil)
		}
		return m.line("agenda.clash.later", facts{"Time": m.clock(day[j].Start)})
	}
	return nil
}

// otherDaysOf are the lines about other days.
func (m Moment) otherDaysOf(a Agenda, perDay map[schedule.Date]int) []bot.Paragraph {
	var body []bot.Paragraph
	for _, d := range m.schedule.Days() {
		if n := perDay[d]; n > 0 && d != a.Day {
			body = append(body, m.line("agenda.other", facts{"Day": m.long(d), "Count": n}))
		}
	}
	return body
}

// follows names what is followed. Also says that there are stars beside it.
func (m Moment) follows(w bot.Wishes, also bool) []bot.Paragraph {
	followed := m.followed(w)
	if len(followed) == 0 {
		return nil
	}
	id := "agenda.follow"
	if also {
		id = "agenda.follow.also"
	}
	return []bot.Paragraph{m.line(id, facts{"Names": m.andAll(followed)})}
}

// followed are the names of the rooms, speakers and tracks that are followed
// and still in the schedule.
func (m Moment) followed(w bot.Wishes) []bot.Paragraph {
	var followed []bot.Paragraph
	for _, f := range w.Follows {
		if name, ok := m.schedule.Name(f.Topic); ok && f.Kind != schedule.TopicTalk {
			followed = append(followed, bot.Paragraph{{Text: name, Style: bot.Bold}})
		}
	}
	return followed
}

// andAll joins paragraphs as in "a, b and c", each in its own style.
func (v Voice) andAll(parts []bot.Paragraph) bot.Paragraph {
	if len(parts) == 1 {
		return parts[0]
	}
	var first bot.Paragraph
	for i, p := range parts[:len(parts)-1] {
		if i > 0 {
			first = append(first, bot.Span{Text: ", "})
		}
		first = append(first, p...)
	}
	return v.line("and", facts{"First": first, "Last": parts[len(parts)-1]})
}

func (m Moment) agendaDays(perDay map[schedule.Date]int) []bot.Button {
	if len(perDay) < 2 {
		return nil
	}
	var row []bot.Button
	for _, d := range m.schedule.Days() {
		if perDay[d] > 0 {
			row = append(row, press(m.long(d), "/agenda "+d.String())...)
		}
	}
	return row
}

// AgendaDayEmpty says that nothing is starred on a day.
func (m Moment) AgendaDayEmpty(day schedule.Date) bot.Message {
	return bot.Message{
		Body: []bot.Paragraph{m.line("agenda.day.empty", facts{"Day": m.long(day)})},
		Buttons: flow(press(m.label("button.day", facts{"Day": m.long(day)}), "/day "+day.String()),
			press(m.label("button.agenda", nil), "/agenda")),
	}
}

// NoSuchDay says that a day is not one of the conference's, or cannot be read.
func (m Moment) NoSuchDay(typed string) bot.Message {
	var row []bot.Button
	for _, d := range m.schedule.Days() {
		row = append(row, press(m.long(d), "/day "+d.String())...)
	}
	c := m.schedule.Conference()
	return bot.Message{Body: []bot.Paragraph{m.line("day.none", facts{"Day": echo(typed), "Conference": m.conference(),
		"Dates": m.dates(c.Start, c.End)})}, Buttons: flow(row)}
}
