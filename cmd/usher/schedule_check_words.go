package main

import (
	"fmt"
	"strings"
	"time"

	"usher/schedule"
)

// name is how a slot is found in a schedule.
func (c *checker) name(slot *schedule.Slot) string {
	return fmt.Sprintf("%s %s", slot.Start.In(c.zone).Format("Mon 15:04"), schedule.Cut(titled(slot), 50))
}

// some names the first few of slots.
func (c *checker) some(slots []*schedule.Slot) string { return c.few(slots, c.name) }

func (c *checker) few(slots []*schedule.Slot, name func(*schedule.Slot) string) string {
	return firstFew(slots, c.most, name)
}

// pairs names the first few of slots that overlap.
func (c *checker) pairs(pairs []schedule.Pair, name func(*schedule.Slot) string) string {
	return firstFew(pairs, max(1, c.most-1), func(p schedule.Pair) string { return name(p[0]) + " and " + name(p[1]) })
}

// firstFew lists the first of all, and says how many more there are.
func firstFew[T any](all []T, few int, name func(T) string) string {
	var names []string
	for _, one := range all[:min(len(all), few)] {
		names = append(names, name(one))
	}
	if n := len(all) - len(names); n > 0 {
		names = append(names, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(names, "; ")
}

// talks is a number of talks with the verb that fits it.
func talks(n int, one, many string) string {
	if n == 1 {
		return "1 talk " + one
	}
	return fmt.Sprintf("%d talks %s", n, many)
}

// it stands for one talk, or in other words for several.
func it(n int, several string) string {
	if n == 1 {
		return "it"
	}
	return several
}

// often says how many times, from two on.
func often(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(", %d times", n)
}

// hours is a slot's length, as somebody reads it who may have mistyped it.
func hours(slot *schedule.Slot) string {
	length := slot.Until.Sub(slot.Start)
	if minutes := length % time.Hour / time.Minute; minutes > 0 {
		return fmt.Sprintf("%d h %d min", length/time.Hour, minutes)
	}
	return fmt.Sprintf("%d h", length/time.Hour)
}

const dayForm = "Mon 2 Jan 2006"

// between writes a span of days: "Wed 13 to Thu 14 Sep 2023".
func between(first, last schedule.Date) string {
	a, b := first.At(0, 0, time.UTC), last.At(0, 0, time.UTC)
	switch {
	case first == last:
		return a.Format(dayForm)
	case first.Year != last.Year:
		return a.Format(dayForm) + " to " + b.Format(dayForm)
	case first.Month != last.Month:
		return a.Format("Mon 2 Jan") + " to " + b.Format(dayForm)
	}
	return a.Format("Mon 2") + " to " + b.Format(dayForm)
}

// daysOf writes days, of which those in a row are one span.
func daysOf(all []schedule.Date) string {
	var spans []string
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n] == all[0].Add(n) {
			n++
		}
		spans = append(spans, between(all[0], all[n-1]))
		all = all[n:]
	}
	return strings.Join(spans, ", ")
}

// zoneShort is a time zone by its name, or else by its offset.
func zoneShort(s *schedule.Schedule) string {
	if s.Conference().Zoneless {
		return "no known time zone"
	}
	if name := s.Zone().String(); name != "" {
		return name
	}
	return "UTC" + time.Time{}.In(s.Zone()).Format("-07:00")
}

// whatThereIs counts what there is, and how many things there are to look at.
func whatThereIs(s *schedule.Schedule, things int) string {
	parts := count(len(s.Slots()), "talk")
	cancelled := 0
	for _, slot := range s.Slots() {
		if slot.Cancelled {
			cancelled++
		}
	}
	if cancelled > 0 {
		parts += fmt.Sprintf(" (%d cancelled)", cancelled)
	}
	if all := s.Days(); len(all) > 0 {
		rooms := map[string]bool{}
		for _, slot := range s.Slots() {
			rooms[slot.Room.Key] = true
		}
		delete(rooms, "")
		parts += fmt.Sprintf(" in %s on %s, %s", count(len(rooms), "room"), count(len(all), "day"), between(all[0], all[len(all)-1]))
	}
	todo := "Nothing to look at."
	if things > 0 {
		todo = count(things, "thing") + " to look at."
	}
	return fmt.Sprintf("%s, %s. %s", parts, zoneShort(s), todo)
}
