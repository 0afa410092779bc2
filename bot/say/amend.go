package say

import (
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Amended is what a ring reads after something has changed about its slots, as
// they were told then and stand now (STORYBOARD, scene 5). Said is when it rang,
// as what is still true of it goes on saying.
func (m Moment) Amended(all []Changed, said time.Time) bot.Message {
	return m.within(func(m Moment) bot.Message {
		if len(all) == 1 {
			return m.amendedOne(all[0], said)
		}
		return m.amendedSeveral(all, said)
	})
}

func (m Moment) amendedOne(c Changed, said time.Time) bot.Message {
	then := m.Voice.At(m.schedule, said, nil)
	was := told(c)
	was.Title = c.Stands.Title
	head := then.ringHead(was)
	if news := m.amendment(c, "amend."); news != "" {
		id, f := then.beginning("amend.", was)
		f["Now"], f["Title"] = news, m.title(was)
		head = m.line(id, f)
	}
	body := append([]bot.Paragraph{head}, m.retitled(c)...)
	slot, ok := m.schedule.Slot(c.Talk, c.Stands.Start)
	if !ok {
		return bot.Message{Body: body}
	}
	if !c.Stands.Off {
		body = append(body, m.line("ring.details", facts{"When": m.during(slot), "Who": who(slot)}))
		body = append(body, m.runsLate(slot)...)
	}
	return bot.Message{Body: body, Buttons: flow(press(m.label("button.details", nil), "/talk "+c.Talk))}
}

func (m Moment) amendedSeveral(all []Changed, said time.Time) bot.Message {
	var rungs []Rung
	for _, c := range all {
		rungs = append(rungs, Rung{Slot: told(c)})
	}
	together := simultaneous(rungs)
	head := m.Voice.At(m.schedule, said, nil).severalHead(rungs, together)
	if !slices.ContainsFunc(all, func(c Changed) bool { return m.amendment(c, "amend.then.") == "" }) {
		head = struck(head)
	}
	body := []bot.Paragraph{head}
	var row []bot.Button
	for i, c := range all {
		body = append(body, m.amendedEntry(i+1, c, together))
		if len(m.schedule.Talk(c.Talk)) > 0 {
			row = append(row, press(m.number(i+1), "/talk "+c.Talk)...)
		}
	}
	return bot.Message{Body: body, Buttons: flow(row)}
}

// amendedEntry is a line of a ring for several slots.
func (m Moment) amendedEntry(n int, c Changed, together bool) bot.Paragraph {
	was := told(c)
	was.Title = c.Stands.Title
	news := m.amendment(c, "amend.then.")
	if news == "" {
		return m.ringEntry(n, was, together)
	}
	struck := strings.TrimSpace(m.plainPlace(was))
	if c.Stands.Off || !c.Told.Start.Equal(c.Stands.Start) {
		struck = m.when(was.Start) + m.plainPlace(was)
	}
	id := "amend.entry"
	if struck == "" { // it was in no room, and is in one now
		id = "amend.entry.first"
	}
	return m.line(id, facts{"N": n, "Was": struck, "Now": news, "Title": m.title(was)})
}

// amendment is what is otherwise than a ring said, in a few words: "Moved to
// 15:15, Main Hall". It is "" where that is nothing, or the title alone. Under is
// what its sentences stand under in the catalogue.
func (m Moment) amendment(c Changed, under string) string {
	elsewhere := !schedule.SameRoom(c.Told.Room, c.Stands.Room)
	f := facts{"When": m.when(c.Stands.Start), "Room": c.Stands.Room.Name}
	switch later := !c.Told.Start.Equal(c.Stands.Start); {
	case c.Stands.Off:
		return m.label(under+"cancelled", nil)
	case later && elsewhere && c.Stands.Room.Name != "":
		return m.label(under+"elsewhere", f)
	case later:
		return m.label(under+"moved", f)
	case elsewhere && c.Stands.Room.Name != "":
		return m.label(under+"room", f)
	case elsewhere:
		return m.label(under+"roomless", nil)
	}
	return ""
}

// told is the slot that a ring told of.
func told(c Changed) *schedule.Slot {
	return &schedule.Slot{Talk: schedule.Talk{Key: c.Talk, Title: c.Told.Title}, Room: c.Told.Room, Start: c.Told.Start}
}

// struck is a paragraph that is not true any more.
func struck(p bot.Paragraph) bot.Paragraph {
	all := slices.Clone(p)
	for i := range all {
		all[i].Style = bot.Strike
	}
	return merge(all)
}
