package say

import (
	"slices"
	"strconv"

	"usher/bot"
	"usher/schedule"
)

const (
	// demandSize is how many talks are listed at once.
	demandSize = 5
	// mostRivals is how many pairs are named between which many are torn.
	mostRivals = 3
)

// Demand lists what is starred most, a page at a time, with what rooms seat, and then
// what many cannot hear both of. Swap is the command that has two slots change places.
func (m Moment) Demand(d *bot.Demand, skip int, swap func(one, other *schedule.Slot) string) bot.Message {
	all := d.Wanted()
	if len(all) == 0 {
		return bot.Message{Body: []bot.Paragraph{m.line("demand.nothing", nil)}, Buttons: flow(press("/stats", "/stats"))}
	}
	page, skip, more := paged(all, skip, demandSize)
	list := &demanded{Moment: m, skip: skip}
	body := []bot.Paragraph{m.line("demand.head", facts{"Time": m.dayTime(m.now)})}
	var swaps []bot.Button
	for _, w := range page {
		n, entry := list.entry(w.Slot)
		body = append(body, entry, tied(m.stars(w)))
		if roomier, ok := d.Roomier(w); w.Full() && ok {
			body = append(body, tied(m.line("demand.roomier", facts{
				"Count": roomier.Stars, "Title": m.title(roomier.Slot), "Room": roomier.Room.Name, "Seats": roomier.Room.Capacity})))
			swaps = append(swaps, press(m.label("demand.swap", facts{"N": n}), swap(w.Slot, roomier.Slot))...)
		}
	}
	if !slices.ContainsFunc(m.schedule.Rooms(), func(r schedule.Room) bool { return r.Capacity > 0 }) {
		body = append(body, m.line("demand.unseated", nil))
	}
	if skip == 0 {
		body = append(body, list.rivals(d)...)
	}
	return bot.Message{Body: body, Buttons: flow(list.buttons, swaps, m.morePages("/demand", skip+demandSize, more))}
}

// stars is how many want to hear a slot: "143 stars, 120 seats".
func (m Moment) stars(w bot.Wanted) bot.Paragraph {
	f := facts{"Count": w.Stars, "Seats": w.Room.Capacity}
	switch {
	case w.Full():
		return m.line("demand.full", f)
	case w.Room.Capacity > 0:
		return m.line("demand.seats", f)
	}
	return m.line("demand.stars", f)
}

// demanded are the talks that an answer names, each with one number and a button.
type demanded struct {
	Moment
	skip    int
	named   []*schedule.Slot
	buttons []bot.Button
}

// entry names a slot in a line, under the number that it has or is given.
func (l *demanded) entry(slot *schedule.Slot) (n int, line bot.Paragraph) {
	i := slices.Index(l.named, slot)
	if i < 0 {
		i = len(l.named)
		l.named = append(l.named, slot)
		l.buttons = append(l.buttons, press(strconv.Itoa(l.skip+i+1), cameFrom("/talk "+slot.Key, pageOf("/demand", l.skip)))...)
	}
	n = l.skip + i + 1
	return n, l.found(n, slot)
}

// rivals says what many cannot hear both of.
func (l *demanded) rivals(d *bot.Demand) []bot.Paragraph {
	var body []bot.Paragraph
	all := d.Rivals()
	for _, r := range all[:min(mostRivals, len(all))] {
		_, first := l.entry(r.First)
		_, second := l.entry(r.Second)
		body = append(body, l.line("demand.rivals", facts{"Count": r.Stars}), tied(first), tied(second))
	}
	return body
}

// tied lets a paragraph go with the one above.
func tied(p bot.Paragraph) bot.Paragraph {
	if len(p) > 0 {
		p[0].Tied = true
	}
	return p
}
