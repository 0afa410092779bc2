package format

import (
	"cmp"
	"strings"

	"usher/schedule"
)

// frabBuilder makes a draft of what a file says. The steps depend on each
// other in the order in which buildFrab takes them.
type frabBuilder struct {
	*frabFile
	drafting
	o      Options
	stamps []stamp // each entry's date, as far as it can be read
	dated  []bool  // whether it can
	// onLocalClock says that the dates are the local clock, whatever offset they
	// claim.
	onLocalClock bool
	dayChange    clock
	nights       []night                  // of each <day>
	strayed      tally                    // entries that stand under a day on which they are not
	rooms        map[string]schedule.Room // by the key of their name
	// sharedRooms are guids and slugs that several rooms have: they name none.
	sharedRooms map[string]bool
	people      frabPeople
	blanks      tally
}

func buildFrab(file *frabFile, o Options) schedule.Draft {
	b := &frabBuilder{frabFile: file, o: o, rooms: map[string]schedule.Room{}, sharedRooms: map[string]bool{}}
	b.describe()
	b.readStamps()
	b.chooseZone()
	b.readDays()
	b.checkDates()
	b.listRooms()
	b.people = newFrabPeople(file, o.scope())
	var made []int // the entry of each slot
	b.draft.Slots = make([]schedule.Slot, 0, len(b.entries))
	for i := range b.entries {
		if b.entries[i].blank() {
			b.blanks.add(b.entries[i].line)
			continue
		}
		slot, ok := b.slot(i)
		if !ok {
			continue
		}
		b.draft.Slots = append(b.draft.Slots, slot)
		made = append(made, i)
		b.entries[i].Abstract, b.entries[i].Description = "", "" // nobody needs them twice
	}
	b.draft.Speakers = b.people.listed
	b.setDays(made)
	b.setKeys(made)
	b.draft.Warnings = append(b.draft.Warnings, b.blanks.warning("left out, because nothing is in them: events")...)
	b.draft.Warnings = append(b.draft.Warnings, b.strayed.warning("they stand under another day than their dates say: I take the dates")...)
	return b.finish()
}

// describe takes over what the file says about the conference.
func (b *frabBuilder) describe() {
	c := b.conference
	b.draft.Version = schedule.Line(cmp.Or(b.version, c.Release))
	b.draft.Conference = schedule.Conference{
		Title:   schedule.Line(c.Title),
		Acronym: schedule.Line(c.Acronym),
		URL:     schedule.Line(cmp.Or(strings.TrimSpace(c.URL), c.BaseURL)),
	}
	b.dayChange = clock{hour: 4} // as in pretalx's and frab's exports
	if change, ok := parseClock(c.DayChange); ok {
		b.dayChange = change
	}
}

func (b *frabBuilder) readStamps() {
	b.stamps = make([]stamp, len(b.entries))
	b.dated = make([]bool, len(b.entries))
	for i := range b.entries {
		e := &b.entries[i]
		if b.stamps[i], b.dated[i] = parseStamp(e.Date); !b.dated[i] && strings.TrimSpace(e.Date) == "" {
			b.stamps[i], b.dated[i] = parseStamp(e.Start) // hand-made files have it all there
		}
	}
}
