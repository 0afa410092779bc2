package format

import (
	"cmp"
	"slices"
	"strings"

	"usher/schedule"
)

// jsonEvent is an event of either version.
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

// event reads an event of the nth day and a room; of none where these are 0 and
// the zero frabRoom.
func (r *jsonReader) event(n int, room frabRoom) error {
	line := r.at()
	if r.next() != '{' {
		r.warnings = append(r.warnings, schedule.Warning{Line: line, Text: "left out, because it is no event"})
		return r.skip()
	}
	var e jsonEvent
	// What is of another type in some files: names of persons without an object, and
	// texts in several languages.
	var other struct{ Persons, Abstract, Description jsonText }
	if err := r.decodeEither(&e, &other); err != nil {
		return err
	}
	entry := frabEntry{line: line, day: n, room: room, frabEvent: frabEvent{
		ID: string(e.ID), GUID: string(e.GUID), Code: string(e.Code),
		Date: string(e.Date), Start: string(e.Start), Duration: string(e.Duration), End: string(e.End),
		Room:  e.Room.name,
		Title: string(e.Title), Subtitle: string(e.Subtitle),
		Track: string(e.Track), Type: string(e.Type), Language: string(e.Language),
		Abstract: cmp.Or(e.Abstract, string(other.Abstract)), Description: cmp.Or(e.Description, string(other.Description)),
		URL: string(e.URL), FeedbackURL: string(cmp.Or(e.FeedbackURL, jsonText(e.Feedback))),
		Persons: append(frabPersons(e.Persons), frabPersons(e.Participants)...),
	}}
	if isNames(other.Persons) && !slices.ContainsFunc(entry.Persons, func(p frabPerson) bool { return p.Name != "" }) {
		entry.Persons, entry.Person = nil, []frabPerson{{Name: string(other.Persons)}}
	}
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

// isNames reports what can be a list of names, which ids are not.
func isNames(text jsonText) bool { return strings.Trim(string(text), "0123456789, ") != "" }
