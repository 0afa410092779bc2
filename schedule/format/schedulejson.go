package format

import (
	"cmp"
	"strings"

	"usher/schedule"
)

// schedule.json is schedule.xml's twin: frab, pretalx and the c3voc hub write both
// from the same data. Its definition is the c3voc validator's schema.json. In the
// draft of its second version, schema2.json, events are one flat list, people are
// listed apart, and rooms and tracks are objects.

type jsonEvent struct {
	ID          jsonText    `json:"id"`
	GUID        jsonText    `json:"guid"`
	Code        jsonText    `json:"code"`
	Date        jsonText    `json:"date"`
	Start       jsonText    `json:"start"`
	Duration    jsonText    `json:"duration"`
	End         jsonText    `json:"end"`
	Room        jsonPlace   `json:"room"`
	Title       jsonText    `json:"title"`
	Subtitle    jsonText    `json:"subtitle"`
	Track       jsonText    `json:"track"`
	Type        jsonText    `json:"type"`
	Language    jsonText    `json:"language"`
	Abstract    string      `json:"abstract"`
	Description string      `json:"description"`
	URL         jsonText    `json:"url"`
	FeedbackURL jsonText    `json:"feedback_url"`
	Feedback    jsonAddress `json:"feedback"` // the second version
	Persons     []jsonPerson
	// Participants is what the second version calls persons.
	Participants []jsonPerson
}

// jsonPerson is a person in any of the ways that one file may mix: Camp 2019 has
// four.
type jsonPerson struct {
	ID         jsonText    `json:"id"`
	GUID       jsonText    `json:"guid"`
	Code       jsonText    `json:"code"`
	PublicName jsonText    `json:"public_name"`
	FullName   jsonText    `json:"full_public_name"` // frab before 2016
	Name       jsonText    `json:"name"`
	Biography  string      `json:"biography"`
	Avatar     jsonAddress `json:"avatar"`
}

func (p *jsonPerson) frab() frabPerson {
	return frabPerson{
		ID: string(p.ID), GUID: string(p.GUID), Code: string(p.Code),
		Name:      string(cmp.Or(p.PublicName, p.FullName, p.Name)),
		Biography: p.Biography, Avatar: string(p.Avatar),
	}
}

func frabPersons(persons []jsonPerson) []frabPerson {
	all := make([]frabPerson, len(persons))
	for i := range persons {
		all[i] = persons[i].frab()
	}
	return all
}

func sniffScheduleJSON(text []byte) bool {
	for key, value := range jsonMembers(text) {
		if key != "schedule" {
			continue
		}
		for key := range jsonMembers(value) {
			if key == "conference" || key == "events" {
				return true
			}
		}
	}
	return false
}

func parseScheduleJSON(text []byte, o Options) (schedule.Draft, error) {
	r := jsonReader{jsonWalk: newJSONWalk(text), file: &frabFile{}, tracks: map[string]string{}}
	if err := r.document(); err != nil {
		return schedule.Draft{}, jsonError(text, err)
	}
	draft := buildFrab(r.finish(), o)
	draft.Warnings = append(r.warnings, draft.Warnings...)
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
			return r.schedule()
		}
		return r.skip()
	})
}

func (r *jsonReader) schedule() error {
	return r.object(func(key string) error {
		switch key {
		case "version":
			return r.text(&r.file.version)
		case "base_url":
			return r.text(&r.file.conference.BaseURL)
		case "conference":
			r.file.conference.line = r.at()
			return r.conference()
		case "events":
			return r.array(func() error { return r.event(0, frabRoom{}) })
		case "persons":
			return r.array(r.person)
		}
		return r.skip()
	})
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
			return r.array(r.day)
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
			return r.object(func(name string) error {
				room := frabRoom{name: name}
				r.file.rooms = append(r.file.rooms, room)
				return r.array(func() error { return r.event(n, room) })
			})
		}
		return r.skip()
	})
	var day jsonDay
	day.start, _ = parseStamp(r.file.days[n-1].start)
	day.end, _ = parseStamp(r.file.days[n-1].end)
	r.days = append(r.days, day)
	return err
}

// event reads an event of the nth day and a room; of none where these are 0 and
// the zero frabRoom.
func (r *jsonReader) event(n int, room frabRoom) error {
	line := r.at()
	if r.next() != '{' {
		r.warnings = append(r.warnings, schedule.Warning{Line: line, Text: "left out, because it is no event"})
		return r.skip()
	}
	var e jsonEvent
	if err := r.decode(&e); err != nil {
		return err
	}
	entry := frabEntry{line: line, day: n, room: room, frabEvent: frabEvent{
		ID: string(e.ID), GUID: string(e.GUID), Code: string(e.Code),
		Date: string(e.Date), Start: string(e.Start), Duration: string(e.Duration), End: string(e.End),
		Room:  e.Room.name,
		Title: string(e.Title), Subtitle: string(e.Subtitle),
		Track: string(e.Track), Type: string(e.Type), Language: string(e.Language),
		Abstract: e.Abstract, Description: e.Description,
		URL: string(e.URL), FeedbackURL: string(cmp.Or(e.FeedbackURL, jsonText(e.Feedback))),
		Persons: append(frabPersons(e.Persons), frabPersons(e.Participants)...),
	}}
	if n == 0 {
		entry.room = e.Room.frabRoom
	}
	if entry.Date == "" && strings.Contains(entry.Start, "T") { // the second version
		entry.Date, entry.Start = entry.Start, ""
	}
	r.file.entries = append(r.file.entries, entry)
	if len(r.file.entries) > maxEvents {
		return errTooMany
	}
	return nil
}

// finish is the file with what depends on all of it, in whichever order it comes.
func (r *jsonReader) finish() *frabFile {
	f := r.file
	f.rooms = append(r.rooms, f.rooms...)
	for i := range f.entries {
		e := &f.entries[i]
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
