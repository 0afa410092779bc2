package say

import (
	"strconv"
	"time"

	"usher/bot"
	"usher/schedule"
)

// Telling says to an organiser, under what was done, that people are being told; done may
// be empty.
func (v Voice) Telling(done bot.Message, p bot.Progress, now time.Time) bot.Message {
	done.Body = append(done.Body, v.telling(p))
	done.Buttons = append(v.undoing(p, now), done.Buttons...)
	return done
}

// telling says how far telling people has got.
func (v Voice) telling(p bot.Progress) bot.Paragraph {
	switch {
	case p.News == bot.NewsLapsed:
		return v.line("told.lapsed", nil)
	case p.Undone && p.Kind == bot.Broadcast && p.Told == 0:
		return v.line("broadcast.withdrawn", nil)
	case p.Undone && p.Approves && p.Told == 0:
		return v.line("undo.reopened.nobody", nil)
	case p.Undone && p.Approves:
		return v.line("undo.reopened", facts{"Count": p.Told})
	case p.Undone && p.Kind == bot.Broadcast:
		return v.line("undo.withdrawing", facts{"Count": p.Told})
	case p.Of == 0 && p.Undoes:
		return v.line("undo.nobody", nil)
	case p.Of == 0:
		return v.line("told.nobody", nil)
	case p.Undoes && p.Ended.IsZero():
		return v.line("undo.done", facts{"Count": p.Of})
	case p.Undoes:
		return v.line("undo.told", facts{"Told": p.Told, "Count": p.Of})
	case p.Undone && p.Told == 0:
		return v.line("undo.nobody", nil)
	case p.Undone:
		return v.line("told.undone", facts{"Count": p.Told})
	case p.Ended.IsZero() && p.Told == 0:
		return v.line("told.begun", facts{"Count": p.Of})
	case p.Ended.IsZero():
		return v.line("told.far", facts{"Told": p.Told, "Count": p.Of})
	case p.Told >= p.Of:
		return v.line("told.all", facts{"Count": p.Of, "Length": v.shortly(p.Ended.Sub(p.Began))})
	}
	gone := ""
	if p.Gone > 0 {
		gone = v.label("told.gone", facts{"Count": p.Gone})
	}
	if p.Told == 0 {
		return v.line("told.some.none", facts{"Gone": gone})
	}
	return v.line("told.some", facts{"Told": p.Told, "Of": p.Of, "Length": v.shortly(p.Ended.Sub(p.Began)), "Gone": gone})
}

// Told says how far telling people has got.
func (v Voice) Told(p bot.Progress, now time.Time) bot.Message {
	body := []bot.Paragraph{v.telling(p)}
	if len(p.Without) > 0 {
		body = append(body, v.line("told.without", facts{"Networks": v.networks(p.Without)}))
	}
	return bot.Message{Body: body, Buttons: v.undoing(p, now)}
}

// ToldLater says when a broadcast goes out that has not begun to.
func (m Moment) ToldLater(p bot.Progress) bot.Message {
	message := m.one("told.later", facts{"When": m.dayTime(p.Began)})
	message.Buttons = flow(m.withdrawing(bot.News{Number: p.Number}, ""))
	return message
}

// undoing are the buttons under what people are told.
func (v Voice) undoing(p bot.Progress, now time.Time) [][]bot.Button {
	var buttons [][]bot.Button
	if p.MayUndo(now) {
		buttons = flow(press(v.label("told.undo", nil), "/undo "+TellingRef(p.TellingName)))
	}
	if p.Undone && p.Approves {
		return append(buttons, flow(press(v.label("approve.back", nil), "/approve"))...)
	}
	if p.Ended.IsZero() && (p.Of > 0 || p.Kind == bot.Broadcast) {
		return append(buttons, flow(press(v.label("told.look", nil), "/told "+TellingRef(p.TellingName)))...)
	}
	if p.Told < p.Of {
		buttons = append(buttons, flow(press(v.label("told.missed", nil), "/told who "+TellingRef(p.TellingName)))...)
	}
	return buttons
}

// TellingRef is how buttons name what people are told: an act by its number, and a
// broadcast by a b and its number.
func TellingRef(name bot.TellingName) string {
	number := strconv.FormatInt(name.Number, 10)
	if name.Kind == bot.Broadcast {
		return "b" + number
	}
	return number
}

