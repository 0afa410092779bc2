package say

import (
	"strconv"
	"time"

	"usher/bot"
)

// usualLeads are the leads that are offered, in minutes.
var usualLeads = []int{5, 10, 15, 30}

// Reminders says how long before a talk the person is rung, and offers others.
// Changed says that it was chosen just now; usual is the conference's own. From
// is the command that leads back; "" if there is none.
func (m Moment) Reminders(s Settings, changed bool, usual time.Duration, from string) bot.Message {
	id := "remind.is"
	if changed {
		id = "remind.set"
	}
	var row []bot.Button
	for _, n := range usualLeads {
		d := time.Duration(n) * time.Minute
		if len(s.Leads) != 1 || s.Leads[0] != d {
			row = append(row, press(m.length(d), cameFrom("/remind "+strconv.Itoa(n), from))...)
		}
	}
	body := []bot.Paragraph{m.line(id, facts{"Leads": m.leads(s.Leads)}), m.line("remind.how", nil)}
	if len(s.Leads) != 1 || s.Leads[0] != usual {
		body = append(body, m.line("remind.default", facts{"Leads": m.length(usual)}))
	}
	muted, unmute := m.allMuted(s.Wishes, "/remind")
	return bot.Message{Body: append(body, muted...), Buttons: flow(row, unmute, m.backTo(from))}
}

// RemindNone says how not to be rung at all. From is as in Reminders.
func (v Voice) RemindNone(from string) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("remind.none", nil)},
		Buttons: flow(press(v.label("button.mute", nil), cameFrom("/mute", from)), v.backTo(from))}
}

// RemindHow says what /remind understands.
func (v Voice) RemindHow(typed string, most time.Duration, several int) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line("remind.not", facts{"Typed": echo(typed), "Most": v.length(most), "Number": several})}}
}
