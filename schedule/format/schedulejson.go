package format

import (
	"cmp"

	"usher/schedule"
)

// schedule.json is schedule.xml's twin: frab, pretalx and the c3voc hub write both
// from the same data. Its definition is the c3voc validator's schema.json. In the
// draft of its second version, schema2.json, events are one flat list, people are
// listed apart, and rooms and tracks are objects.

// sniffScheduleJSON knows a schedule by what is in it, or, where somebody has taken
// it out of its object, by the days of its conference.
func sniffScheduleJSON(text []byte) bool {
	for key, value := range jsonMembers(text) {
		keys := jsonKeys(value)
		if key == "schedule" && (keys["conference"] || keys["events"]) || key == "conference" && keys["days"] {
			return true
		}
	}
	return false
}

func parseScheduleJSON(text []byte, o Options) (schedule.Draft, error) {
	walk, err := newJSONDocument(text)
	if err != nil {
		return schedule.Draft{}, err
	}
	r := jsonReader{jsonWalk: walk, file: &frabFile{}, tracks: map[string]string{}}
	if err := r.document(); err != nil {
		return schedule.Draft{}, jsonError(text, err)
	}
	file, warnings := r.finish(), r.warnings // what these were made of may go
	draft := buildFrab(file, o)
	draft.Warnings = append(warnings, draft.Warnings...)
	return draft, nil
}

// jsonReader fills in a frabFile as it walks through a schedule.json.
type jsonReader struct {
	*jsonWalk
	file     *frabFile
	rooms    []frabRoom        // those that the conference lists, with their ids
	tracks   map[string]string // names by slug: the second version's events have only that
	days     []jsonDay
	warnings []schedule.Warning
}

func (r *jsonReader) document() error {
	return r.object(func(key string) error {
		if key == "schedule" {
			return r.object(r.member)
		}
		return r.member(key)
	})
}

// member reads a member of the schedule.
func (r *jsonReader) member(key string) error {
	switch key {
	case "version":
		return r.text(&r.file.version)
	case "base_url":
		return r.text(&r.file.conference.BaseURL)
	case "conference":
		r.file.conference.line = r.at()
		return r.conference()
	case "days":
		return r.each(r.day)
	case "events":
		return r.array(func() error { return r.event(0, frabRoom{}) })
	case "persons":
		return r.array(r.person)
	}
	return r.skip()
}

func (r *jsonReader) conference() error {
	c := &r.file.conference
	texts := map[string]*string{
		"title": &c.Title, "acronym": &c.Acronym, "start": &c.Start, "end": &c.End, "url": &c.URL,
		"base_url": &c.BaseURL, "time_zone_name": &c.Zone, "day_change": &c.DayChange, "release": &c.Release,
	}
	return r.object(func(key string) error {
		if text, ok := texts[key]; ok {
			return r.text(text)
		}
		switch key {
		case "rooms":
			return r.array(r.room)
		case "tracks":
			return r.array(r.track)
		case "days":
			return r.each(r.day)
		}
		return r.skip()
	})
}

// text reads a value that says something. What said it before stays where it does
// not.
func (r *jsonReader) text(into *string) error {
	var text jsonText
	err := r.decode(&text)
	*into = cmp.Or(string(text), *into)
	return err
}

func (r *jsonReader) room() error {
	var place jsonPlace
	err := r.decode(&place)
	r.rooms = append(r.rooms, place.frabRoom)
	return err
}

func (r *jsonReader) track() error {
	var track struct{ Slug, Name jsonText }
	err := r.decode(&track)
	if track.Slug != "" && track.Name != "" {
		r.tracks[string(track.Slug)] = string(track.Name)
	}
	return err
}

func (r *jsonReader) person() error {
	var person jsonPerson
	err := r.decode(&person)
	r.file.persons = append(r.file.persons, person.frab())
	return err
}

// jsonDay is when a day begins and ends, by which the second version's events
// belong to it.
type jsonDay struct{ start, end stamp }

func (r *jsonReader) day() error {
	r.file.days = append(r.file.days, frabDay{line: r.at()})
	n := len(r.file.days)
	err := r.object(func(key string) error {
		switch key {
		case "date":
			return r.text(&r.file.days[n-1].date)
		case "day_start", "start":
			return r.text(&r.file.days[n-1].start)
		case "day_end", "end":
			return r.text(&r.file.days[n-1].end)
		case "rooms":
			if r.next() == '[' {
				return r.array(func() error { return r.roomOf(n) })
			}
			return r.object(func(name string) error {
				room := frabRoom{name: name}
				r.file.rooms = append(r.file.rooms, room)
				return r.array(func() error { return r.event(n, room) })
			})
		case "events":
			return r.array(func() error { return r.event(n, frabRoom{}) })
		}
		return r.skip()
	})
	var day jsonDay
	day.start, _ = parseStamp(r.file.days[n-1].start)
	day.end, _ = parseStamp(r.file.days[n-1].end)
	r.days = append(r.days, day)
	if len(r.days) > maxDays {
		return errTooManyDays
	}
	return err
}

// roomOf reads a room of the nth day where, as in schedule.xml, rooms are a list.
func (r *jsonReader) roomOf(n int) error {
	var name, guid string
	first := len(r.file.entries)
	err := r.object(func(key string) error {
		switch key {
		case "name":
			return r.text(&name)
		case "guid":
			return r.text(&guid)
		case "events":
			return r.array(func() error { return r.event(n, frabRoom{}) })
		}
		return r.skip()
	})
	room := frabRoom{name: name, guid: guid}
	r.file.rooms = append(r.file.rooms, room)
	for i := range r.file.entries[first:] {
		r.file.entries[first+i].room = room
	}
	return err
}

// finish is the file with what depends on all of it, in whichever order it comes.
func (r *jsonReader) finish() *frabFile {
	f := r.file
	f.rooms = append(r.rooms, f.rooms...)
	named := map[string]frabRoom{}
	for _, room := range r.rooms {
		named[room.guid], named[room.slug] = room, room
	}
	for i := range f.entries {
		e := &f.entries[i]
		if id := e.room.id(); id != "" && e.room.name == "" {
			e.room = cmp.Or(named[id], e.room)
		}
		e.Track = cmp.Or(r.tracks[e.Track], e.Track)
		if e.day == 0 {
			e.day = r.dayOf(e.Date)
		}
	}
	return f
}

// dayOf is the number of the day at which something starts; 0 for none.
func (r *jsonReader) dayOf(date string) int {
	start, ok := parseStamp(date)
	if !ok {
		return 0
	}
	for i, day := range r.days {
		if !start.Before(day.start.Time) && start.Before(day.end.Time) {
			return i + 1
		}
	}
	return 0
}
