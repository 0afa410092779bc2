package say

import (
	"strconv"
	"strings"

	"usher/bot"
)

// Broadcast is what people read of what the organisers wrote: its lines as they
// are, nothing in them is markup.
func (v Voice) Broadcast(text string) bot.Message {
	body := []bot.Paragraph{v.line("broadcast.head", nil)}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			body = append(body, bot.Paragraph{})
			continue
		}
		body = append(body, bot.Paragraph{{Text: line}})
	}
	return bot.Message{Body: body, Rings: true}
}

// BroadcastExample is something that an organiser might tell everyone.
func (v Voice) BroadcastExample() string { return v.label("broadcast.example", nil) }

// BroadcastPreview shows a draft of that number as people will read it, and says
// how many will.
func (v Voice) BroadcastPreview(id int64, text string, people int) bot.Message {
	message := bot.Message{Body: append([]bot.Paragraph{v.line("broadcast.to", facts{"Count": people}), {}},
		v.Broadcast(text).Body...)}
	number := strconv.FormatInt(id, 10)
	message.Buttons = flow(
		press(v.label("broadcast.send", facts{"Count": people}), "/broadcast send "+number),
		press(v.label("broadcast.cancel", nil), "/broadcast cancel "+number))
	return message
}

// BroadcastTooLong says how many characters must go.
func (v Voice) BroadcastTooLong(most, over int) bot.Message {
	return v.one("broadcast.long", facts{"Most": most, "Count": over})
}

// BroadcastNobody says that there is nobody to tell.
func (v Voice) BroadcastNobody() bot.Message { return v.one("broadcast.nobody", nil) }

// BroadcastSending says that a broadcast is on its way.
func (v Voice) BroadcastSending(people int) bot.Message {
	message := v.one("broadcast.sending", facts{"Count": people})
	message.Buttons = flow(press("/status", "/status"))
	return message
}

// BroadcastSent says that a draft went out already.
func (v Voice) BroadcastSent() bot.Message { return v.one("broadcast.sent", nil) }

// BroadcastCancelled says that nobody is told.
func (v Voice) BroadcastCancelled() bot.Message { return v.one("broadcast.cancelled", nil) }

// BroadcastDead says that a draft cannot be sent or cancelled any more.
func (v Voice) BroadcastDead() bot.Message { return v.one("broadcast.dead", nil) }

// WhoAmI says how organisers are named, with the person's own name.
func (v Voice) WhoAmI(person bot.Chat, organiser bool) bot.Message {
	id := "whoami.visitor"
	if organiser {
		id = "whoami.organiser"
	}
	name := bot.Paragraph{{Text: person.String(), Style: bot.Code}}
	return bot.Message{Body: []bot.Paragraph{v.line("whoami.name", facts{"Name": name}), v.line(id, nil)}}
}

// Status is what organisers may want to know of Usher itself.
type Status struct {
	Source bot.SourceState
	// Queues are by platform.
	Queues []bot.Queue
	// People is how many chats there are to tell something.
	People int
}

// Status says how the schedule's source and the queue are.
func (m Moment) Status(s Status) bot.Message {
	body := append([]bot.Paragraph{m.line("status.head", facts{"Time": m.dayTime(m.now)})}, m.sourceState(s.Source)...)
	for _, q := range s.Queues {
		body = append(body, m.queue(q))
	}
	if len(s.Queues) == 0 {
		body = append(body, m.line("status.idle", nil))
	}
	body = append(body, m.line("status.people", facts{"Count": s.People}))
	return bot.Message{Body: body, Buttons: flow(press(m.label("status.again", nil), "/status"))}
}

// sourceState says which schedule is in force and what is wrong with its source.
func (m Moment) sourceState(s bot.SourceState) []bot.Paragraph {
	f := facts{"Version": m.version(s.Version)}
	id := "status.schedule"
	if !s.Loaded.IsZero() {
		id, f["At"], f["Ago"] = "status.schedule.loaded", m.when(s.Loaded), m.away(max(0, m.now.Sub(s.Loaded)))
	}
	body := []bot.Paragraph{m.line(id, f)}
	f = facts{"Source": s.Name, "At": m.when(s.Answered), "Why": s.Problem}
	switch {
	case !s.FailingSince.IsZero() && s.Unusable:
		f["At"] = m.when(s.FailingSince)
		body = append(body, m.line("status.unusable", f))
	case !s.FailingSince.IsZero():
		if s.Answered.IsZero() {
			f["At"] = m.when(s.FailingSince)
		}
		body = append(body, m.line("status.failing", f))
	case !s.Answered.IsZero():
		body = append(body, m.line("status.answered", f))
	}
	if s.Held {
		body = append(body, m.line("status.held", facts{"Version": m.version(s.HeldVersion)}))
	}
	return body
}

// version is "version 0.14".
func (v Voice) version(name string) string {
	if name == "" {
		return v.label("status.unnumbered", nil)
	}
	return v.label("status.version", facts{"Version": name})
}

// queue is how one network's notices are.
func (m Moment) queue(q bot.Queue) bot.Paragraph {
	var done []string
	for _, d := range []struct {
		id string
		n  int
	}{{"status.sent", q.Sent}, {"status.dropped", q.Dropped}, {"status.rejected", q.Rejected}} {
		if d.n > 0 || d.id == "status.sent" {
			done = append(done, m.label(d.id, facts{"Number": d.n}))
		}
	}
	f := facts{"Platform": q.Platform, "Done": strings.Join(done, ", "), "Count": q.Due}
	if q.Due == 0 {
		return m.line("status.quiet", f)
	}
	f["At"] = m.when(q.OldestDue)
	return m.line("status.queue", f)
}

// one is a message of one sentence.
func (v Voice) one(id string, f facts) bot.Message {
	return bot.Message{Body: []bot.Paragraph{v.line(id, f)}}
}

// Encrypted tells organisers of rooms in which Usher cannot read.
func (v Voice) Encrypted(rooms []string) bot.Message {
	return bot.Message{Rings: true, Body: []bot.Paragraph{
		v.line("encrypted.rooms", facts{"Count": len(rooms), "Rooms": v.and(rooms)}),
		v.line("encrypted.how", nil),
	}}
}
