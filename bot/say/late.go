package say

import (
	"usher/bot"
	"usher/schedule"
)

// runsLate says of each room in which slots are late that are not over how late it runs,
// once.
func (m Moment) runsLate(slots ...*schedule.Slot) []bot.Paragraph {
	var body []bot.Paragraph
	said := map[string]bool{}
	for _, slot := range slots {
		if slot.Late == 0 || !slot.Until.After(m.now) || slot.Room.Name == "" || said[slot.Room.Key] {
			continue
		}
		said[slot.Room.Key] = true
		body = append(body, m.line("ring.late", facts{"Room": slot.Room.Name, "Length": m.length(slot.Late)}))
	}
	return body
}
