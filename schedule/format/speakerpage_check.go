package format

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// pageCheck compares a speaker's page with a draft.
type pageCheck struct {
	draft *schedule.Draft
	page  speakerPage
	zone  *time.Location
	// titled are the slots by title, and by title and start; own are those of
	// the page's speaker, by start.
	titled, own map[string]*schedule.Slot
	checked     map[*schedule.Slot]bool
}

func newPageCheck(d *schedule.Draft, p speakerPage) *pageCheck {
	c := &pageCheck{
		draft:   d,
		page:    p,
		zone:    cmp.Or(d.Conference.Zone, time.UTC),
		titled:  map[string]*schedule.Slot{},
		own:     map[string]*schedule.Slot{},
		checked: map[*schedule.Slot]bool{},
	}
	for i := range d.Slots {
		slot := &d.Slots[i]
		title, start := foldLetters(slot.Title), slot.Start.In(c.zone).Format(pageTime)
		c.titled[title+start] = cmp.Or(c.titled[title+start], slot)
		c.titled[title] = cmp.Or(c.titled[title], slot)
		if slices.ContainsFunc(slot.Speakers, c.isSpeaker) {
			c.own[start] = cmp.Or(c.own[start], slot)
		}
	}
	return c
}

// pageTime is how a page writes the start of a session, on two lines.
const pageTime = "01-02 15:04"

// warn says something about the page; line is the page's.
func (c *pageCheck) warn(line int, format string, args ...any) {
	c.draft.Warnings = append(c.draft.Warnings, schedule.Warning{
		Line: line,
		Text: fmt.Sprintf("on the page of %s: ", c.page.name) + fmt.Sprintf(format, args...),
	})
}

func (c *pageCheck) isSpeaker(p schedule.Speaker) bool {
	return foldLetters(p.Name) == foldLetters(c.page.name)
}

// joinBiography sets the biography wherever the draft has the speaker: schedule.New
// takes the first it comes across. Of two people of one name, a page cannot tell
// whose it is.
func (c *pageCheck) joinBiography() {
	var found []*schedule.Speaker
	keys := map[string]bool{}
	collect := func(speakers []schedule.Speaker) {
		for i := range speakers {
			if c.isSpeaker(speakers[i]) {
				found = append(found, &speakers[i])
				keys[speakers[i].Key] = true
			}
		}
	}
	collect(c.draft.Speakers)
	for i := range c.draft.Slots {
		collect(c.draft.Slots[i].Speakers)
	}
	switch {
	case len(found) == 0:
		c.warn(1, "the schedule has no speaker of that name")
	case len(keys) > 1:
		c.warn(1, "the schedule has %d speakers of that name", len(keys))
	case c.page.biography == "":
	default:
		differs := false
		for _, p := range found {
			if p.Biography == "" {
				p.Biography = c.page.biography
			}
			differs = differs || foldLetters(p.Biography) != foldLetters(c.page.biography)
		}
		if differs {
			c.warn(1, "the schedule has another biography, which stays")
		}
	}
}

// session warns of each difference between a session and its slot.
func (c *pageCheck) session(s pageSession) {
	if s.title == "" {
		c.warn(s.line, "the session on %s at %s has no title", s.date, s.clock)
		return
	}
	slot := c.find(s)
	if slot == nil {
		c.warn(s.line, "%q is not in the schedule", s.title)
		return
	}
	c.checked[slot] = true
	length := ""
	if minutes, ok := slot.Minutes(); ok {
		length = fmt.Sprintf("%d min", minutes)
	}
	var names []string
	for _, p := range slot.Speakers {
		names = append(names, p.Name)
	}
	start := slot.Start.In(c.zone)
	for _, d := range []struct{ what, page, schedule string }{
		{"title", s.title, slot.Title},
		{"date", s.date, start.Format("01-02")},
		{"start", s.clock, start.Format("15:04")},
		{"length", s.minutes + " min", length},
		{"room", s.room, slot.Room.Name},
		{"speakers", s.speakers, strings.Join(names, ", ")},
	} {
		if d.page != "" && foldLetters(d.page) != foldLetters(d.schedule) {
			c.warn(s.line, "%q: %s %s, in the schedule %s", s.title, d.what, d.page, cmp.Or(d.schedule, "unknown"))
		}
	}
}

// find is the slot of a session: the one with its title, if there are several
// the one with its start; else what the speaker has at that time. It is nil
// where there is none.
func (c *pageCheck) find(s pageSession) *schedule.Slot {
	title, start := foldLetters(s.title), s.date+" "+s.clock
	return cmp.Or(c.titled[title+start], c.titled[title], c.own[start])
}

// missing warns of what the speaker has in the schedule but not on the page.
func (c *pageCheck) missing() {
	for i := range c.draft.Slots {
		slot := &c.draft.Slots[i]
		if !c.checked[slot] && slices.ContainsFunc(slot.Speakers, c.isSpeaker) {
			c.warn(1, "%q is missing, in the schedule %s", slot.Title, slot.Start.In(c.zone).Format(pageTime))
		}
	}
}
