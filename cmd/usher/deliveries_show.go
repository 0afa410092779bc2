package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// onTime is how much later than its due time a notice may be told and still count
// as on time. Broadcasts go out one by one for as long as it takes, and are never
// late.
const onTime = time.Second

const dayClock = "Mon 2 Jan 15:04:05"

// showEntries prints a line for each notice as it is read, and what they come to.
// Columns have fixed widths: to know the widest would be to wait for the last.
func showEntries(w io.Writer, s *schedule.Schedule, entries iter.Seq[storage.Entry]) {
	const line = "%-19s  %-24s  %-10s  %-34s  %s\n"
	sum := newSummary()
	for e := range entries {
		if sum.count() == 0 {
			fmt.Fprintf(w, line, "due", "chat", "notice", "about", "what became of it ("+zoneName(s)+")")
		}
		sum.add(e)
		kind := string(e.Kind)
		if e.Kind == bot.Ring {
			kind += " " + short(e.Lead)
		}
		about := schedule.Cut(schedule.Line(orElse(titleOf(s, e.Talk), e.Talk)), 34)
		fmt.Fprintf(w, line, e.Due.In(s.Zone()).Format(dayClock), schedule.Line(e.Chat.String()), kind, about, outcome(e, s.Zone()))
	}
	sum.show(w)
}

// outcome is what became of a notice: "sent 14:20:01, message 4711".
func outcome(e storage.Entry, zone *time.Location) string {
	what := string(e.State)
	switch {
	case e.Untold():
		what = "told to nobody yet"
	case e.State == bot.StateQueued:
		what = "waiting"
	}
	if !e.Settled.IsZero() {
		what += " " + e.Settled.In(zone).Format("15:04:05")
	}
	if late := lateness(e); late > onTime {
		what += ", " + short(late) + " late"
	}
	parts := []string{what}
	if e.Message != "" {
		parts = append(parts, "message "+e.Message)
	}
	if e.Attempts > 1 || e.Attempts == 1 && e.State == bot.StateQueued {
		parts = append(parts, count(e.Attempts, "attempt"))
	}
	if e.Uncertain {
		parts = append(parts, "maybe twice")
	}
	text := strings.Join(parts, ", ")
	if e.Reason != "" {
		text += ": " + schedule.Line(e.Reason)
	}
	return text
}

// lateness is by how much a notice was told after it was due, or after it was
// queued where that was later: who stars a talk that is about to start is rung
// late by her own doing.
func lateness(e storage.Entry) time.Duration {
	if e.State != bot.StateSent || e.Kind == bot.Broadcast {
		return 0
	}
	since := e.Due
	if e.Planned.After(since) {
		since = e.Planned
	}
	return e.Settled.Sub(since)
}

// summary is what notices come to.
type summary struct {
	states    map[bot.State]int
	untold    int
	dropped   map[string]int // by reason
	uncertain int
	late      int
	latest    time.Duration
}

func newSummary() summary {
	return summary{states: map[bot.State]int{}, dropped: map[string]int{}}
}

func (s *summary) count() (all int) {
	all = s.untold
	for _, n := range s.states {
		all += n
	}
	return all
}

func (s *summary) add(e storage.Entry) {
	if e.Untold() {
		s.untold++
		return
	}
	s.states[e.State]++
	if e.State == bot.StateDropped {
		s.dropped[e.Reason]++
	}
	if e.Uncertain {
		s.uncertain++
	}
	if late := lateness(e); late > onTime {
		s.late++
		s.latest = max(s.latest, late)
	}
}

func (s *summary) show(w io.Writer) {
	if s.count() == 0 {
		fmt.Fprintln(w, "No notices.")
		return
	}
	var parts []string
	for _, state := range []struct {
		is   bot.State
		name string
	}{{bot.StateSent, "sent"}, {bot.StateQueued, "waiting"}, {bot.StateClaimed, "being sent"},
		{bot.StateDropped, "dropped"}, {bot.StateRejected, "refused"}} {
		if n := s.states[state.is]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state.name))
		}
	}
	if s.untold > 0 {
		parts = append(parts, fmt.Sprintf("%d told to nobody yet", s.untold))
	}
	fmt.Fprintf(w, "\n%s: %s.\n", count(s.count(), "notice"), strings.Join(parts, ", "))
	if len(s.dropped) > 0 {
		fmt.Fprintf(w, "Dropped: %s.\n", strings.Join(byNumber(s.dropped), ", "))
	}
	if s.uncertain > 0 {
		fmt.Fprintf(w, "Maybe told twice: %d.\n", s.uncertain)
	}
	if s.late > 0 {
		fmt.Fprintf(w, "Late by more than a second: %d, the latest by %s.\n", s.late, short(s.latest))
	}
}

// byNumber are counted things as "12 talk moved", the most first.
func byNumber(counted map[string]int) []string {
	names := slices.SortedFunc(maps.Keys(counted), func(a, b string) int {
		return cmp.Or(cmp.Compare(counted[b], counted[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", counted[name], orElse(name, "without a reason"))
	}
	return names
}

// short writes a length of time as "10m", "1h5m" or "2.5s".
func short(d time.Duration) string {
	step := time.Second
	if d < time.Minute {
		step = 100 * time.Millisecond
	}
	text := d.Round(step).String()
	for _, nothing := range []string{"0s", "0m"} {
		if rest, ok := strings.CutSuffix(text, nothing); ok && (strings.HasSuffix(rest, "m") || strings.HasSuffix(rest, "h")) {
			text = rest
		}
	}
	return text
}

// showTallies prints what is left of conferences that are long over.
func showTallies(w io.Writer, tallies []storage.Tally) {
	if len(tallies) == 0 {
		return
	}
	fmt.Fprintln(w, "\nOf those who are forgotten, by day:")
	for _, t := range tallies {
		parts := join(string(t.State), t.Reason)
		if t.Uncertain {
			parts += ", maybe twice"
		}
		fmt.Fprintf(w, "%s  %-10s  %-10s  %7d %s\n", t.Day, t.Platform, t.Kind, t.Notices, parts)
	}
}

// showQueues prints what waits on each network now, and for how long.
func showQueues(w io.Writer, s *schedule.Schedule, queues []bot.Queue) {
	for _, q := range queues {
		if q.Waiting == 0 {
			continue
		}
		line := fmt.Sprintf("Queue of %s: %d waiting", q.Platform, q.Waiting)
		if q.Due > 0 {
			line += fmt.Sprintf(", %d due, the oldest since %s", q.Due, q.OldestDue.In(s.Zone()).Format(dayClock))
		}
		line += fmt.Sprintf("; %d sent in the last minute, %.2f a second", q.Lately, perSecond(q))
		if left, ok := drain(q); ok && left > 0 {
			line += ", " + short(left) + " to go"
		}
		fmt.Fprintln(w, line+".")
	}
}
