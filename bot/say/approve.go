package say

import (
	"fmt"
	"slices"
	"strconv"

	"usher/bot"
	"usher/schedule"
)

const (
	// UnapprovedShown is how many changes that wait for approval are on a page.
	UnapprovedShown = 6
	// UnapprovedWhole is how many changes are shown with all that there is to say of them:
	// each has a few lines, and three buttons. More make a list, longer than a phone shows.
	UnapprovedWhole = 3
)

// Unapproved asks an organiser what people are to be told of changes, as they will read it,
// and leaves out the first skip. First it says which of them hurry.
func (m Moment) Unapproved(all bot.Unheard, skip int, hurry ...bot.Approval) bot.Message {
	n := len(all.Waiting)
	if n == 0 {
		return m.one("approve.nothing", nil)
	}
	if skip >= n {
		skip = 0
	}
	return m.within(func(m Moment) bot.Message {
		asks := bot.Message{}
		for _, a := range hurry {
			asks.Body = append(asks.Body, m.hurries(a)...)
		}
		asks.Body = append(asks.Body, m.line("approve.head", facts{"Count": n}))
		switch {
		case n == 1:
			asks.Body = append(asks.Body, m.unapproved(all.Waiting[0])...)
			asks.Buttons = m.approving(all.Waiting[0], 0)
			return asks
		case n <= UnapprovedWhole:
			m.eachUnapproved(&asks, all.Waiting)
		default:
			m.listUnapproved(&asks, all, skip)
		}
		last := slices.MaxFunc(all.Waiting, func(a, b bot.Approval) int { return int(a.Seen - b.Seen) })
		count := facts{"Count": n}
		asks.Buttons = append(asks.Buttons, flow(press(m.label("approve.all", count), fmt.Sprint("/approve all ", last.Seen)),
			press(m.label("approve.none", count), fmt.Sprint("/approve none ", last.Seen)))...)
		return asks
	})
}

// UnapprovedOne shows one of several with all that there is to say of it.
func (m Moment) UnapprovedOne(a bot.Approval) bot.Message {
	shown := m.Unapproved(bot.Unheard{Waiting: []bot.Approval{a}}, 0)
	shown.Buttons = append(shown.Buttons, flow(press(m.label("approve.back", nil), "/approve"))...)
	return shown
}

// asProposal is a change that waits as one that is about to be made, as people know it.
func (m Moment) asProposal(a bot.Approval) bot.Proposal {
	p := bot.Proposal{Versions: schedule.Comparison{Older: m.schedule, Newer: m.schedule},
		Changes: []bot.SlotChange{{Talk: a.Talk, Before: a.Told, After: a.Stands}}}
	if a.Radius != nil {
		p.Radius = *a.Radius
	}
	return p
}

// unapproved says whom one change concerns, and what they will read.
func (m Moment) unapproved(a bot.Approval) []bot.Paragraph {
	if a.Radius != nil && a.Radius.Starred > 0 {
		return m.radius(m.asProposal(a), a.Notes)
	}
	who := m.line("approve.reads", facts{"Count": a.People})
	if a.People == 0 {
		who = m.line("approve.channel", nil)
	}
	news := Changed{Talk: a.Talk, Told: a.Told, Stands: a.Stands, Note: a.Notes.In(m.Language())}
	return append([]bot.Paragraph{who}, m.change(news).Body...)
}

// eachUnapproved shows each change, with its number.
func (m Moment) eachUnapproved(asks *bot.Message, waiting []bot.Approval) {
	for i, a := range waiting {
		said := m.unapproved(a)
		said[0] = merge(slices.Concat(m.line("approve.nth", facts{"N": i + 1}), bot.Paragraph{{Text: " "}}, said[0]))
		asks.Body = append(asks.Body, said...)
		asks.Buttons = append(asks.Buttons, m.approving(a, i+1)...)
	}
}

// listUnapproved says of all together whom they concern, and of each on a page what it is.
func (m Moment) listUnapproved(asks *bot.Message, all bot.Unheard, skip int) {
	together := bot.Proposal{Versions: schedule.Comparison{Newer: m.schedule}, Radius: all.Radius}
	together.Radius.Languages = nil // what they will read is shown of each that is looked at
	for _, a := range all.Waiting {
		together.Changes = append(together.Changes, m.asProposal(a).Changes...)
	}
	asks.Body = append(asks.Body, m.radius(together, nil)...)
	page := all.Waiting[skip:min(skip+UnapprovedShown, len(all.Waiting))]
	var look []bot.Button
	for i, a := range page {
		n := skip + i + 1
		f := facts{"N": n, "Count": a.People, "What": m.unapprovedChange(a), "Clashing": ""}
		if a.Radius != nil && a.Radius.Clashing > 0 {
			f["Clashing"] = m.label("approve.clashing", facts{"Count": a.Radius.Clashing})
		}
		asks.Body = append(asks.Body, m.line("approve.entry", f))
		look = append(look, press(strconv.Itoa(n), "/approve look "+strconv.FormatInt(a.Number, 10))...)
	}
	asks.Buttons = flow(look, m.morePages("/approve", skip+UnapprovedShown, max(0, len(all.Waiting)-skip-UnapprovedShown)))
}

// unapprovedChange says what has changed, old and new.
func (m Moment) unapprovedChange(a bot.Approval) bot.Paragraph {
	p := m.asProposal(a)
	c := p.Changes[0]
	if !c.After.Off && !c.Before.Off && c.Before.Start.Equal(c.After.Start) && schedule.SameRoom(c.Before.Room, c.After.Room) {
		return m.line("approve.title", facts{"Title": m.named(c.After.Title), "Old": m.named(c.Before.Title)})
	}
	return m.line("act."+changeID(c), m.changing(p, c))
}

// approving are the buttons by which an organiser decides about one change, which is the
// nth of several; 0 if it is alone.
func (m Moment) approving(a bot.Approval, nth int) [][]bot.Button {
	yes, edit, drop := m.label("approve.yes", nil), m.label("approve.edit", nil), m.label("approve.drop", nil)
	if nth > 0 {
		n := facts{"N": nth}
		yes, edit, drop = m.label("approve.yes.one", n), m.label("approve.edit.one", n), m.label("approve.drop.one", n)
	}
	seen := fmt.Sprintf(" %d %d", a.Number, a.Seen)
	return rows(slices.Concat(press(yes, "/approve yes"+seen),
		press(edit, "/approve note "+strconv.FormatInt(a.Number, 10)), press(drop, "/approve drop"+seen)))
}

// hurries says how soon a change matters, and how many do not know it; nothing where that
// is a title alone.
func (m Moment) hurries(a bot.Approval) []bot.Paragraph {
	told, stands := a.Told, a.Stands
	id, start := "", told.Start
	switch {
	case stands.Off:
		id = "off"
	case told.Off:
		id, start = "back", stands.Start
	case stands.Start.Before(told.Start):
		id, start = "earlier", stands.Start
	case stands.Start.After(told.Start):
		id = "later"
	case !schedule.SameRoom(told.Room, stands.Room):
		id = "room"
	}
	left := start.Sub(m.now)
	if id == "" || a.People == 0 || left <= 0 {
		return nil
	}
	return []bot.Paragraph{m.line("approve.hurry."+id, facts{
		"Title": m.named(stands.Title), "Length": m.away(left), "Count": a.People,
		"When": m.when(stands.Start), "Room": m.roomName(stands.Room),
	})}
}
