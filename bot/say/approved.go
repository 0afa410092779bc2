package say

import (
	"slices"
	"strconv"

	"usher/bot"
)

// Approved says of what people are told, how far that has got, and asks about the rest.
func (m Moment) Approved(d bot.Decision, far bot.Progress, rest bot.Unheard) bot.Message {
	first := m.line("approve.told", facts{"Title": m.named(d.About[0].Stands.Title)})
	if len(d.About) > 1 {
		first = m.line("approve.told.all", facts{"Count": len(d.About)})
	}
	if far.Of == 0 {
		return m.andAsks(rest, first, m.line("approve.channels", nil))
	}
	said := m.andAsks(rest, first, m.telling(far))
	said.Buttons = append(m.undoing(far, m.now), said.Buttons...)
	return said
}

// Unapproving says of what nobody is told, and asks about the rest.
func (m Moment) Unapproving(d bot.Decision, rest bot.Unheard) bot.Message {
	first := m.line("approve.dropped", facts{"Title": m.named(d.About[0].Stands.Title)})
	if len(d.About) > 1 {
		first = m.line("approve.dropped.all", facts{"Count": len(d.About)})
	}
	return m.andAsks(rest, first)
}

// ApprovedBefore says that another organiser has decided, or the change was taken back,
// and asks about the rest.
func (m Moment) ApprovedBefore(rest bot.Unheard) bot.Message {
	return m.andAsks(rest, m.line("approve.already", nil))
}

// ApprovedLate says that what was to be decided is over, and asks about the rest.
func (m Moment) ApprovedLate(rest bot.Unheard) bot.Message {
	return m.andAsks(rest, m.line("approve.late", nil))
}

// UnapprovedSince asks about what has changed since it was shown.
func (m Moment) UnapprovedSince(waiting bot.Unheard) bot.Message {
	return m.andAsks(waiting, m.line("act.since", nil))
}

func (m Moment) andAsks(waiting bot.Unheard, first ...bot.Paragraph) bot.Message {
	if len(waiting.Waiting) == 0 {
		return bot.Message{Body: first}
	}
	asks := m.Unapproved(waiting, 0)
	asks.Body = slices.Concat(first, asks.Body)
	return asks
}

// ApprovalNote says how to put a note beside a change that waits for approval: one for
// all, or one for those who speak a language.
func (v Voice) ApprovalNote(number int64, spoken map[string]int) bot.Message {
	of := " " + strconv.FormatInt(number, 10)
	how := v.typeNote("/approve note" + of)
	if len(spoken) < 2 {
		return how
	}
	for _, lang := range Languages() {
		if spoken[lang] > 0 {
			typed := bot.Paragraph{{Text: "/approve " + lang + of + " " + In(lang).label("note.example", nil), Style: bot.Code}}
			how.Body = append(how.Body, v.line("approve.note.in", facts{"Language": v.languageName(lang), "Typed": typed}))
		}
	}
	return how
}

// Retracted is what a message reads that told changes some of which are taken back.
func (m Moment) Retracted(told, retracted []Changed) bot.Message {
	return m.within(func(m Moment) bot.Message {
		message := bot.Message{Body: []bot.Paragraph{m.line("undo.withdrawn", nil)}}
		for _, c := range retracted {
			for _, p := range m.change(c).Body {
				message.Body = append(message.Body, struck(p))
			}
		}
		if len(told) > 0 {
			still := m.changes(told)
			message.Body, message.Buttons = slices.Concat(still.Body, message.Body), still.Buttons
		}
		return message
	})
}
