package format

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"usher/schedule"
)

// The plain-text listing is what a scheduling tool prints as an announcement,
// in 2018 that of All Systems Go!:
//
//	Version v1
//
//	Friday 09:45
//
//	LinuxBoot and booting fast
//
//	Use Linux as the bootloader and start the system up fast. - Kuppel
//
//	In contrast to most firmware, like UEFI based or the BIOS, Linux is free…
//
//	Due to increases in flash ROM chip sizes, it's possible again to put…
//
// A heading, then for each talk that starts then: its title, its subtitle and
// room, its abstract and its description. It says neither year, zone, end nor
// speaker, and lines of one word have been lost from it.

// listingPreamble is how many lines may stand above the first heading.
const listingPreamble = 5

// listingHeading is a weekday and an hour, after which nothing stands. Hours
// above 23 are the night after the day, as some programmes print them.
var listingHeading = regexp.MustCompile(
	`(?i)^(sunday|monday|tuesday|wednesday|thursday|friday|saturday) ([01]?\d|2\d):([0-5]\d)$`)

// hour is a heading.
type hour struct {
	weekday      time.Weekday
	hour, minute int
}

func parseHour(line string) (hour, bool) {
	if len(line) > len("wednesday 09:30") {
		return hour{}, false
	}
	m := listingHeading.FindStringSubmatch(line)
	if m == nil {
		return hour{}, false
	}
	var h hour
	for !strings.EqualFold(h.weekday.String(), m[1]) {
		h.weekday++
	}
	// Both are at most two digits.
	h.hour, _ = strconv.Atoi(m[2])
	h.minute, _ = strconv.Atoi(m[3])
	return h, true
}

func (h hour) String() string {
	return fmt.Sprintf("%s %02d:%02d", h.weekday, h.hour, h.minute)
}

// sniffListing looks for a heading below a short preamble that is not the
// beginning of markup.
func sniffListing(data []byte) bool {
	above := 0
	for raw := range strings.Lines(string(data)) {
		line := schedule.Line(raw)
		if line == "" {
			continue
		}
		if _, ok := parseHour(line); ok {
			return true
		}
		if above++; above > listingPreamble || strings.ContainsAny(line[:1], "<{[") || strings.HasPrefix(line, "BEGIN:") {
			return false
		}
	}
	return false
}

func parseListing(data []byte, o Options) (schedule.Draft, error) {
	text := readListing(data)
	if len(text.blocks) == 0 {
		return schedule.Draft{}, errors.New(`the listing has no heading like "Friday 09:30"`)
	}
	first := text.blocks[0]
	if o.Date.IsZero() {
		return schedule.Draft{}, errors.New("the listing names only weekdays: give the date of its first day with --date")
	}
	if o.Date.Weekday() != first.weekday {
		return schedule.Draft{}, fmt.Errorf("--date %s is a %s, but the listing begins on a %s (line %d)",
			o.Date, o.Date.Weekday(), first.weekday, first.line)
	}
	p := listingParser{
		draft:  schedule.Draft{Conference: schedule.Conference{Title: text.title, Zone: o.Zone}, Version: text.version},
		source: o.scope(),
		first:  o.Date,
	}
	if o.Zone == nil {
		p.draft.Conference.Zone, p.draft.Conference.Zoneless = time.UTC, true
		p.warn(0, "no time zone is known, so times are taken as UTC: give --timezone")
	}
	rooms := findListingRooms(text.blocks)
	for _, b := range text.blocks {
		p.checkOrder(b)
		for _, e := range b.entries(rooms) {
			p.add(b, e)
		}
	}
	p.summarise(rooms)
	return p.draft, nil
}

// listingText is a listing as lines under headings.
type listingText struct {
	title, version string
	blocks         []listingBlock
}

// listingBlock is a heading with what stands below it.
type listingBlock struct {
	hour
	line  int
	lines []listingLine
	// blanks is how many blank lines follow the last line.
	blanks int
}

