package format

import (
	"bytes"
	"encoding/json"
	"slices"

	"usher/schedule"
)

// pretalx's REST API says the same in many ways: as a list or a page of talks, or
// of slots whose submission is the talk, with what they refer to inside or only by
// its id. The data of pretalx's widget, and of websites built from the API, have
// lists of talks, rooms, speakers and tracks in one object. Its documentation is
// "API principles"; what the fields are say its serializers, of which legacy.py is
// the API before 2025.

type pretalxTalk struct {
	Code        jsonText        `json:"code"`
	Title       jsonText        `json:"title"`
	Speakers    []pretalxPerson `json:"speakers"`
	Type        jsonText        `json:"submission_type"`
	Track       jsonText        `json:"track"`
	State       jsonText        `json:"state"`
	Abstract    string          `json:"abstract"`
	Description string          `json:"description"`
	Duration    jsonText        `json:"duration"` // in minutes
	Language    jsonText        `json:"content_locale"`
	Slot        pretalxTime     `json:"slot"`  // before 2025
	Slots       []pretalxTime   `json:"slots"` // since
	pretalxTime                 // the widget's talks are slots
	pretalxFace
	// numbered says that the times are somewhere else, and here only their ids.
	numbered bool
}

// pretalxTime is a time in a room.
type pretalxTime struct {
	Room       jsonPlace         `json:"room"`
	RoomID     jsonText          `json:"room_id"`
	Start      jsonText          `json:"start"`
	End        jsonText          `json:"end"`
	Submission pretalxSubmission `json:"submission"`
	// Visible is false for what only organisers are shown.
	Visible *bool `json:"is_visible"`
}

// pretalxFace is what only speakers have.
type pretalxFace struct {
	Name      jsonText    `json:"name"`
	Biography string      `json:"biography"`
	Avatar    jsonAddress `json:"avatar"`     // before 2025
	AvatarURL jsonAddress `json:"avatar_url"` // since
}

// pretalxPerson is a speaker.
type pretalxPerson struct {
	Code jsonText `json:"code"`
	pretalxFace
}

// pretalxCodes are a talk's speakers and times where they are not written out.
type pretalxCodes struct {
	Speakers []jsonText    `json:"speakers"`
	Slots    []json.Number `json:"slots"`
}

// refer gives speakers of whom nothing could be read their codes.
func (t *pretalxTalk) refer(codes pretalxCodes) {
	t.numbered = slices.ContainsFunc(codes.Slots, func(id json.Number) bool { return id != "" })
	for i := range min(len(t.Speakers), len(codes.Speakers)) {
		if t.Speakers[i] == (pretalxPerson{}) {
			t.Speakers[i].Code = codes.Speakers[i]
		}
	}
}

// pretalxSubmission is a slot's talk, or the talk's code.
type pretalxSubmission struct {
	code jsonText
	talk *pretalxTalk
}

// UnmarshalJSON implements [json.Unmarshaler].
func (s *pretalxSubmission) UnmarshalJSON(value []byte) error {
	if !bytes.HasPrefix(value, []byte("{")) {
		return s.code.UnmarshalJSON(value)
	}
	talk, codes := &pretalxTalk{}, pretalxCodes{}
	if json.Unmarshal(value, talk) != nil { // what is of another type is left out
		_ = json.Unmarshal(value, &codes)
		talk.refer(codes)
	}
	s.code = talk.Code
	if talk.Title != "" {
		s.talk = talk
	}
	return nil
}

// pretalxLists are the members of an object that hold what is in a schedule.
var pretalxLists = []string{"results", "talks", "submissions", "slots", "speakers"}

func sniffPretalx(text []byte) bool {
	if first, array := jsonFirst(text); array {
		return isPretalxItem(first)
	}
	event := 0
	for key, value := range jsonMembers(text) {
		first, array := jsonFirst(value)
		switch {
		case key == "sessions": // Sessionize
			return false
		case key == "slug" || key == "date_from" || key == "timezone":
			event++
		case slices.Contains(pretalxLists, key) && array && (isPretalxItem(first) || first == nil && key != "speakers"):
			return true
		case key == "schedule" && isPretalxGrid(value):
			return true
		}
	}
	return event == 3
}

// isPretalxItem reports a talk or a speaker, which have a code, or a slot.
func isPretalxItem(object []byte) bool {
	has := jsonKeys(object)
	talk := has["title"] && (has["speakers"] || has["state"] || has["slot"] || has["slots"])
	speaker := has["name"] && (has["biography"] || has["submissions"] || has["avatar"] || has["avatar_url"])
	return has["code"] && (talk || speaker) || has["submission"] && has["room"] && has["start"]
}

// isPretalxGrid reports the schedule of a website, in which talks stand by date,
// minute of the day and room.
func isPretalxGrid(object []byte) bool {
	for key := range jsonMembers(object) {
		_, err := schedule.ParseDate(key)
		return err == nil
	}
	return false
}

func parsePretalx(text []byte, o Options) (schedule.Draft, error) {
	walk, err := newJSONDocument(text)
	if err != nil {
		return schedule.Draft{}, err
	}
	r := newPretalxReader(walk)
	if err := r.document(); err != nil {
		return schedule.Draft{}, jsonError(text, err)
	}
	file := r.finish()
	warnings, frab := file.warnings(), file.frabFile // what these were made of may go
	draft := buildFrab(&frab, o)
	draft.Warnings = append(draft.Warnings, warnings...)
	return draft, nil
}