// MissedIt says why people were not told, in numbers: who they are is theirs.
func (v Voice) MissedIt(p bot.Progress) bot.Message {
	body := []bot.Paragraph{v.telling(p)}
	for _, why := range []struct {
		id     string
		people int
	}{
		{"told.why.gone", p.Gone}, {"told.why.late", p.Late}, {"told.why.refused", p.Refused},
		{"told.why.unstarred", p.Unstarred}, {"told.why.dropped", p.Dropped}, {"told.why.waiting", p.Waiting},
	} {
		if why.people > 0 {
			body = append(body, v.line(why.id, facts{"Count": why.people}))
		}
	}
	back := press(v.label("told.back", nil), "/told "+TellingRef(p.TellingName))
	return bot.Message{Body: body, Buttons: flow(back)}
}

// fewUndone is how many changes of an act are shown that may be taken back.
const fewUndone = 3

// UndoOffered offers to take back what somebody did last: how far telling people of it
// has got, and at what time it was done.
func (m Moment) UndoOffered(p bot.Proposal, far bot.Progress) bot.Message {
	if far.News == bot.NewsScheduled {
		return m.ToldLater(far)
	}
	body := []bot.Paragraph{m.line("undo.last", facts{"Time": m.clock(far.Began)})}
	p.Versions.Newer = m.schedule
	if len(p.Adds) == 1 && p.Adds[0].Kind == schedule.Delay {
		body = append(body, m.lateness(p.Adds[0]))
		p.Changes = nil // that say it each
	}
	for _, c := range p.Changes[:min(fewUndone, len(p.Changes))] {
		if changeID(c) == "added" { // there was nothing that it could have been before
			body = append(body, m.line("act.added", m.changing(p, c)))
			continue
		}
		body = append(body, m.change(Changed{Talk: c.Talk, Told: c.Before, Stands: c.After}).Body...)
	}
	body = append(body, m.telling(far))
	return bot.Message{Body: body, Buttons: m.undoing(far, m.now)}
}

// UndoNone says that there is nothing to take back.
func (v Voice) UndoNone() bot.Message { return v.one("undo.none", nil) }

// UndoUnknown says that nothing was done that is called so.
func (v Voice) UndoUnknown(typed string) bot.Message {
	return v.one("undo.unknown", facts{"Typed": echo(typed)})
}

// ToldNone says that people are not being told anything.
func (v Voice) ToldNone() bot.Message { return v.one("told.none", nil) }

// ToldUnknown says that nothing is called so of which people were told.
func (v Voice) ToldUnknown(typed string) bot.Message {
	return v.one("told.unknown", facts{"Typed": echo(typed)})
}

// UndoTooLate says that something cannot be taken back any more.
func (v Voice) UndoTooLate() bot.Message {
	message := v.one("undo.late", nil)
	message.Buttons = flow(press("/overrides", "/overrides"))
	return message
}

// UndoneAlready says that somebody has taken it back before.
func (v Voice) UndoneAlready() bot.Message { return v.one("undo.already", nil) }

// UndonePublished says that there is nothing to take back, since it is published so by now.
func (v Voice) UndonePublished() bot.Message { return v.one("undo.published", nil) }

// UndoneToo says how much more has ended with what was taken back.
func (v Voice) UndoneToo(overrides int) bot.Message {
	return v.one("undo.too", facts{"Count": overrides})
}

// Withdrawn is what people read of a broadcast once it is withdrawn.
func (v Voice) Withdrawn(text string) bot.Message {
	body := []bot.Paragraph{v.line("undo.withdrawn", nil)}
	for _, p := range marked(text) {
		body = append(body, struck(p))
	}
	return bot.Message{Body: body}
}

// NoteWhich says that a note belongs to something that is to be told.
func (v Voice) NoteWhich() bot.Message { return v.one("note.which", nil) }

// NoteNone says that there is no draft of that number that could have a note.
func (v Voice) NoteNone(number int64) bot.Message {
	return v.one("note.none", facts{"Number": number})
}

// NoteLate says that a draft is done, and cannot have a note any more.
func (v Voice) NoteLate() bot.Message { return v.one("note.late", nil) }

// NoteHow says how to add a note to a draft.
func (v Voice) NoteHow(number int64) bot.Message {
	return v.typeNote("/note " + strconv.FormatInt(number, 10))
}

// typeNote says how to type a note after a command.
func (v Voice) typeNote(command string) bot.Message {
	typed := bot.Paragraph{{Text: command + " " + v.label("note.example", nil), Style: bot.Code}}
	message := v.one("note.how", facts{"Typed": typed})
	message.Apart = true // the preview stays
	return message
}

// NoteTooLong says how many characters must go.
func (v Voice) NoteTooLong(most, over int) bot.Message {
	return v.one("note.long", facts{"Most": most, "Count": over})
}
