package say

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// Changed is a slot of a starred talk that stands otherwise than the person was
// last told.
type Changed struct {
	Talk         string // the talk's key
	Told, Stands bot.Standing
}

// Changes says what is new about slots.
func (m Moment) Changes(all []Changed) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.changes(all) })
}

func (m Moment) changes(all []Changed) bot.Message {
	var body []bot.Paragraph
	var buttons [][]bot.Button
	for _, c := range all {
		message := m.change(c)
		body = append(body, message.Body...)
		buttons = message.Buttons
	}
	if len(all) > 1 {
		buttons = flow(press(m.label("button.agenda", nil), "/agenda"))
	}
	return bot.Message{Body: body, Buttons: buttons, Rings: true}
}

func (m Moment) change(c Changed) bot.Message {
	roomMoved := !schedule.SameRoom(c.Told.Room, c.Stands.Room)
	switch {
	case c.Stands.Off:
		return m.calledOff(c)
	case c.Told.Off:
		return m.back(c)
	case !c.Told.Start.Equal(c.Stands.Start):
		return m.moved(c, roomMoved)
	case roomMoved:
		return bot.Message{Body: append([]bot.Paragraph{m.line(roomChangeID(c), m.standing(c))}, m.retitled(c)...)}
	}
	return bot.Message{Body: []bot.Paragraph{m.line("change.title", m.standing(c))}}
}

// standing are the facts of a change, in words.
func (m Moment) standing(c Changed) facts {
	was := m.clock(c.Told.Start)
	if m.calendar(c.Told.Start) != m.calendar(c.Stands.Start) {
		was = m.dayTime(c.Told.Start)
	}
	return facts{
		"Title": m.named(c.Stands.Title), "Old": m.named(c.Told.Title),
		"Day": m.short(m.calendar(c.Stands.Start)), "Time": m.clock(c.Stands.Start), "When": m.when(c.Stands.Start),
		"Place": m.inPlace(c.Stands.Room), "Room": c.Stands.Room.Name,
		"Was": was, "WasWhen": m.dayTime(c.Told.Start), "WasPlace": m.inPlace(c.Told.Room).Text(), "WasRoom": c.Told.Room.Name,
	}
}

// named is a title, in words where there is none.
func (v Voice) named(title string) string {
	return v.title(&schedule.Slot{Talk: schedule.Talk{Title: title}})
}

// inPlace is "in **Dome**", or nothing where the room is unknown.
func (v Voice) inPlace(room schedule.Room) bot.Paragraph { return v.place(&schedule.Slot{Room: room}) }

// moved says that a slot has another start: loudly if it is earlier, which is
// the one that people miss.
func (m Moment) moved(c Changed, roomMoved bool) bot.Message {
	f := m.standing(c)
	head := "change.moved"
	if c.Stands.Start.Before(c.Told.Start) {
		head = "change.earlier"
	}
	if !roomMoved {
		f["WasPlace"] = ""
	}
	body := append([]bot.Paragraph{m.line(head, f), m.line("change.now", f)}, m.retitled(c)...)
	unstar := "/unstar " + c.Talk
	other, clashes := m.clash(c)
	if !clashes {
		return bot.Message{Body: body, Buttons: flow(press(m.label("button.details", nil), "/talk "+c.Talk),
			press(m.label("button.unstar", nil), unstar))}
	}
	sure := "change.clash"
	if moved, ok := m.schedule.Slot(c.Talk, c.Stands.Start); ok && !moved.SurelyOverlaps(other) {
		sure = "change.clash.may"
	}
	body = append(body, m.line(sure, facts{
		"Title": m.title(other), "When": m.when(other.Start), "Room": m.inRoom(other),
	}))
	return bot.Message{Body: body, Buttons: flow(press(m.label("change.unstar.this", nil), unstar),
		press(m.label("change.unstar.other", nil), "/unstar "+other.Key))}
}

// retitled adds a talk's old name, so that people know it again.
func (m Moment) retitled(c Changed) []bot.Paragraph {
	if schedule.SameTitle(c.Told.Title, c.Stands.Title) {
		return nil
	}
	return []bot.Paragraph{m.line("change.called", facts{"Old": m.named(c.Told.Title)})}
}

func roomChangeID(c Changed) string {
	switch {
	case c.Stands.Room.Name == "":
		return "change.room.none"
	case c.Told.Room.Name == "":
		return "change.room.first"
	}
	return "change.room"
}

// back says that what was called off takes place after all.
func (m Moment) back(c Changed) bot.Message {
	return bot.Message{
		Body: []bot.Paragraph{m.line("change.back", m.standing(c))},
		Buttons: flow(press(m.label("button.details", nil), "/talk "+c.Talk),
			press(m.label("button.unstar", nil), "/unstar "+c.Talk)),
	}
}

// calledOff says that a slot does not take place, and what does at that time.
func (m Moment) calledOff(c Changed) bot.Message {
	p := m.line("change.cancelled", m.standing(c))
	other, ok := m.instead(c)
	if !ok {
		return bot.Message{Body: []bot.Paragraph{p}}
	}
	p = append(p, m.line("change.instead", facts{"Title": m.title(other), "Place": m.plainPlace(other)})...)
	var buttons [][]bot.Button
	if !m.yours(other) {
		buttons = flow(m.pressStar("change.star", nil, "/star "+other.Key))
	}
	return bot.Message{Body: []bot.Paragraph{merge(p)}, Buttons: buttons}
}

// clash is another starred slot at the time of a slot that has moved.
func (m Moment) clash(c Changed) (*schedule.Slot, bool) {
	slot, ok := m.schedule.Slot(c.Talk, c.Stands.Start)
	if !ok {
		return nil, false
	}
	for _, other := range m.schedule.Slots() {
		if other.Key != c.Talk && !other.Cancelled && m.yours(other) && other.Overlaps(slot) {
			return other, true
		}
	}
	return nil, false
}

// instead is another talk that starts when one was to start that is off: one of
// the person's own if there is such.
func (m Moment) instead(c Changed) (*schedule.Slot, bool) {
	var found *schedule.Slot
	if !c.Told.Start.After(m.now) {
		return nil, false
	}
	for _, other := range m.schedule.Slots() {
		if other.Key == c.Talk || other.Cancelled || !other.Start.Equal(c.Told.Start) {
			continue
		}
		if found == nil || m.yours(other) && !m.yours(found) {
			found = other
		}
	}
	return found, found != nil
}

// Held asks an organiser what to do about doubtful schedules.
func (m Moment) Held(waiting ...bot.Waiting) bot.Message {
	asks := m.HeldEach(waiting)
	asks.Rings = true
	if len(waiting) == 1 {
		asks.Buttons = append(rows(press(m.label("held.show", nil), "/accept show")), flow(m.decisions(waiting[0].Number))...)
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
		press(m.label("held.quietly", nil), "/accept quietly "+n),
		press(m.label("held.ignore", nil), "/accept no "+n))
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

// HeldChanges lists what a schedule that is held would change.
func (m Moment) HeldChanges(w bot.Waiting) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.heldChanges(w) })
}

func (m Moment) heldChanges(w bot.Waiting) bot.Message {
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
	return bot.Message{Body: body, Buttons: flow(m.decisions(w.Number))}
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
