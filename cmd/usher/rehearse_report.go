package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"usher/bot"
)

const (
	// busiest is how many minutes are named.
	busiest = 5
	// inTime is how late a message may be that is not late.
	inTime = time.Minute
)

// summarise says what people would have received. Many is how many messages in an hour
// are not too many.
func (r *rehearsal) summarise(w io.Writer, many int) error {
	out := bufio.NewWriter(w)
	r.head(out)
	r.minutes(out)
	r.lateness(out)
	r.flooded(out, many)
	for _, l := range r.cues {
		fmt.Fprintf(out, "%s %s: %s\n", r.clock(l.at), l.typed, l.answer)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return nil
}

func (r *rehearsal) clock(t time.Time) string {
	return t.In(r.schedule.Zone()).Format("Mon 2 Jan 15:04")
}

// head says how many messages there are, of which kinds and on which networks.
func (r *rehearsal) head(out io.Writer) {
	kinds, on, people := map[string]int{}, map[string]int{}, map[bot.Chat]bool{}
	for _, t := range r.told {
		kinds[cmp.Or(string(t.kind), "other")]++
		on[t.chat.Platform]++
		people[t.chat] = true
	}
	fmt.Fprintf(out, "%s, from %s to %s.\n", r.schedule.Conference().Title, r.clock(r.from), r.clock(r.to))
	if r.madeUp > 0 {
		fmt.Fprintf(out, "Made up: %d people.\n", r.madeUp)
	}
	fmt.Fprintf(out, "%s to %s: %s.\n", count(len(r.told), "message"), count(len(people), "chat"), tally(kinds))
	if len(on) > 0 {
		fmt.Fprintf(out, "By network: %s.\n", tally(on))
	}
}

// minutes names the busiest minutes of each network.
func (r *rehearsal) minutes(out io.Writer) {
	for _, n := range r.networks {
		told := map[time.Time]int{}
		for _, t := range r.told {
			if t.chat.Platform == n.Name() {
				told[t.at.Truncate(time.Minute)] += t.parts
			}
		}
		if len(told) == 0 {
			continue
		}
		limit := "which declares no limit"
		perSecond := n.Traits().PerSecond
		if n.limit != nil {
			perSecond = float64(n.limit.Limit())
		}
		if perSecond > 0 {
			limit = fmt.Sprintf("which takes %.0f in one", perSecond*time.Minute.Seconds())
		}
		fmt.Fprintf(out, "Busiest minutes on %s, %s:\n", n.Name(), limit)
		all := slices.SortedFunc(maps.Keys(told), func(a, b time.Time) int { return cmp.Or(cmp.Compare(told[b], told[a]), a.Compare(b)) })
		for _, minute := range all[:min(busiest, len(all))] {
			fmt.Fprintf(out, "  %s  %d\n", r.clock(minute), told[minute])
		}
	}
}

// lateness says what came too late.
func (r *rehearsal) lateness(out io.Writer) {
	late, started, worst := 0, 0, told{}
	for _, t := range r.told {
		if t.edits {
			continue
		}
		if t.late() > inTime {
			late++
		}
		if t.late() > worst.late() {
			worst = t
		}
		if !t.start.IsZero() && t.at.After(t.start) {
			started++
		}
	}
	fmt.Fprintf(out, "Late by more than a minute: %d", late)
	if late > 0 {
		fmt.Fprintf(out, ", the most by %s at %s", worst.late().Round(time.Second), r.clock(worst.at))
	}
	fmt.Fprintf(out, ". After the start: %d. Too late to be said: %d.\n", started, r.missed)
}

// flooded says who got more than so many messages in an hour.
func (r *rehearsal) flooded(out io.Writer, many int) {
	per := map[bot.Chat][]time.Time{}
	for _, t := range r.told {
		if !t.edits {
			per[t.chat] = append(per[t.chat], t.at)
		}
	}
	flooded, most, when := 0, 0, time.Time{}
	for _, times := range per {
		n, at := hourly(times)
		if n > many {
			flooded++
		}
		if n > most || n == most && at.Before(when) {
			most, when = n, at
		}
	}
	fmt.Fprintf(out, "More than %d messages in an hour: %s", many, count(flooded, "chat"))
	if most > 0 {
		fmt.Fprintf(out, "; the most are %d, from %s", most, r.clock(when))
	}
	fmt.Fprintln(out, ".")
}

// hourly is how many of some instants, which are in order, fall into one hour at most,
// and when that begins.
func hourly(times []time.Time) (most int, from time.Time) {
	first := 0
	for i, t := range times {
		for t.Sub(times[first]) >= time.Hour {
			first++
		}
		if n := i - first + 1; n > most {
			most, from = n, times[first]
		}
	}
	return most, from
}

// tally is "12 ring, 3 change", the most first.
func tally(counts map[string]int) string {
	var all []string
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		all = append(all, fmt.Sprintf("%d %s", counts[name], name))
	}
	return strings.Join(all, ", ")
}

// lines are messages as lines of JSON.
type lines struct {
	out     *bufio.Writer
	encoder *json.Encoder
	err     error
}

// message is how a line shows one. Its names are kept: people read them by machine.
type message struct {
	At    time.Time      `json:"at"`
	Chat  string         `json:"chat"`
	Kind  bot.NoticeKind `json:"kind"`
	Talks []string       `json:"talks,omitempty"`
	Due   *time.Time     `json:"due,omitempty"`
	Late  float64        `json:"late_seconds"`
	Sound bool           `json:"sound"`
	Edits bool           `json:"edits"`
	Text  string         `json:"text"`
}

func newLines(w io.Writer) *lines {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &lines{out: out, encoder: encoder}
}

func (l *lines) add(t told, zone *time.Location) {
	m := message{At: t.at.Round(time.Millisecond).In(zone), Chat: t.chat.String(), Kind: t.kind, Talks: t.talks, Late: t.late().Round(time.Millisecond).Seconds(), Sound: t.rings, Edits: t.edits, Text: t.text}
	if !t.due.IsZero() {
		due := t.due.In(zone)
		m.Due = &due
	}
	if err := l.encoder.Encode(m); err != nil && l.err == nil {
		l.err = err
	}
}

func (l *lines) flush() error {
	if err := cmp.Or(l.err, l.out.Flush()); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}
