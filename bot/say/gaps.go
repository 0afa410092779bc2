package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// A gap between two talks is worth a line from shortestGap on: that is a talk of
// the usual length, with the way there and back.
const shortestGap = 45 * time.Minute

// mostGaps is how many gaps have a button that shows what is on meanwhile.
const mostGaps = 2

// gap is free time between two of a person's talks.
type gap struct{ from, until time.Time }

// gaps are the gaps of a day that are not over, by the slot that ends them.
func (m Moment) gaps(day []*schedule.Slot) map[*schedule.Slot]gap {
	gaps := map[*schedule.Slot]gap{}
	var busy time.Time
	for _, slot := range day {
		if slot.Cancelled {
			continue
		}
		if !busy.IsZero() && slot.Start.Sub(busy) >= shortestGap && slot.Start.After(m.now) {
			gaps[slot] = gap{busy, slot.Start}
		}
		if slot.Until.After(busy) {
			busy = slot.Until
		}
	}
	return gaps
}

// gapButtons lead to what is on in the first gaps in which something is.
func (m Moment) gapButtons(page []*schedule.Slot, gaps map[*schedule.Slot]gap) []bot.Button {
	var row []bot.Button
	for _, slot := range page {
		gap, ok := gaps[slot]
		if !ok || len(row) == mostGaps {
			continue
		}
		if at, ok := m.somethingIn(gap); ok {
			row = append(row, press(m.label("button.gap", facts{"Time": m.clock(at)}),
				"/at "+m.stamp(at))...)
		}
	}
	return row
}

// somethingIn is when in a gap there is something to see: at once if anything is
// on then, else when the first talk starts.
func (m Moment) somethingIn(g gap) (time.Time, bool) {
	from := g.from
	if from.Before(m.now) {
		from = m.now.Truncate(time.Minute)
	}
	if len(m.schedule.Now(from)) > 0 {
		return from, true
	}
	if first, ok := m.schedule.First(from); ok && first.Start.Before(g.until) {
		return first.Start, true
	}
	return time.Time{}, false
}
