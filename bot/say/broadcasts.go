package say

import (
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
		body = append(body, m.inList(n))
		if n.State == bot.NewsScheduled || n.State == bot.NewsSpreading || n.Waiting > 0 && n.State == bot.NewsSpread {
			withdraw = append(withdraw, m.withdrawing(n, broadcastsList)...)
		}
	}
	return bot.Message{Body: body, Buttons: flow(withdraw)}
}

// broadcastsList ends the command of a button that leads back to the list of broadcasts.
const broadcastsList = " < /broadcasts"

// inList is a broadcast in a line.
func (m Moment) inList(n bot.News) bot.Paragraph {
	return m.line("broadcasts.entry", facts{
		"N": int(n.Number), "How": m.stands(n), "Whom": m.whom(n.Addressees), "Text": excerpt(n.Text("")),
	})
}

// withdrawing is the button that withdraws a broadcast, and leads back to where from.
func (m Moment) withdrawing(n bot.News, from string) []bot.Button {
	command := "/undo " + TellingRef(bot.TellingName{Kind: bot.Broadcast, Number: n.Number})
	return press(m.label("broadcast.withdraw", facts{"N": int(n.Number)}), command+from)
}

// StillScheduled says, after somebody has been taken off the team, what they have scheduled
// that goes out all the same: it was the team's word.
func (m Moment) StillScheduled(revoked bot.Message, theirs []bot.News) bot.Message {
	if len(theirs) == 0 {
		return revoked
	}
	revoked.Body = append(revoked.Body, bot.Paragraph{}, m.line("revoke.scheduled", facts{"Count": len(theirs)}))
	var withdraw []bot.Button
	for _, n := range theirs {
		revoked.Body = append(revoked.Body, m.inList(n))
		withdraw = append(withdraw, m.withdrawing(n, broadcastsList)...)
	}
	leave := press(m.label("revoke.leave", facts{"Count": len(theirs)}), "/team")
	revoked.Buttons = append(flow(withdraw), flow(leave)...)
	return revoked
}

// stands is how a broadcast stands: "told 12 at 11:04".
func (m Moment) stands(n bot.News) string {
	f := facts{"At": m.at(n.Due()), "Due": m.when(n.Due()), "Began": m.at(n.Began), "Since": m.when(n.Began), "Count": n.Sent}
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
		id, f["Count"] = "broadcasts.sending", n.Waiting
	case n.Sent == 0:
		id = "broadcasts.nobody"
	case !n.At.IsZero() && n.Began.Sub(n.At) > late:
		id = "broadcasts.late"
	}
	how := m.label(id, f)
	if len(n.Without) > 0 {
		how = m.label("broadcasts.without", facts{"How": how, "Networks": m.networks(n.Without)})
	}
	return how
}

// excerpt is the beginning of what was written, in a line.
func excerpt(text string) string {
	return schedule.Cut(strings.Join(strings.Fields(bot.Message{Body: marked(text)}.Text()), " "), broadcastRunes)
}

// BroadcastWithdraw asks which broadcast is to be withdrawn, of those that can be.
func (m Moment) BroadcastWithdraw(some []bot.News) bot.Message {
	if len(some) == 0 {
		return m.BroadcastGone()
	}
	message := m.one("broadcasts.which", facts{"Count": len(some)})
	var withdraw []bot.Button
	for _, n := range some {
		message.Body = append(message.Body, m.inList(n))
		withdraw = append(withdraw, m.withdrawing(n, "")...)
	}
	message.Buttons = flow(withdraw)
	return message
}

// BroadcastGone says that there is nothing to withdraw.
func (v Voice) BroadcastGone() bot.Message { return v.one("broadcast.gone", nil) }
