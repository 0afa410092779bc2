package format

import (
	"cmp"
	"strings"

	"usher/schedule"
)

// pretalxFile says what was read as a file of schedule.xml's family, which
// pretalx exports too: what means the same is understood the same.
type pretalxFile struct {
	*pretalxReader
	frabFile
	roomOf    map[string]frabRoom   // by id
	personOf  map[string]frabPerson // by code
	unplanned tally
	// numbered are the talks whose times are given by their numbers alone.
	numbered tally
}

func (r *pretalxReader) finish() *pretalxFile {
	f := &pretalxFile{pretalxReader: r, roomOf: map[string]frabRoom{}, personOf: map[string]frabPerson{}}
	f.frabFile.version, f.frabFile.rooms, f.persons = r.version, r.rooms, r.speakers
	f.conference = frabConference{
		Title: string(r.event.Name), Acronym: string(r.event.Slug), Zone: string(r.event.Zone),
		Start: string(r.event.DateFrom), End: string(r.event.DateTo), URL: r.event.page(),
	}
	for _, room := range r.rooms {
		f.roomOf[room.slug] = room
	}
	for _, person := range r.speakers {
		f.personOf[person.Code] = person
	}
	for _, e := range r.talks {
		if e.talk != nil && e.shown() {
			f.take(e)
		}
	}
	return f
}

// shown reports a talk that takes place, or was to. Where pretalx says no state,
// as to the widget, it only tells of confirmed ones; organisers see the others.
func (e *pretalxEntry) shown() bool {
	switch e.talk.State {
	case "", "confirmed", "accepted", "canceled":
		return true
	}
	return false
}

// take makes an entry of each time at which a talk is held.
func (f *pretalxFile) take(e *pretalxEntry) {
	event := f.eventOf(e.talk)
	type when struct {
		start jsonText
		room  frabRoom
	}
	made := map[when]bool{}
	for _, t := range e.times {
		if t.Start == "" || t.Visible != nil && !*t.Visible {
			continue
		}
		entry := frabEntry{frabEvent: event, line: e.line, room: f.place(t), cancelled: e.talk.State == "canceled"}
		if made[when{t.Start, entry.room}] {
			continue
		}
		made[when{t.Start, entry.room}] = true
		entry.Date, entry.End = string(t.Start), string(t.End)
		if t.End != "" {
			entry.Duration = "" // the talk's, which its slot need not keep
		}
		f.entries = append(f.entries, entry)
	}
	switch {
	case len(made) > 0:
	case e.talk.numbered:
		f.numbered.add(e.line)
	default:
		f.unplanned.add(e.line)
	}
}

func (f *pretalxFile) eventOf(talk *pretalxTalk) frabEvent {
	event := frabEvent{
		Code: string(talk.Code), Title: string(talk.Title), Duration: string(talk.Duration),
		Track: label(f.tracks, talk.Track), Type: label(f.types, talk.Type), Language: string(talk.Language),
		Abstract: talk.Abstract, Description: talk.Description,
	}
	if page := f.event.page(); page != "" {
		event.URL = page + "talk/" + event.Code + "/"
	}
	for _, speaker := range talk.Speakers {
		person := speaker.frab()
		if person.Name == "" {
			person = f.personOf[person.Code]
		}
		event.Persons = append(event.Persons, person)
	}
	return event
}

// label is the name of a track or type that may be given by its id. An id of
// which nothing else is known is no name.
func label(names map[string]string, text jsonText) string {
	if name, ok := names[string(text)]; ok {
		return name
	}
	if strings.Trim(string(text), "0123456789") == "" {
		return ""
	}
	return string(text)
}

// place is a room with all that is known of it.
func (f *pretalxFile) place(t pretalxTime) frabRoom {
	room := t.Room.frabRoom
	room.slug = cmp.Or(room.slug, string(t.RoomID))
	if known, ok := f.roomOf[room.slug]; ok && room.slug != "" {
		return known
	}
	return room
}

// warnings are about talks that are not here, or not yet.
func (f *pretalxFile) warnings() []schedule.Warning {
	warnings := append(f.unplanned.warning("left out, because they have no time yet: talks"),
		f.numbered.warning("left out, because only the ids of their times are here; ask the API for ?expand=slots,slots.room: talks")...)
	if f.nextAt > 0 {
		text := "it is one page of several, and I have only this one; give me the address of the API, and I get them all"
		warnings = append(warnings, schedule.Warning{Line: f.nextAt, Text: text})
	}
	return warnings
}