// listingLine is a line that is not blank. A paragraph is one line.
type listingLine struct {
	number int
	text   string
	// blanks is how many blank lines stand before it: more than one shows that
	// a line between is missing.
	blanks int
}

func readListing(data []byte) listingText {
	var text listingText
	number, blanks := 0, 0
	for raw := range strings.Lines(string(data)) {
		number++
		line := schedule.Line(raw)
		last := len(text.blocks) - 1
		h, isHeading := parseHour(line)
		switch {
		case line == "":
			blanks++
			continue
		case isHeading:
			if last >= 0 {
				text.blocks[last].blanks = blanks
			}
			text.blocks = append(text.blocks, listingBlock{hour: h, line: number})
		case last >= 0:
			b := &text.blocks[last]
			b.lines = append(b.lines, listingLine{number, line, blanks})
		case strings.HasPrefix(line, "Version "):
			text.version = strings.TrimPrefix(line, "Version ")
		case text.title == "":
			text.title = line
		}
		blanks = 0
	}
	return text
}

// listingParser fills a draft.
type listingParser struct {
	draft    schedule.Draft
	source   string
	first    schedule.Date
	latest   schedule.Date
	roomless int
}

func (p *listingParser) warn(line int, format string, args ...any) {
	p.draft.Warnings = append(p.draft.Warnings, schedule.Warning{Line: line, Text: fmt.Sprintf(format, args...)})
}

// day is the first day with this name: names of weekdays cannot tell more than
// a week apart.
func (p *listingParser) day(w time.Weekday) schedule.Date {
	return p.first.Add((int(w) - int(p.first.Weekday()) + 7) % 7)
}

func (p *listingParser) checkOrder(b listingBlock) {
	day := p.day(b.weekday)
	if day.Compare(p.latest) < 0 {
		p.warn(b.line, "%s comes after a later day: taken as %s, since weekdays cannot tell two weeks apart", b.weekday, day)
	}
	p.latest = day
}

func (p *listingParser) add(b listingBlock, e listingEntry) {
	talk := schedule.Talk{
		Title:       e.title,
		Subtitle:    e.subtitle,
		Abstract:    prose(e.abstract),
		Description: prose(e.description),
	}
	switch {
	case e.title != "":
	case e.subtitle != "":
		// Not in both places: whoever shows a subtitle would say it twice.
		talk.Title, talk.TitleFrom, talk.Subtitle = e.subtitle, "subtitle", ""
		p.warn(e.line, "the title is missing, the subtitle %q stands in for it", e.subtitle)
	case e.abstract == "" && e.description == "":
		p.warn(e.line, "nothing is said about what starts on %s", b.hour)
	default:
		p.warn(e.line, "the title is missing, and no subtitle stands in for it")
	}
	talk.Key = schedule.TalkKey(p.source, talk.Title, nil)
	if talk.Title == "" {
		// The hour keeps entries apart of which nothing else is known.
		talk.Key = schedule.TalkKey(p.source, cmp.Or(e.abstract, e.description), []string{b.hour.String()})
	}
	slot := schedule.Slot{
		Talk:  talk,
		Start: p.day(b.weekday).At(b.hour.hour, b.minute, p.draft.Conference.Zone),
	}
	if e.room == "" {
		p.roomless++
	} else {
		slot.Room = schedule.Room{Key: schedule.NameKey("", e.room), Name: e.room}
	}
	p.draft.Slots = append(p.draft.Slots, slot)
}

// summarise warns of what the listing leaves out, and of rooms that it does not
// name often enough to be sure of.
func (p *listingParser) summarise(rooms listingRooms) {
	for _, once := range rooms.once() {
		p.warn(once.line, "%q is taken for a room, though it is named only here", once.name)
	}
	slices.SortStableFunc(p.draft.Warnings, func(a, b schedule.Warning) int { return cmp.Compare(a.Line, b.Line) })
	if p.roomless > 0 {
		p.warn(0, "%d of %d entries name no room", p.roomless, len(p.draft.Slots))
	}
	p.warn(0, "the listing gives no ends: none of its %d entries has one", len(p.draft.Slots))
}
