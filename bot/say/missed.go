package say

import (
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// missedSize is how many talks a catch-up names: what is on now is among the first,
// and the rest is history.
const missedSize = 5

// Missed sums up the rings that a chat did not get since an instant, for slots by
// start: what is on now comes first.
func (m Moment) Missed(slots []*schedule.Slot, since time.Time) bot.Message {
	return m.within(func(m Moment) bot.Message { return m.missed(slots, since) })
}

func (m Moment) missed(slots []*schedule.Slot, since time.Time) bot.Message {
	var running, past []*schedule.Slot
	for _, slot := range slots {
		if slot.Until.After(m.now) {
			running = append(running, slot)
		} else {
			past = append(past, slot)
		}
	}
	slots = slices.Concat(running, past)
	body := []bot.Paragraph{m.line("missed.head", facts{
		"Count": len(slots), "From": m.when(since), "To": m.when(m.now),
	})}
	few := slots[:min(missedSize, len(slots))]
	var row []bot.Button
	for i, slot := range few {
		id := "missed.entry"
		switch {
		case i >= len(running):
			id = "missed.entry.over"
		case slot.End.IsZero():
			id = "missed.entry.about"
		}
		body = append(body, m.line(id, facts{
			"N": i + 1, "End": m.when(slot.Until), "When": m.when(slot.Start), "Place": m.place(slot), "Title": m.title(slot),
		}))
		row = append(row, press(m.number(i+1), "/talk "+slot.Key)...)
	}
	if more := len(slots) - len(few); more > 0 {
		body = append(body, m.line("missed.more", facts{"Number": more}))
	}
	return bot.Message{Body: body, Buttons: flow(row, press(m.label("button.now", nil), "/now")), Rings: true}
}
