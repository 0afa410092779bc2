package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"usher/schedule"
)

// showDoubts prints what is wrong or doubtful in a schedule: first what the
// parser met, then what does not fit together. That there is nothing in it is a
// doubt, and no error (format.Parse).
func showDoubts(out io.Writer, s *schedule.Schedule) {
	var doubts []string
	if len(s.Slots()) == 0 {
		doubts = append(doubts, "There is nothing in it: no talks yet.")
	}
	for _, w := range s.Warnings() {
		line := ""
		if w.Line > 0 {
			line = fmt.Sprintf("line %d: ", w.Line)
		}
		doubts = append(doubts, line+w.Text)
	}
	doubts = slices.Concat(doubts, gaps(s), clashes(s))
	if len(doubts) == 0 {
		doubts = []string{"Nothing doubtful."}
	}
	for _, d := range doubts {
		fmt.Fprintln(out, d)
	}
}

// mostGaps is how many slots are named one by one that lack the same thing: a
// format that never has it is one doubt, not a page of them.
const mostGaps = 12

// gaps are what slots lack that Usher needs to be exact.
func gaps(s *schedule.Schedule) []string {
	var roomless, endless []string
	for _, slot := range s.Slots() {
		if slot.Cancelled {
			continue
		}
		if slot.Room.Key == "" {
			roomless = append(roomless, name(slot, s.Zone())+" has no room: rings can't say where to go")
		}
		if slot.End.IsZero() {
			endless = append(endless, fmt.Sprintf("%s has no end: it counts as running until %s",
				name(slot, s.Zone()), slot.Until.In(s.Zone()).Format("15:04")))
		}
	}
	if n := len(roomless); n > mostGaps {
		roomless = []string{fmt.Sprintf("%d of %d talks have no room: rings can't say where to go", n, len(s.Slots()))}
	}
	if n := len(endless); n > mostGaps {
		endless = []string{fmt.Sprintf("%d of %d talks have no end: each counts as running until the next in its room, at most %d min",
			n, len(s.Slots()), schedule.MaxAssumed/time.Minute)}
	}
	return slices.Concat(roomless, endless)
}

// clashes are what two slots at the same time make doubtful.
func clashes(s *schedule.Schedule) []string {
	var doubts []string
	slots := s.Slots()
	for i, a := range slots {
		for _, b := range slots[i+1:] {
			if !b.Start.Before(a.Until) {
				break // in order of start: all that follow are later
			}
			if text := clash(a, b, s.Zone()); text != "" {
				doubts = append(doubts, text)
			}
		}
	}
	return doubts
}

// clash says why two slots cannot both be true: they are in one room at once, or
// have one speaker in two. A length that is a guess proves nothing.
func clash(a, b *schedule.Slot, zone *time.Location) string {
	if a.Cancelled || b.Cancelled || a.End.IsZero() || !a.Overlaps(b) {
		return ""
	}
	both := name(a, zone) + " and " + name(b, zone) + " overlap"
	if a.Room.Key == b.Room.Key {
		if a.Room.Key == "" {
			return ""
		}
		return fmt.Sprintf("%s in %s: people can't be told which it is", both, a.Room.Name)
	}
	for _, p := range a.Speakers {
		if slices.ContainsFunc(b.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
			return fmt.Sprintf("%s, and %s speaks in both: in %s and in %s",
				both, p.Name, orElse(a.Room.Name, "no room"), orElse(b.Room.Name, "no room"))
		}
	}
	return ""
}

// name is how a slot is found in a schedule.
func name(slot *schedule.Slot, zone *time.Location) string {
	return fmt.Sprintf("%s %s", slot.Start.In(zone).Format("Mon 15:04"), schedule.Cut(titled(slot), 60))
}
