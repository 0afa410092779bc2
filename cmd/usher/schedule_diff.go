package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"usher/schedule"
)

// showChanges prints a line for each change.
func showChanges(out io.Writer, changes []schedule.Change) {
	if len(changes) == 0 {
		fmt.Fprintln(out, "No changes.")
	}
	for _, c := range changes {
		fmt.Fprintln(out, news(c))
	}
}

// news is one change in one line, in the tone in which the bot tells it.
func news(c schedule.Change) string {
	a, b := c.Before, c.After
	title := orElse(c.Title(), "(no title)")
	switch c.Kind {
	case schedule.Added:
		return fmt.Sprintf("New: %s, %s", title, placed(b, c.Zone))
	case schedule.Removed:
		return fmt.Sprintf("Removed: %s (was %s)", title, placed(a, c.Zone))
	case schedule.Cancelled:
		return fmt.Sprintf("Cancelled: %s (was %s)", title, placed(a, c.Zone))
	case schedule.Restored:
		return fmt.Sprintf("On again: %s, %s", title, placed(b, c.Zone))
	case schedule.Moved:
		return fmt.Sprintf("Moved: %s, %s", title, moved(a.Start.In(c.Zone), b.Start.In(c.Zone)))
	case schedule.RoomMoved:
		return fmt.Sprintf("Room change: %s, %s", title, arrow(a.Room.Name, b.Room.Name, "no room"))
	case schedule.Retitled:
		return fmt.Sprintf("New title: %s", arrow(a.Title, b.Title, "(no title)"))
	case schedule.Speakers:
		return fmt.Sprintf("Speakers: %s, %s", title, arrow(names(a), names(b), "nobody"))
	case schedule.Duration:
		before, _ := a.Minutes()
		after, _ := b.Minutes()
		return fmt.Sprintf("Length: %s, %d → %d min", title, before, after)
	case schedule.Language:
		return fmt.Sprintf("Language: %s, %s", title, arrow(a.Language, b.Language, "unknown"))
	case schedule.Retracked:
		return fmt.Sprintf("Track: %s, %s", title, arrow(a.Track.Name, b.Track.Name, "none"))
	}
	return fmt.Sprintf("%s: %s", c.Kind, title)
}

func placed(slot *schedule.Slot, zone *time.Location) string {
	text := slot.Start.In(zone).Format("Mon 15:04")
	if slot.Room.Name != "" {
		text += " in " + slot.Room.Name
	}
	return text
}

// moved names the day a second time only where it is another.
func moved(before, after time.Time) string {
	layout := "15:04"
	if schedule.DateOf(before) != schedule.DateOf(after) {
		layout = "Mon 15:04"
	}
	from := "Mon 15:04"
	if days := after.Sub(before).Abs(); days >= 6*24*time.Hour {
		from, layout = "Mon 2 Jan 2006 15:04", "Mon 2 Jan 2006 15:04" // the weekday alone would mislead
	}
	return before.Format(from) + " → " + after.Format(layout)
}

func arrow(before, after, none string) string {
	return orElse(before, none) + " → " + orElse(after, none)
}

func names(slot *schedule.Slot) string {
	var all []string
	for _, p := range slot.Speakers {
		all = append(all, p.Name)
	}
	return strings.Join(all, ", ")
}
