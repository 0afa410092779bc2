package say

import (
	"slices"

	"usher/bot"
)

// Disputed asks organisers what is to be true of slots that are published otherwise
// than organisers have said.
func (m Moment) Disputed(all ...bot.Dispute) bot.Message {
	asks := bot.Message{Rings: true}
	for i, d := range all {
		f := facts{"Title": m.named(d.Ours.Title), "Ours": m.standsHow(d.Ours), "Theirs": m.standsHow(d.Theirs)}
		asks.Body = append(asks.Body, m.line("dispute.head", f), m.line("dispute.ours", f), m.line("dispute.theirs", f))
		n := facts{"N": i + 1}
		keep, use := m.label("dispute.keep", nil), m.label("dispute.use", nil)
		if len(all) > 1 {
			keep, use = m.label("dispute.keep.one", n), m.label("dispute.use.one", n)
		}
		asks.Buttons = append(asks.Buttons, slices.Concat(press(keep, "/reconcile ours "+d.Name), press(use, "/reconcile theirs "+d.Name)))
	}
	asks.Body = append(asks.Body, m.line("dispute.until", nil))
	return asks
}

// standsHow is when and where something is, or that it is not.
func (m Moment) standsHow(s bot.Standing) bot.Paragraph {
	f := facts{"When": m.dayTime(s.Start), "Place": m.inPlace(s.Room)}
	if s.Off {
		return m.line("dispute.off", f)
	}
	return m.line("dispute.on", f)
}

// Decided says what is true now of a slot that was published otherwise.
func (m Moment) Decided(d bot.Dispute, ours bool) bot.Message {
	id, is := "dispute.kept", d.Ours
	if !ours {
		id, is = "dispute.used", d.Theirs
	}
	return m.one(id, facts{"Title": m.named(is.Title), "How": m.standsHow(is)})
}

// NothingDisputed says that there is nothing to decide.
func (v Voice) NothingDisputed() bot.Message { return v.one("dispute.nothing", nil) }

// DecidedAlready says that another organiser has decided, or the schedule has changed.
func (v Voice) DecidedAlready() bot.Message { return v.one("dispute.already", nil) }
