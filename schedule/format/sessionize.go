package format

import (
	"cmp"
	"strings"

	"usher/schedule"
)

// Sessionize gives a conference's programme as JSON in four views, each at an
// address of its own: "All", in which sessions, speakers, categories and rooms are
// lists apart; "GridSmart", by days and rooms; "Sessions", in groups; and
// "Speakers". All times are local, and no view names the zone or the conference.
// What is read here, and how, comes from the files themselves.

type sessionizeSession struct {
	ID          jsonText           `json:"id"`
	Title       jsonText           `json:"title"`
	Description jsonText           `json:"description"`
	StartsAt    jsonText           `json:"startsAt"`
	EndsAt      jsonText           `json:"endsAt"`
	Service     bool               `json:"isServiceSession"` // registration, lunch
	Speakers    []sessionizePerson `json:"speakers"`
	// Items are ids, Categories the same in full: a file has one of them.
	Items      []jsonText           `json:"categoryItems"`
	Categories []sessionizeCategory `json:"categories"`
	RoomID     jsonText             `json:"roomId"`
	Room       jsonText             `json:"room"`
	Status     jsonText             `json:"status"`
}

type sessionizePerson struct {
	ID        jsonText `json:"id"`
	Name      jsonText `json:"name"` // in a session
	FullName  jsonText `json:"fullName"`
	FirstName jsonText `json:"firstName"` // empty beside fullName at DroidKaigi
	LastName  jsonText `json:"lastName"`
	TagLine   jsonText `json:"tagLine"`
	Bio       jsonText `json:"bio"`
	Picture   jsonText `json:"profilePicture"`
}

// UnmarshalJSON implements [encoding/json.Unmarshaler] for a person, who is an
// object in some views and an id in others.
func (p *sessionizePerson) UnmarshalJSON(value []byte) error {
	*p = sessionizePerson{}
	if len(value) > 0 && value[0] != '{' {
		return p.ID.UnmarshalJSON(value)
	}
	type plain sessionizePerson
	return newJSONWalk(value).decode((*plain)(p))
}

func (p *sessionizePerson) frab() frabPerson {
	names := strings.TrimSpace(string(p.FirstName + " " + p.LastName))
	biography := string(p.Bio)
	if line := string(p.TagLine); line != "" && !strings.HasPrefix(biography, line) {
		biography = line + "\n\n" + biography
	}
	return frabPerson{
		GUID: string(p.ID), Name: cmp.Or(strings.TrimSpace(string(cmp.Or(p.FullName, p.Name))), names),
		Biography: biography, Avatar: string(p.Picture),
	}
}

// sessionizeCategory is a question that organisers put to those who submit a
// session, with its answers or those that are chosen.
type sessionizeCategory struct {
	Title jsonText           `json:"title"`
	Name  jsonText           `json:"name"` // what a session has for title
	Items []sessionizeAnswer `json:"items"`
	// Chosen is what a session has for items.
	Chosen []sessionizeAnswer `json:"categoryItems"`
}

type sessionizeAnswer struct {
	ID   jsonText `json:"id"`
	Name jsonText `json:"name"`
}

// sniffSessionize knows the views by the keys of the object, or of the first
// object in the list, that a file is.
func sniffSessionize(text []byte) bool {
	first, isList := jsonFirst(text)
	if !isList {
		keys := jsonKeys(text)
		return keys["sessions"] && keys["speakers"] && (keys["categories"] || keys["questions"]) && !keys["session_types"]
	}
	keys := jsonKeys(first)
	switch {
	case keys["groupId"] || keys["groupName"]:
		return keys["sessions"]
	case keys["date"]:
		return keys["rooms"] && (keys["timeSlots"] || keys["isDefault"])
	}
	return keys["fullName"] && keys["sessions"] && keys["tagLine"]
}

func parseSessionize(text []byte, o Options) (schedule.Draft, error) {
	walk, err := newJSONDocument(text)
	if err != nil {
		return schedule.Draft{}, err
	}
	r := sessionizeReader{
		jsonWalk: walk, file: &frabFile{},
		persons: map[string]frabPerson{}, rooms: map[string]frabRoom{}, answers: map[string]sessionizeChoice{},
	}
	if err := r.document(); err != nil {
		return schedule.Draft{}, jsonError(text, err)
	}
	r.finish()
	warnings, file := r.unplanned.warning("left out, because they have no time yet: sessions"), r.file // what these were made of may go
	draft := buildFrab(file, o)
	draft.Warnings = append(warnings, draft.Warnings...)
	return draft, nil
}
