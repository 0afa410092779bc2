package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"usher/schedule"
)

// showSchedule prints a schedule for people: a short head, then day by day.
func showSchedule(out io.Writer, s *schedule.Schedule) {
	c := s.Conference()
	fmt.Fprintln(out, orElse(c.Title, "A schedule without a title"))
	head := []string{dates(c.Start, c.End), zoneName(s)}
	if s.Version() != "" {
		head = append(head, "version "+schedule.Cut(s.Version(), 60))
	}
	fmt.Fprintln(out, join(head...))
	fmt.Fprintln(out, join(count(len(s.Slots()), "talk"), count(len(s.Rooms()), "room"), count(len(s.Speakers()), "speaker")))
	if n := len(s.Warnings()); n > 0 {
		fmt.Fprintf(out, "%s: usher schedule check shows what is doubtful\n", count(n, "warning"))
	}
	for _, day := range s.Days() {
		fmt.Fprintf(out, "\n%s %d %s\n", day.Weekday(), day.Day, day.Month)
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, slot := range s.On(day) {
			fmt.Fprintf(table, "%s\t%s\t%s\n", times(slot, s.Zone()), slot.Room.Name, billing(slot))
		}
		table.Flush()
	}
}

// dates writes a span of days as short as it can be: "13–14 September 2023".
func dates(first, last schedule.Date) string {
	switch {
	case first.IsZero():
		return ""
	case first == last || last.IsZero():
		return fmt.Sprintf("%d %s %d", first.Day, first.Month, first.Year)
	case first.Year != last.Year:
		return fmt.Sprintf("%s – %s", dates(first, first), dates(last, last))
	case first.Month != last.Month:
		return fmt.Sprintf("%d %s – %s", first.Day, first.Month, dates(last, last))
	}
	return fmt.Sprintf("%d–%s", first.Day, dates(last, last))
}

// zoneName says in which time the times are.
func zoneName(s *schedule.Schedule) string {
	if name := s.Zone().String(); name != "" {
		return "times in " + name
	}
	return "times in UTC" + time.Time{}.In(s.Zone()).Format("-07:00")
}

// times are when a slot starts and, where that is known, ends. What lasts a day
// or more, such as an exhibition, needs the date of its end.
func times(slot *schedule.Slot, zone *time.Location) string {
	start := slot.Start.In(zone).Format("15:04")
	if slot.End.IsZero() {
		return start
	}
	end := "15:04"
	if slot.End.Sub(slot.Start) >= 24*time.Hour {
		end = "Mon 2 Jan 15:04"
	}
	return start + "–" + slot.End.In(zone).Format(end)
}

// billing is a slot's title and speakers.
func billing(slot *schedule.Slot) string {
	text := titled(slot)
	var names []string
	for _, p := range slot.Speakers {
		names = append(names, p.Name)
	}
	if len(names) > 0 {
		text += " — " + strings.Join(names, ", ")
	}
	if slot.Cancelled {
		text = "⚠ Cancelled: " + text
	}
	return text
}

func titled(slot *schedule.Slot) string { return orElse(slot.Title, "(no title)") }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// join lists the parts that are there.
func join(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}

// count writes a number of things, all of which have a plural in s.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
