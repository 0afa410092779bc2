package say

import (
	"fmt"
	"slices"
	"strconv"

	"usher/bot"
)

// mostUnapproved is how many changes are listed that wait for approval: what people will
// read of each has a few lines, and there are three buttons for each.
const mostUnapproved = 6

// Unapproved asks an organiser what people are to be told of changes, as they will read it.
func (m Moment) Unapproved(waiting []bot.Approval) bot.Message {
	if len(waiting) == 0 {
		return m.one("approve.nothing", nil)
	}
	return m.within(func(m Moment) bot.Message { return m.unapproved(waiting) })
}

func (m Moment) unapproved(waiting []bot.Approval) bot.Message {
	asks := m.one("approve.head", facts{"Count": len(waiting)})
	for i, a := range waiting[:min(mostUnapproved, len(waiting))] {
		f := facts{"N": i + 1, "Count": a.People}
		id := "approve.reads"
		if len(waiting) > 1 {
			id = "approve.reads.one"
		}
		asks.Body = append(asks.Body, m.line(id, f))
		asks.Body = append(asks.Body, m.change(Changed{Talk: a.Talk, Told: a.Told, Stands: a.Stands, Note: a.Note}).Body...)
		asks.Buttons = append(asks.Buttons, m.approving(a, i+1, len(waiting) > 1))
	}
	if more := len(waiting) - mostUnapproved; more > 0 {
		asks.Body = append(asks.Body, m.line("approve.more", facts{"Count": more}))
	}
	if len(waiting) > 1 {
		last := slices.MaxFunc(waiting, func(a, b bot.Approval) int { return int(a.Revision - b.Revision) })
		asks.Buttons = append(asks.Buttons, press(m.label("approve.all", facts{"Count": len(waiting)}), fmt.Sprint("/approve all ", last.Revision)))
	}
	return asks
}

// approving are the buttons by which an organiser decides about one change, which is the
// nth of several.
func (m Moment) approving(a bot.Approval, nth int, several bool) []bot.Button {
	yes, edit, drop := m.label("approve.yes", nil), m.label("approve.edit", nil), m.label("approve.drop", nil)
	if several {
		n := facts{"N": nth}
		yes, edit, drop = m.label("approve.yes.one", n), m.label("approve.edit.one", n), m.label("approve.drop.one", n)
	}
	seen := fmt.Sprintf(" %d %d", a.Number, a.Revision)
	return slices.Concat(press(yes, "/approve yes"+seen),
		press(edit, "/approve note "+strconv.FormatInt(a.Number, 10)), press(drop, "/approve drop"+seen))
}

// Approved says what was decided, and asks about the rest.
func (m Moment) Approved(decided []bot.Approval, tell bool, rest []bot.Approval) bot.Message {
	id, f := "approve.dropped", facts{}
	switch {
	case len(decided) > 1:
		id, f["Count"] = "approve.told.all", len(decided)
	case tell:
		id, f["Count"] = "approve.told", decided[0].People
	}
	f["Title"] = m.named(decided[0].Stands.Title)
	return m.andAsks(m.line(id, f), rest)
}

// ApprovedBefore says that another organiser has decided, or the change was taken back,
// and asks about the rest.
func (m Moment) ApprovedBefore(rest []bot.Approval) bot.Message {
	return m.andAsks(m.line("approve.already", nil), rest)
}

// UnapprovedSince asks about what has changed since it was shown.
func (m Moment) UnapprovedSince(waiting []bot.Approval) bot.Message {
	return m.andAsks(m.line("act.since", nil), waiting)
}

func (m Moment) andAsks(first bot.Paragraph, waiting []bot.Approval) bot.Message {
	if len(waiting) == 0 {
		return bot.Message{Body: []bot.Paragraph{first}}
	}
	asks := m.Unapproved(waiting)
	asks.Body = slices.Insert(asks.Body, 0, first)
	return asks
}

// ApprovalNote says how to put a note beside a change that waits for approval.
func (v Voice) ApprovalNote(number int64) bot.Message {
	return v.typeNote("/approve note " + strconv.FormatInt(number, 10))
}
