package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"usher/schedule"
)

// showDoubts prints what is wrong or doubtful in a schedule: first what the
// parser met, then what does not fit together.
func showDoubts(out io.Writer, s *schedule.Schedule) {
	var doubts []string
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

// gaps are what slots lack that Usher needs to be exact.
func gaps(s *schedule.Schedule) []string {
	var doubts []string
	for _, slot := range s.Slots() {
		if slot.Cancelled {
			continue
		}
		if slot.Room.Key == "" {
			doubts = append(doubts, name(slot, s.Zone())+" has no room: rings can't say where to go")
		}
		if slot.End.IsZero() {
			doubts = append(doubts, fmt.Sprintf("%s has no end: it counts as running until %s",
				name(slot, s.Zone()), slot.Until.In(s.Zone()).Format("15:04")))
		}
	}
	return doubts
}

// clashes are slots that cannot both be true: two in one room at once, or one
// speaker in two rooms. Lengths that are guesses prove nothing.
func clashes(s *schedule.Schedule) []string {
	var doubts []string
	slots := s.Slots()
	for i, a := range slots {
		for _, b := range slots[i+1:] {
			if !b.Start.Before(a.Until) {
				break // in order of start: all that follow are later
			}
			if a.Cancelled || b.Cancelled || a.End.IsZero() || !a.Overlaps(b) {
				continue
			}
			pair := fmt.Sprintf("%s and %s", name(a, s.Zone()), name(b, s.Zone()))
			if a.Room.Key != "" && a.Room.Key == b.Room.Key {
				doubts = append(doubts, fmt.Sprintf("%s overlap in %s: people can't be told which it is", pair, a.Room.Name))
				continue
			}
			for _, p := range a.Speakers {
				if a.Room.Key != b.Room.Key && slices.ContainsFunc(b.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
					doubts = append(doubts, fmt.Sprintf("%s overlap, and %s speaks in both: in %s and in %s",
						pair, p.Name, orElse(a.Room.Name, "no room"), orElse(b.Room.Name, "no room")))
				}
			}
		}
	}
	return doubts
}

// name is how a slot is found in a schedule.
func name(slot *schedule.Slot, zone *time.Location) string {
	return fmt.Sprintf("%s %s", slot.Start.In(zone).Format("Mon 15:04"), schedule.Cut(titled(slot), 60))
}
