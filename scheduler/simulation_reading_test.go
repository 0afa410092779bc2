package scheduler_test

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// said is what a message says, as somebody understands it who has the schedule
// in force before them.
type said struct {
	rings []*schedule.Slot
	news  []correction
	// missed says that it is about rings that were not heard.
	missed bool
}

// correction is what a message says of a slot that has changed.
type correction struct {
	guid string
	now  bot.Standing
	// was reports whether the message refers to a standing as the last one.
	was func(bot.Standing) bool
}

func oneLine(m bot.Message) string { return strings.ReplaceAll(m.Text(), "\n", " / ") }

var (
	ringHead = regexp.MustCompile(`^(?:Starting in (?P<in>.+?)|(?P<now>Starting now)|Started (?P<ago>.+?) ago)` +
		`(?: in (?P<room>[\w ]+): (?P<title>Talk \d+)|, [\w]+ of yours:)$`)
	ringFirst = regexp.MustCompile(`^\w+ of yours, the first (?:in (?P<in>.+)|(?P<now>is starting now)|started (?P<ago>.+) ago):$`)
	ringEntry = regexp.MustCompile(`^\d+ (?:(?P<when>\d\d:\d\d) )?in (?P<room>[\w ]+) — (?P<title>Talk \d+)$`)
)

// fields are the named groups of a match.
func fields(re *regexp.Regexp, line string) map[string]string {
	match := re.FindStringSubmatch(line)
	if match == nil {
		return nil
	}
	found := map[string]string{}
	for i, name := range re.SubexpNames() {
		if name != "" && match[i] != "" {
			found[strings.TrimRight(name, "23")] = match[i]
		}
	}
	return found
}

// read understands a message; what it says of slots must be so in the schedule in
// force at this moment.
func (a *afternoon) read(m bot.Message) said {
	lines := strings.Split(m.Text(), "\n")
	if strings.HasPrefix(lines[0], "⚠") {
		return a.readChanges(m.Text())
	}
	if missedHead.MatchString(lines[0]) {
		return said{missed: true}
	}
	head := fields(ringHead, lines[0])
	if head["title"] != "" {
		return said{rings: a.slotThat(m, head, head)}
	}
	if head == nil {
		if head = fields(ringFirst, lines[0]); head == nil {
			a.broken("cannot read %q", oneLine(m))
			return said{}
		}
	}
	var s said
	for i, line := range lines[1:] {
		entry := fields(ringEntry, line)
		if entry == nil {
			a.broken("cannot read %q", line)
		}
		if i > 0 && entry["when"] != "" {
			head = nil
		}
		s.rings = append(s.rings, a.slotThat(m, head, entry)...)
	}
	return s
}

// slotThat is the slot of which a ring says where it is and when.
func (a *afternoon) slotThat(m bot.Message, head, entry map[string]string) []*schedule.Slot {
	for _, slot := range a.live.Get().Slots() {
		if slot.Title == entry["title"] && slot.Room.Name == entry["room"] && !slot.Cancelled &&
			(head == nil || a.awayIs(slot.Start, head)) &&
			(entry["when"] == "" || entry["when"] == a.clock(slot.Start)) {
			return []*schedule.Slot{slot}
		}
	}
	a.broken("that is not so: %s", oneLine(m))
	return nil
}

// awayIs reports whether a start is as far away as a ring says. Minutes to come
// round up, minutes past round down.
func (a *afternoon) awayIs(start time.Time, head map[string]string) bool {
	left := start.Sub(a.now())
	switch {
	case head["in"] != "":
		return left > 0 && minutesOf(head["in"]) == int((left+time.Minute-1)/time.Minute)
	case head["now"] != "":
		return left <= 0 && left > -time.Minute
	}
	return left <= -time.Minute && minutesOf(head["ago"]) == int(-left/time.Minute)
}

var lengthText = regexp.MustCompile(`^(?:(\d+) h)? ?(?:(\d+) min)?$`)

func minutesOf(length string) int {
	match := lengthText.FindStringSubmatch(length)
	if match == nil {
		return -1
	}
	hours, _ := strconv.Atoi(cmp.Or(match[1], "0"))
	minutes, _ := strconv.Atoi(cmp.Or(match[2], "0"))
	return hours*60 + minutes
}

// readChanges reads the changes in a message, each of which begins with ⚠; what
// follows on other slots is no news.
func (a *afternoon) readChanges(text string) said {
	var s said
	for piece := range strings.SplitSeq(strings.ReplaceAll(text, "\n⚠", "\x00⚠"), "\x00") {
		found := fields(changeText, piece)
		if found == nil {
			a.broken("cannot read %q", piece)
			continue
		}
		match := changeText.FindStringSubmatch(piece)
		if n, ok := a.newsOf(match[1], match[2], found); ok {
			s.news = append(s.news, n)
		} else {
			a.broken("that is not so: %q", piece)
		}
	}
	return s
}

// newsOf finds the slot of a talk that stands as a change says. Of a talk with two
// slots it is the one in the same half of the afternoon, which neither leaves.
func (a *afternoon) newsOf(kind, title string, found map[string]string) (c correction, ok bool) {
	guids := a.program.slotsOf("main-c-T" + title[len("Talk "):])
	for i, guid := range guids {
		stands := a.stands(guid)
		early := cmp.Or(found["was"], found["time"]) < a.clock(a.noon.Add(halfTime))
		if len(guids) > 1 && early != (i == 0) || stands.Off != (kind == "Cancelled") {
			continue
		}
		if !stands.Off && (a.clock(stands.Start) != found["time"] || stands.Room.Name != found["room"]) {
			continue
		}
		return correction{guid, stands, func(was bot.Standing) bool {
			switch kind {
			case "Back":
				return was.Off
			case "Room change":
				return !was.Off && was.Start.Equal(stands.Start) && !schedule.SameRoom(was.Room, stands.Room)
			}
			return !was.Off && a.clock(was.Start) == found["was"]
		}}, true
	}
	return c, false
}

func (a *afternoon) clock(t time.Time) string { return t.In(a.noon.Location()).Format("15:04") }
