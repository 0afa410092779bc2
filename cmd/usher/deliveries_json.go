package main

import (
	"encoding/json"
	"io"
	"iter"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// entryJSON is a notice for machines. Times are RFC 3339 in the conference's zone.
type entryJSON struct {
	ID        int64      `json:"id"`
	Platform  string     `json:"platform"`
	Chat      string     `json:"chat"`
	Kind      string     `json:"kind"`
	Talk      string     `json:"talk"`
	Title     string     `json:"title,omitempty"`
	Start     time.Time  `json:"start"`
	Lead      float64    `json:"lead_seconds"`
	Planned   time.Time  `json:"planned"`
	Due       time.Time  `json:"due"`
	State     string     `json:"state"`
	Attempts  int        `json:"attempts"`
	Settled   *time.Time `json:"settled,omitempty"`
	Message   string     `json:"message,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Uncertain bool       `json:"maybe_twice"`
}

// summaryJSON is the last line: what the notices come to that were asked for, and how
// delivery stands. Without it the list is not whole.
type summaryJSON struct {
	Notices    int            `json:"notices"`
	Sent       int            `json:"sent"`
	Waiting    int            `json:"waiting"`
	BeingSent  int            `json:"being_sent"`
	Dropped    int            `json:"dropped"`
	Rejected   int            `json:"rejected"`
	Untold     int            `json:"untold"`
	Reasons    map[string]int `json:"dropped_by_reason"`
	MaybeTwice int            `json:"maybe_twice"`
	Late       int            `json:"late"`
	Latest     float64        `json:"latest_by_seconds"`
	Queues     []queueJSON    `json:"queues"`
}

// queueJSON is how delivery stands on a network now, whatever was asked for.
type queueJSON struct {
	Platform  string     `json:"platform"`
	Waiting   int        `json:"waiting"`
	Due       int        `json:"due"`
	OldestDue *time.Time `json:"oldest_due,omitempty"`
	PerSecond float64    `json:"sent_per_second"` // in the last minute
	Drain     *float64   `json:"drain_seconds,omitempty"`
}

// writeEntries writes a line for each notice, and the summary unless reading them
// has failed.
func writeEntries(w io.Writer, s *schedule.Schedule, entries iter.Seq[storage.Entry], queues []bot.Queue, unread *error) error {
	sum := newSummary()
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for e := range entries {
		sum.add(e)
		line := entryJSON{
			ID: e.ID, Platform: e.Chat.Platform, Chat: e.Chat.ID, Kind: string(e.Kind), Talk: e.Talk, Title: titleOf(s, e.Talk),
			Start: e.Start.In(s.Zone()), Lead: e.Lead.Seconds(), Planned: e.Planned.In(s.Zone()), Due: e.Due.In(s.Zone()),
			State: string(e.State), Attempts: e.Attempts, Message: e.Message, Reason: e.Reason, Uncertain: e.Uncertain,
		}
		if !e.Settled.IsZero() {
			settled := e.Settled.In(s.Zone())
			line.Settled = &settled
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	if *unread != nil {
		return nil
	}
	return lines.Encode(map[string]summaryJSON{"summary": sum.json(s, queues)})
}

func (s *summary) json(sched *schedule.Schedule, queues []bot.Queue) summaryJSON {
	j := summaryJSON{
		Notices: s.count(), Sent: s.states[bot.StateSent], Waiting: s.states[bot.StateQueued], BeingSent: s.states[bot.StateClaimed],
		Dropped: s.states[bot.StateDropped], Rejected: s.states[bot.StateRejected], Reasons: s.dropped, Untold: s.untold,
		MaybeTwice: s.uncertain, Late: s.late, Latest: s.latest.Seconds(), Queues: []queueJSON{},
	}
	for _, q := range queues {
		one := queueJSON{Platform: q.Platform, Waiting: q.Waiting, Due: q.Due, PerSecond: perSecond(q)}
		if q.Due > 0 {
			oldest := q.OldestDue.In(sched.Zone())
			one.OldestDue = &oldest
		}
		if left, ok := drain(q); ok {
			seconds := left.Seconds()
			one.Drain = &seconds
		}
		j.Queues = append(j.Queues, one)
	}
	return j
}

// perSecond is how many notices a network was told a second, in the last minute.
func perSecond(q bot.Queue) float64 { return float64(q.Lately) / time.Minute.Seconds() }

// drain is how long it takes until all that is due is told, if that goes on as in
// the last minute; false where nothing can be said.
func drain(q bot.Queue) (time.Duration, bool) {
	if q.Due == 0 || q.Lately == 0 {
		return 0, q.Due == 0
	}
	return time.Duration(float64(q.Due) / perSecond(q) * float64(time.Second)), true
}
