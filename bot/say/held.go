package say

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Held asks an organiser what to do about doubtful schedules. Whom it concerns if one is
// used is shown before that can be pressed.
func (m Moment) Held(waiting ...bot.Waiting) bot.Message {
	asks := m.HeldEach(waiting)
	asks.Rings = true
	if len(waiting) == 1 {
		asks.Buttons = flow(press(m.label("held.show", nil), "/accept show"), m.ignoring(waiting[0].Number))
	}
	return asks
}

// HeldEach says of each of several schedules that it is held, and leads to what it
// would change.
func (m Moment) HeldEach(waiting []bot.Waiting) bot.Message {
	var each bot.Message
	var lead []bot.Button
	for _, w := range waiting {
		each.Body = append(each.Body, m.doubt(w)...)
		lead = append(lead, press(m.label("held.show.one", facts{"Source": w.Source}), "/accept show "+strconv.FormatInt(w.Number, 10))...)
	}
	each.Buttons = flow(lead)
	return each
}

func (m Moment) decisions(number int64) []bot.Button {
	n := strconv.FormatInt(number, 10)
	return slices.Concat(
		press(m.label("held.use", nil), "/accept yes "+n),
		press(m.label("held.quietly", nil), "/accept quietly "+n), m.ignoring(number))
}

func (m Moment) ignoring(number int64) []bot.Button {
	return press(m.label("held.ignore", nil), "/accept no "+strconv.FormatInt(number, 10))
}

// doubt says what a doubtful schedule would cost.
func (m Moment) doubt(w bot.Waiting) []bot.Paragraph {
	d := schedule.Loss(w.Older, w.Newer, m.now)
	f := facts{"New": m.of(w.Source), "Old": m.label("held.old", nil), "Count": d.Lost, "Future": d.Future}
	if v := w.Newer.Version(); v != "" {
		f["New"] = m.of(w.Source) + " (" + v + ")"
	}
	if v := w.Older.Version(); v != "" {
		f["Old"] = v
	}
	if d.Empty {
		return []bot.Paragraph{m.line("held.empty", f)}
	}
	id := "held.lost"
	if d.Shifted() && d.Lost < d.Moved {
		id, f["Count"] = "held.moved", d.Moved
	}
	body := []bot.Paragraph{m.line(id, f)}
	if whole := slices.Concat(d.Rooms, d.Tracks); len(whole) > fewNames {
		body = append(body, m.line("held.whole", facts{"Names": strings.Join(whole[:fewNames], ", ") + " …"}))
	} else if len(whole) > 0 {
		body = append(body, m.line("held.whole", facts{"Names": m.and(whole)}))
	}
	return body
}

// fewNames is how many rooms and tracks are named that lose all.
const fewNames = 4

// shown is how many changes are listed of a schedule that is held.
const shown = 12

// HeldChanges lists what a schedule that is held would change, and says for whom.
func (m Moment) HeldChanges(w bot.Waiting, p bot.Proposal) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.heldChanges(w, p) })
}

func (m Moment) heldChanges(w bot.Waiting, p bot.Proposal) bot.Message {
	body := m.doubt(w)
	changes := schedule.Diff(w.Older, w.Newer)
	for _, c := range changes[:min(shown, len(changes))] {
		slot := c.After
		if slot == nil {
			slot = c.Before
		}
		body = append(body, m.line("held.entry", facts{
			"When": m.dayTime(slot.Start), "Room": m.inRoom(slot), "Title": m.title(slot),
			"What": m.label("held.kind."+string(c.Kind), nil),
		}))
	}
	if more := len(changes) - shown; more > 0 {
		body = append(body, m.line("held.more", facts{"Count": more}))
	}
	return bot.Message{Body: append(body, m.radius(p, nil)...), Buttons: flow(m.decisions(w.Number))}
}

// NothingHeld says that there is nothing to accept.
func (v Voice) NothingHeld() bot.Message { return v.one("held.nothing", nil) }

// Accepted says that a schedule that was held is in force, and who is told.
func (v Voice) Accepted(w bot.Waiting, quietly bool) bot.Message {
	id := "held.accepted"
	if quietly {
		id = "held.accepted.quietly"
	}
	return v.one(id, facts{"New": v.naming(w.Newer, w.Source)})
}

// Ignored says that the schedule in force stays.
func (v Voice) Ignored(w bot.Waiting) bot.Message {
	return v.one("held.ignored", facts{"Old": v.naming(w.Older, w.Source)})
}

// naming is the name of a source's version, in words where it has none.
func (v Voice) naming(s *schedule.Schedule, source string) string {
	return cmp.Or(s.Version(), v.label("held.unnamed", nil)) + v.of(source)
}

// of is " of workshops", or "" where there is only one source.
func (v Voice) of(source string) string {
	if source == "" {
		return ""
	}
	return " " + v.label("held.of", facts{"Source": source})
}

// Removed tells an organiser of sources that the settings do not name any more.
func (v Voice) Removed(gone []bot.SourceState) bot.Message {
	m := bot.Message{Rings: true}
	for _, s := range gone {
		m.Body = append(m.Body, v.line("held.removed", facts{"Source": s.Source, "Count": s.Hidden}))
	}
	return m
}
