package say

import (
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

const (
	// broadcastRunes is how much is shown of each broadcast in a list.
	broadcastRunes = 60
	// late is from when on it is said that a broadcast went out late.
	late = 2 * time.Minute
)

// Broadcasts lists what organisers have told, and what they are about to.
func (m Moment) Broadcasts(listed []bot.News) bot.Message {
	if len(listed) == 0 {
		return m.one("broadcasts.none", nil)
	}
	body := []bot.Paragraph{m.line("broadcasts.head", nil)}
	var withdraw []bot.Button
	for _, n := range listed {
		body = append(body, m.line("broadcasts.entry", facts{
			"N": int(n.Number), "How": m.stands(n), "Whom": m.whom(n.Addressees), "Text": excerpt(n.Text("")),
		}))
		if n.State == bot.NewsScheduled || n.State == bot.NewsSpreading || n.Waiting > 0 && n.State == bot.NewsSpread {
			withdraw = append(withdraw, press(m.label("broadcast.withdraw", facts{"N": int(n.Number)}), "/broadcast withdraw "+strconv.FormatInt(n.Number, 10))...)
		}
	}
	return bot.Message{Body: body, Buttons: flow(withdraw)}
}

// stands is how a broadcast stands: "told 12 at 11:04".
func (m Moment) stands(n bot.News) string {
	f := facts{"At": m.at(n.Due()), "Due": m.when(n.Due()), "Began": m.at(n.Began), "Count": n.Sent, "Waiting": n.Waiting}
	id := "broadcasts.sent"
	switch {
	case n.State == bot.NewsScheduled:
		id = "broadcasts.scheduled"
	case n.State == bot.NewsLapsed:
		id = "broadcasts.lapsed"
	case n.State == bot.NewsWithdrawn && n.Sent == 0:
		id = "broadcasts.withdrawn.before"
	case n.State == bot.NewsWithdrawn:
		id = "broadcasts.withdrawn"
	case n.State == bot.NewsSpreading || n.Waiting > 0:
		id = "broadcasts.sending"
	case !n.At.IsZero() && n.Began.Sub(n.At) > late:
		id = "broadcasts.late"
	}
	return m.label(id, f)
}

// excerpt is the beginning of what was written, in a line.
func excerpt(text string) string {
	return schedule.Cut(strings.Join(strings.Fields(bot.Message{Body: marked(text)}.Text()), " "), broadcastRunes)
}

// BroadcastWithdrawn says that nobody more is told of a broadcast, and how many it was
// on their way to; 0 where it had not begun.
func (v Voice) BroadcastWithdrawn(unsent int) bot.Message {
	if unsent == 0 {
		return v.one("broadcast.withdrawn", nil)
	}
	return v.one("broadcast.stopped", facts{"Count": unsent})
}

// BroadcastGone says that there is nothing to withdraw.
func (v Voice) BroadcastGone() bot.Message { return v.one("broadcast.gone", nil) }
