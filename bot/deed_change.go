package bot

import (
	"strings"
	"time"

	"usher/schedule"
)

const (
	// deedLayout is an instant in the log, in the conference's zone, as spreadsheets read it.
	deedLayout = "2006-01-02 15:04"
	// mostChanges is of how many changes a deed says each; the log is read, and not replayed.
	mostChanges = 5
	// mostTitled is how many characters of a title it says.
	mostTitled = 40
)

// Changed says of a deed what an act changes: how that stands before and after, in words
// that mean something without the day's numbers. An act that takes back another is about
// what it changes, too: all else that was said of it is a number.
func (d *Doing) Changed(a Act, changes []SlotChange, zone *time.Location) {
	if a.Quiet {
		d.Result = DeedQuiet
	}
	var titles, was, became []string
	for _, c := range changes[:min(mostChanges, len(changes))] {
		before, after := differ(c.Before, c.After, zone)
		if c.Returned && c.Before.Alike(c.After) { // there was no such talk
			before = ""
		}
		titles = append(titles, schedule.Cut(c.title(), mostTitled))
		was, became = append(was, before), append(became, after)
	}
	if len(changes) > mostChanges {
		was, became = append(was, "…"), append(became, "…")
	}
	if a.Undoes != 0 && len(titles) > 0 {
		d.About = strings.Join(titles, "; ")
	}
	d.Was, d.Became = strings.Join(was, "; "), strings.Join(became, "; ")
}

// title is what the talk is called, be it that it is gone.
func (c SlotChange) title() string {
	if c.After.Title != "" {
		return c.After.Title
	}
	return c.Before.Title
}

// differ is in what two standings of a slot do.
func differ(before, after Standing, zone *time.Location) (was, is string) {
	switch moved, elsewhere := !before.Start.Equal(after.Start), !schedule.SameRoom(before.Room, after.Room); {
	case before.Off || after.Off, moved == elsewhere:
		return spot(before, zone), spot(after, zone)
	case moved:
		return before.Start.In(zone).Format(deedLayout), after.Start.In(zone).Format(deedLayout)
	default:
		return before.Room.Name, after.Room.Name
	}
}

// spot is when and where a slot is.
func spot(s Standing, zone *time.Location) string {
	if s.Off {
		return "cancelled"
	}
	return strings.TrimSpace(s.Start.In(zone).Format(deedLayout) + " " + s.Room.Name)
}
