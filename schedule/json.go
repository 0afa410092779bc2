package schedule

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// The JSON forms are a contract with whoever reads `usher schedule show --json`
// and `diff --json`: instants are RFC 3339 with the offset of the conference's
// zone on that day, unknown strings are "", unknown numbers and instants null,
// and lists never null.

type jsonSchedule struct {
	Conference jsonConference `json:"conference"`
	Rooms      []jsonRoom     `json:"rooms"`
	Speakers   []jsonSpeaker  `json:"speakers"`
	Slots      []*jsonSlot    `json:"slots"`
	Warnings   []jsonWarning  `json:"warnings"`
}

type jsonConference struct {
	Title    string `json:"title"`
	Acronym  string `json:"acronym"`
	Timezone string `json:"timezone"` // the IANA name
	Start    *Date  `json:"start"`
	End      *Date  `json:"end"`
	URL      string `json:"url"`
}

type jsonRoom struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	GUID string `json:"guid"`
	// Capacity is left out where nobody says.
	Capacity int `json:"capacity,omitempty"`
}

type jsonSpeaker struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	Biography string `json:"biography"`
	Avatar    string `json:"avatar,omitempty"`
}

type jsonSlot struct {
	Key         string   `json:"key"`
	GUID        string   `json:"guid"`
	Title       string   `json:"title"`
	TitleFrom   string   `json:"title_from"`
	Subtitle    string   `json:"subtitle"`
	Room        string   `json:"room"`
	Start       string   `json:"start"`
	End         *string  `json:"end"`
	Minutes     *int     `json:"minutes"`
	Speakers    []string `json:"speakers"`
	Type        string   `json:"type"`
	Track       string   `json:"track"`
	Language    string   `json:"language"`
	Abstract    string   `json:"abstract"`
	Description string   `json:"description"`
	URL         string   `json:"url"`
	FeedbackURL string   `json:"feedback_url"`
	Cancelled   bool     `json:"cancelled"`
}

type jsonWarning struct {
	Line *int   `json:"line"`
	Text string `json:"text"`
}

type jsonChange struct {
	Kind   ChangeKind `json:"kind"`
	Key    string     `json:"key"`
	Title  string     `json:"title"`
	Before *jsonSlot  `json:"before"`
	After  *jsonSlot  `json:"after"`
}

// MarshalJSON writes the whole schedule, its slots by start and then by the
// name of their room.
func (s *Schedule) MarshalJSON() ([]byte, error) {
	c := s.conference
	out := jsonSchedule{
		Conference: jsonConference{c.Title, c.Acronym, c.Zone.String(), known(c.Start), known(c.End), c.URL},
		Rooms:      make([]jsonRoom, len(s.rooms)),
		Speakers:   make([]jsonSpeaker, len(s.speakers)),
		Slots:      make([]*jsonSlot, len(s.slots)),
		Warnings:   make([]jsonWarning, len(s.warnings)),
	}
	for i, r := range s.rooms {
		out.Rooms[i] = jsonRoom(r)
	}
	for i, p := range s.speakers {
		out.Speakers[i] = jsonSpeaker(p)
	}
	byName := slices.SortedStableFunc(slices.Values(s.slots), func(a, b *Slot) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Room.Name, b.Room.Name))
	})
	for i, slot := range byName {
		out.Slots[i] = slot.json(s.Zone())
	}
	for i, w := range s.warnings {
		out.Warnings[i] = jsonWarning{known(w.Line), w.Text}
	}
	return marshal(out)
}

// MarshalJSON writes the change with both slots in full, null where there is
// none.
func (c Change) MarshalJSON() ([]byte, error) {
	return marshal(jsonChange{c.Kind, c.Key, c.Title(), c.Before.json(c.Zone), c.After.json(c.Zone)})
}

func (s *Slot) json(zone *time.Location) *jsonSlot {
	if s == nil {
		return nil
	}
	if zone == nil {
		zone = time.UTC
	}
	out := &jsonSlot{
		Key: s.Key, GUID: s.GUID,
		Title: s.Title, TitleFrom: s.TitleFrom, Subtitle: s.Subtitle,
		Room:     s.Room.Name,
		Start:    s.Start.In(zone).Format(time.RFC3339),
		Speakers: make([]string, len(s.Speakers)),
		Type:     s.Type, Track: s.Track.Name, Language: s.Language,
		Abstract: s.Abstract, Description: s.Description,
		URL: s.URL, FeedbackURL: s.FeedbackURL,
		Cancelled: s.Cancelled,
	}
	if minutes, ok := s.Minutes(); ok {
		end := s.End.In(zone).Format(time.RFC3339)
		out.End, out.Minutes = &end, &minutes
	}
	for i, p := range s.Speakers {
		out.Speakers[i] = p.Name
	}
	return out
}

// known is nil for the zero value, which stands for what is not known.
func known[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// marshal is json.Marshal without the escapes that only a web page needs.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}
