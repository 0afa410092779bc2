package format

import (
	"cmp"
	"strings"
)

// pretalxReader gathers what a document says, in whichever order it comes: talks,
// when they are, and what they refer to.
type pretalxReader struct {
	*jsonWalk
	event    pretalxEvent
	version  string
	talks    []*pretalxEntry
	byCode   map[jsonText]*pretalxEntry
	speakers []frabPerson
	rooms    []frabRoom
	tracks   map[string]string // names by id
	types    map[string]string
	items    int
	nextAt   int // the line that names the next page; 0 on the last
}

// pretalxEntry is a talk with all its times and where it stood. The talk is nil
// while only times are known.
type pretalxEntry struct {
	talk  *pretalxTalk
	times []pretalxTime
	line  int
}

// pretalxEvent is the API's answer about the event itself. The widget's data has
// other names for its dates.
type pretalxEvent struct {
	Name     jsonText `json:"name"`
	Slug     jsonText `json:"slug"`
	Zone     jsonText `json:"timezone"`
	DateFrom jsonText `json:"date_from"`
	DateTo   jsonText `json:"date_to"`
	Domain   jsonText `json:"custom_domain"`
	// URL is the event's page. No answer has it: whoever fetched them knows it.
	URL jsonText `json:"url"`
}

func newPretalxReader(walk *jsonWalk) *pretalxReader {
	return &pretalxReader{
		jsonWalk: walk,
		byCode:   map[jsonText]*pretalxEntry{},
		tracks:   map[string]string{},
		types:    map[string]string{},
	}
}

func (r *pretalxReader) document() error {
	if r.next() == '[' {
		return r.array(r.item)
	}
	return r.object(r.member)
}

// member reads a member of the outermost object.
func (r *pretalxReader) member(key string) error {
	switch key {
	case "event":
		return r.decode(&r.event)
	case "timezone":
		return r.decode(&r.event.Zone)
	case "event_start", "date_from":
		return r.decode(&r.event.DateFrom)
	case "event_end", "date_to":
		return r.decode(&r.event.DateTo)
	case "url":
		return r.decode(&r.event.URL)
	case "name":
		return r.decode(&r.event.Name)
	case "slug":
		return r.decode(&r.event.Slug)
	case "version":
		var version jsonText
		err := r.decode(&version)
		r.version = string(version)
		return err
	case "next":
		var next jsonText
		line := r.at()
		err := r.decode(&next)
		if next != "" {
			r.nextAt = line
		}
		return err
	case "talks", "submissions", "slots", "results":
		return r.array(r.item)
	case "speakers":
		return r.each(r.item)
	case "rooms":
		return r.array(r.room)
	case "tracks":
		return r.array(func() error { return r.named(r.tracks) })
	case "submission_types", "submission-types":
		return r.array(func() error { return r.named(r.types) })
	case "schedule", "sprints": // by date, minute of the day and room
		return r.each(func() error { return r.each(func() error { return r.each(r.item) }) })
	}
	return r.skip()
}

// item reads a talk, a slot of one, or a speaker. What is neither is a break.
func (r *pretalxReader) item() error {
	if r.items++; r.items > maxEvents {
		return errTooMany
	}
	line := r.at()
	talk, codes := &pretalxTalk{}, pretalxCodes{}
	if err := r.decodeEither(talk, &codes); err != nil {
		return err
	}
	talk.refer(codes)
	if r.items += max(len(talk.Slots)-1, 0); r.items > maxEvents {
		return errTooMany
	}
	switch {
	case talk.Code != "" && talk.Title == "" && talk.Name != "":
		r.speakers = append(r.speakers, pretalxPerson{talk.Code, talk.pretalxFace}.frab())
		return nil
	case talk.Code != "":
		r.entry(talk.Code, line).add(talk)
	case talk.Submission.code != "":
		e := r.entry(talk.Submission.code, line)
		if talk.Submission.talk != nil {
			e.add(talk.Submission.talk)
		}
		e.times = append(e.times, talk.pretalxTime)
	}
	return nil
}

// entry is the entry of a talk, which is new where nothing was said of it.
func (r *pretalxReader) entry(code jsonText, line int) *pretalxEntry {
	e := r.byCode[code]
	if e == nil {
		e = &pretalxEntry{line: line}
		r.byCode[code] = e
		r.talks = append(r.talks, e)
	}
	return e
}

// add takes in what is said of a talk: a talk with two slots is there twice in
// some forms.
func (e *pretalxEntry) add(talk *pretalxTalk) {
	if e.talk == nil {
		e.talk = talk
	}
	e.times = append(e.times, talk.Slots...)
	if len(talk.Slots) == 0 {
		e.times = append(e.times, talk.Slot, talk.pretalxTime)
	}
}

func (p pretalxPerson) frab() frabPerson {
	return frabPerson{
		Code: string(p.Code), Name: string(p.Name),
		Biography: p.Biography, Avatar: string(cmp.Or(p.AvatarURL, p.Avatar)),
	}
}

func (r *pretalxReader) room() error {
	var place jsonPlace
	err := r.decode(&place)
	r.rooms = append(r.rooms, place.frabRoom)
	return err
}

// named reads what has a name by its id.
func (r *pretalxReader) named(names map[string]string) error {
	var thing struct{ ID, Name jsonText }
	err := r.decode(&thing)
	names[string(thing.ID)] = string(thing.Name)
	return err
}

// page is the URL of the event's pages, with a slash at its end; "" where it is
// unknown.
func (e *pretalxEvent) page() string {
	if e.Domain != "" && e.Slug != "" {
		return strings.TrimSuffix(string(e.Domain), "/") + "/" + string(e.Slug) + "/"
	}
	return string(e.URL)
}
