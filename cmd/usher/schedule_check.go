package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// few is how many talks are named of a kind, and maxLines how many lines a kind has:
// whoever has more of it to mend begins with these.
const (
	few      = 3
	maxLines = 12
)

// mostTears is how often one person may be needed in two places: whoever is more
// often is a group that organisers have entered as a speaker.
const mostTears = 6

// showDoubts prints what is wrong or doubtful in a schedule, a line each: first what
// the parser met, then what does not fit together; and at the end what there is.
// That there is nothing in it is a doubt, and no error (format.Parse).
func showDoubts(out io.Writer, s *schedule.Schedule, all bool) {
	c := checker{zone: s.Zone(), most: few, maxLines: maxLines}
	if all {
		c.most, c.maxLines = len(s.Slots()), len(s.Slots())+1
	}
	c.empty(s)
	for _, w := range s.Warnings() {
		line := ""
		if w.Line > 0 {
			line = fmt.Sprintf("line %d: ", w.Line)
		}
		c.say("%s%s", line, w.Text)
	}
	d := s.Doubts()
	c.calendar(s, d)
	c.gaps(d)
	c.clashes(d)
	for _, line := range c.lines {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintln(out, whatThereIs(s, c.things))
}

// checker words doubts.
type checker struct {
	zone           *time.Location
	most, maxLines int
	lines          []string
	things         int // to look at: those of one kind stand below a line of their own
}

func (c *checker) say(format string, args ...any) {
	c.lines = append(c.lines, fmt.Sprintf(format, args...))
	c.things++
}

// list says, below a line on what they have in common, something of each of many.
func list[T any](c *checker, many []T, common string, say func(T) string) {
	c.things += len(many)
	for i, one := range many {
		if i == 0 {
			c.lines = append(c.lines, common)
		}
		if i == c.maxLines {
			c.lines = append(c.lines, fmt.Sprintf("  and %d more; --all names them", len(many)-i))
			return
		}
		c.lines = append(c.lines, "  "+say(one))
	}
}

// empty says that there is no talk, and what there is instead.
func (c *checker) empty(s *schedule.Schedule) {
	if len(s.Slots()) > 0 {
		return
	}
	if n := len(s.Speakers()); n > 0 {
		c.say("There are no talks in it, only %s: point me at where the talks are, too", count(n, "speaker"))
		return
	}
	c.say("There is nothing in it: no talks yet.")
}

// calendar is what is wrong with the days and the time zone.
func (c *checker) calendar(s *schedule.Schedule, d schedule.Doubts) {
	conference := s.Conference()
	if n := len(d.AtNight); n > 0 {
		c.say("%d of %d talks start at night in %s, such as %s: the time zone is most likely wrong, and with it every ring", n, len(s.Slots()), zoneShort(s), c.some(d.AtNight))
	}
	if n := len(d.Outside); n > 0 {
		c.say("%s before or after the conference, which says it is %s: %s. I go by the talks", talks(n, "is", "are"), between(conference.Start, conference.End), c.some(d.Outside))
	}
	if len(d.Idle) > 0 {
		c.say("nothing is on %s, though the conference says it is %s: are these days still to come?", daysOf(d.Idle), between(conference.Start, conference.End))
	}
}

// gaps are what slots lack that Usher needs to be exact.
func (c *checker) gaps(d schedule.Doubts) {
	if n := len(d.Roomless); n > 0 {
		c.say("%s no room: %s. Rings can't say where to go", talks(n, "has", "have"), c.some(d.Roomless))
	}
	if n := len(d.Endless); n > 0 {
		c.say("%s no end: %s. I count %s as running until the next in its room, at most %d min", talks(n, "has", "have"), c.some(d.Endless), it(n, "each"), schedule.MaxAssumed/time.Minute)
	}
	if n := len(d.Stopgaps); n > 0 {
		c.say("%s like a placeholder: %s. I show %s like any talk", talks(n, "looks", "look"), c.some(d.Stopgaps), it(n, "them"))
	}
	if n := len(d.Lasting); n > 0 {
		c.say("%s for more than 12 hours: %s. Right for an exhibition; /now has it all that time", talks(n, "lasts", "last"), c.few(d.Lasting, func(slot *schedule.Slot) string {
			return fmt.Sprintf("%s (%s)", c.name(slot), hours(slot))
		}))
	}
}

// clashes are what two slots at the same time make doubtful.
func (c *checker) clashes(d schedule.Doubts) {
	list(c, d.Doubled, "These stand several times at the same time, and so I show them:", func(slots []*schedule.Slot) string {
		rooms := roomsOf(slots)
		if len(rooms) == 1 {
			return fmt.Sprintf("%s, %d times in %s", c.name(slots[0]), len(slots), rooms[0])
		}
		return fmt.Sprintf("%s, with the same speaker in %s", c.name(slots[0]), strings.Join(rooms, ", "))
	})
	list(c, d.Sessions, "These seem to be made of the shorter ones in the same room, and I show both:", func(session schedule.Session) string {
		return fmt.Sprintf("%s, until %s in %s, and %d others meanwhile",
			c.name(session.Slot), session.Until.In(c.zone).Format("15:04"), session.Room.Name, len(session.Parts))
	})
	list(c, d.Crowded, "In these rooms talks overlap. I show both, and people can't tell which it is:", func(crowd schedule.Crowd) string {
		return fmt.Sprintf("%s%s: %s", crowd.Room.Name, often(len(crowd.Pairs)), c.pairs(crowd.Pairs, c.name))
	})
	list(c, d.Torn, "These speakers are in two rooms at once. Whoever follows them is rung for both:", func(tear schedule.Tear) string {
		group := ""
		if len(tear.Pairs) > mostTears {
			group = ", so perhaps no single person"
		}
		return fmt.Sprintf("%s%s%s: %s", tear.Speaker.Name, often(len(tear.Pairs)), group,
			c.pairs(tear.Pairs, func(slot *schedule.Slot) string {
				return fmt.Sprintf("%s (%s)", c.name(slot), orElse(slot.Room.Name, "no room"))
			}))
	})
}

// roomsOf are the names of slots' rooms, each once.
func roomsOf(slots []*schedule.Slot) []string {
	var rooms []string
	for _, slot := range slots {
		if name := orElse(slot.Room.Name, "no room"); !slices.Contains(rooms, name) {
			rooms = append(rooms, name)
		}
	}
	return rooms
}
