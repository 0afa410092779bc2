package say

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/message"

	"usher/bot"
)

// Status is what organisers may want to know of Usher itself.
type Status struct {
	// Sources are where the schedule comes from, the most trustworthy first.
	Sources []bot.SourceState
	// Queues are by platform, and so are Lanes.
	Queues []bot.Queue
	Lanes  []bot.Lane
	// People is how many chats there are to tell something.
	People int
	// Unapproved is how many changes people are not told of before an organiser has
	// approved that.
	Unapproved int
	// Trouble is why nothing can be written down; zero while it can.
	Trouble bot.Trouble
}

// Status says how the schedule's source and the queue are.
func (m Moment) Status(s Status) bot.Message {
	body := []bot.Paragraph{m.line("status.head", facts{"Time": m.dayTime(m.now)})}
	if len(s.Sources) == 0 {
		body = append(body, m.sourceState(bot.SourceState{})...)
	}
	for _, source := range s.Sources {
		body = append(body, m.sourceState(source)...)
	}
	if s.Unapproved > 0 {
		body = append(body, m.line("status.unapproved", facts{"Count": s.Unapproved}))
	}
	if !s.Trouble.Since.IsZero() {
		body = append(body, m.line("status.unwritten", facts{"At": m.when(s.Trouble.Since), "Why": s.Trouble.Why}))
	}
	for _, q := range s.Queues {
		body = append(body, m.queue(q, s.lane(q.Platform))...)
	}
	if len(s.Queues) == 0 {
		body = append(body, m.line("status.idle", nil))
		for _, lane := range s.Lanes {
			body = append(body, m.paused(lane)...)
		}
	}
	body = append(body, m.line("status.people", facts{"Count": s.People}))
	return bot.Message{Body: body, Buttons: flow(press(m.label("status.again", nil), "/status"))}
}

// sourceState says which schedule is in force and what is wrong with its source.
func (m Moment) sourceState(s bot.SourceState) []bot.Paragraph {
	if s.Hidden > 0 {
		return []bot.Paragraph{m.line("held.removed", facts{"Source": s.Source, "Count": s.Hidden})}
	}
	f := facts{"Version": m.version(s.Version), "Of": m.of(s.Source)}
	id := "status.schedule"
	switch {
	case s.Loaded.IsZero() && s.Source != "":
		id = "status.schedule.none"
	case !s.Loaded.IsZero():
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
		body = append(body, m.line("status.held", facts{"Version": m.version(s.HeldVersion), "Of": m.of(s.Source)}))
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

// lane is how a network lets itself be told things.
func (s Status) lane(platform string) bot.Lane {
	at := slices.IndexFunc(s.Lanes, func(l bot.Lane) bool { return l.Platform == platform })
	if at < 0 {
		return bot.Lane{Platform: platform}
	}
	return s.Lanes[at]
}

// queue is how one network's notices are: what waits and what was done today, how
// long it will take, and what went wrong.
func (m Moment) queue(q bot.Queue, lane bot.Lane) []bot.Paragraph {
	var done []string
	for _, d := range []struct {
		id string
		n  int
	}{{"status.sent", q.Sent}, {"status.dropped", q.Dropped}, {"status.rejected", q.Rejected}, {"status.uncertain", q.Uncertain}} {
		if d.n > 0 || d.id == "status.sent" {
			done = append(done, m.label(d.id, facts{"Number": d.n}))
		}
	}
	f := facts{"Platform": q.Platform, "Done": strings.Join(done, ", "), "Count": q.Due}
	if q.Due == 0 {
		return slices.Concat([]bot.Paragraph{m.line("status.quiet", f)}, m.paused(lane), m.dropped(q))
	}
	f["At"] = m.when(q.OldestDue)
	body := slices.Concat([]bot.Paragraph{m.line("status.queue", f)}, m.retrying(q), m.paused(lane))
	if lane.PerSecond > 0 {
		body = append(body, m.line("status.drain", facts{"Platform": q.Platform, "Rate": m.rate(lane.PerSecond), "Length": m.away(lane.Takes(q.Due))}))
	}
	if q.Lately > 0 {
		body = append(body, m.line("status.lately", facts{"Rate": m.rate(float64(q.Lately) / time.Minute.Seconds())}))
	}
	return append(body, m.dropped(q)...)
}

// retrying says how many of those that wait were put off: until another attempt, or
// until their chat has been told less.
func (m Moment) retrying(q bot.Queue) []bot.Paragraph {
	if q.Retrying == 0 {
		return nil
	}
	return []bot.Paragraph{m.line("status.retrying", facts{"Count": q.Retrying})}
}

// paused says until when a network wants nothing, if it does.
func (m Moment) paused(lane bot.Lane) []bot.Paragraph {
	if lane.Paused <= 0 {
		return nil
	}
	until := m.now.Add(lane.Paused + time.Minute - 1).Truncate(time.Minute)
	return []bot.Paragraph{m.line("status.paused", facts{"Platform": lane.Platform, "Time": m.clock(until)})}
}

// rate is a number of things in a second: "28", "0.2".
func (v Voice) rate(perSecond float64) string {
	if perSecond >= 1 {
		return v.number(int(math.Round(perSecond)))
	}
	return message.NewPrinter(v.language).Sprintf("%.1f", perSecond)
}

// reasons are the sentences for why a notice was dropped, by the ledger's words
// for it. There are more of those, which say nothing to organisers.
var reasons = map[string]string{
	"expired": "late", "gone": "gone", "muted": "muted", "no longer wanted": "unwanted",
	"talk moved": "changed", "talk cancelled": "changed", "talk withdrawn": "changed", "changed again": "changed",
}

// dropped says why notices were dropped, the most first.
func (m Moment) dropped(q bot.Queue) []bot.Paragraph {
	counts := map[string]int{}
	for reason, n := range q.Reasons {
		id, known := reasons[reason]
		switch {
		case strings.HasPrefix(reason, "too late"):
			id = "late"
		case !known:
			id = "other"
		}
		counts[id] += n
	}
	if len(counts) == 0 {
		return nil
	}
	var why []string
	for _, id := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		why = append(why, m.label("status.why."+id, facts{"Number": counts[id]}))
	}
	return []bot.Paragraph{m.line("status.whys", facts{"What": strings.Join(why, ", ")})}
}
