package format

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sessionizeReader walks through a file of any view.
type sessionizeReader struct {
	*jsonWalk
	file      *frabFile
	sessions  []sessionizeEntry
	persons   map[string]frabPerson       // by id
	rooms     map[string]frabRoom         // by id
	answers   map[string]sessionizeChoice // by id
	unplanned tally
}

// sessionizeEntry is a session with where it stood.
type sessionizeEntry struct {
	sessionizeSession
	line int
	day  int // as frabEntry's
	room frabRoom
}

// sessionizeChoice is an answer to one of the organisers' questions.
type sessionizeChoice struct{ question, answer string }

func (r *sessionizeReader) document() error {
	if r.next() == '[' {
		return r.array(r.group)
	}
	return r.object(func(key string) error {
		switch key {
		case "sessions":
			return r.array(func() error { return r.session(0, frabRoom{}) })
		case "speakers":
			return r.array(r.person)
		case "categories":
			return r.array(r.category)
		case "rooms":
			return r.array(func() error { return r.room(0) })
		}
		return r.skip()
	})
}

// group reads an element of a list: a day, a group of sessions, or a speaker.
func (r *sessionizeReader) group() error {
	line, day := r.at(), 0
	var person sessionizePerson
	texts := map[string]*jsonText{
		"id": &person.ID, "fullName": &person.FullName, "firstName": &person.FirstName, "lastName": &person.LastName,
		"tagLine": &person.TagLine, "bio": &person.Bio, "profilePicture": &person.Picture,
	}
	grouped := false
	err := r.object(func(key string) error {
		if text, ok := texts[key]; ok {
			return r.decode(text)
		}
		switch key {
		case "date":
			var date jsonText
			err := r.decode(&date)
			r.file.days = append(r.file.days, frabDay{date: string(date[:min(len(date), len("2006-01-02"))]), line: line})
			day = len(r.file.days)
			return err
		case "rooms":
			return r.array(func() error { return r.room(day) })
		case "groupId", "groupName":
			grouped = true
		case "sessions":
			if grouped { // else they are a speaker's, and named alone
				return r.array(func() error { return r.session(0, frabRoom{}) })
			}
		}
		return r.skip()
	})
	r.meet(&person)
	return err
}

// room reads a room, with the sessions in it on the nth day.
func (r *sessionizeReader) room(n int) error {
	var id, name jsonText
	first := len(r.sessions)
	err := r.object(func(key string) error {
		switch key {
		case "id":
			return r.decode(&id)
		case "name":
			return r.decode(&name)
		case "sessions":
			return r.array(func() error { return r.session(n, frabRoom{}) })
		}
		return r.skip()
	})
	room := frabRoom{name: string(name), slug: string(id)}
	if room.name == "" {
		return err
	}
	r.rooms[room.slug] = room
	r.file.rooms = append(r.file.rooms, room)
	for i := range r.sessions[first:] {
		r.sessions[first+i].room = room
	}
	return err
}

func (r *sessionizeReader) session(day int, room frabRoom) error {
	entry := sessionizeEntry{line: r.at(), day: day, room: room}
	err := r.decode(&entry.sessionizeSession)
	r.sessions = append(r.sessions, entry)
	if len(r.sessions) > maxEvents {
		return errTooMany
	}
	return err
}

func (r *sessionizeReader) person() error {
	var person sessionizePerson
	err := r.decode(&person)
	r.meet(&person)
	return err
}

func (r *sessionizeReader) meet(p *sessionizePerson) {
	if person := p.frab(); person.Name != "" {
		r.persons[person.GUID] = person
		r.file.persons = append(r.file.persons, person)
	}
}

func (r *sessionizeReader) category() error {
	var c sessionizeCategory
	err := r.decode(&c)
	for _, item := range c.Items {
		r.answers[string(item.ID)] = sessionizeChoice{string(c.Title), string(item.Name)}
	}
	return err
}

// finish makes the entries, once all that they refer to is known.
func (r *sessionizeReader) finish() {
	for i := range r.sessions {
		s := &r.sessions[i]
		if s.StartsAt == "" {
			r.unplanned.add(s.line)
			continue
		}
		entry := frabEntry{line: s.line, day: s.day, cancelled: isOff(string(s.Status)), frabEvent: frabEvent{
			ID: string(s.ID), Title: string(s.Title), Abstract: string(s.Description),
			Date: string(s.StartsAt), Duration: lengthBetween(string(s.StartsAt), string(s.EndsAt)), End: string(s.EndsAt),
		}}
		entry.room = s.room
		if entry.room.name == "" {
			entry.room = cmp.Or(r.rooms[string(s.RoomID)], frabRoom{name: string(s.Room), slug: string(s.RoomID)})
		}
		for _, p := range s.Speakers {
			person := p.frab()
			if known, ok := r.persons[person.GUID]; ok {
				person = known
			}
			entry.Persons = append(entry.Persons, person)
		}
		r.choose(&entry.frabEvent, &s.sessionizeSession)
		r.file.entries = append(r.file.entries, entry)
	}
	r.sessions = nil
}

// isOff reports a status by which a session does not take place, though the file
// still has it.
func isOff(status string) bool {
	return slices.Contains([]string{"declined", "decline_queue", "withdrawn", "cancelled", "canceled"}, strings.ToLower(status))
}

// lengthBetween is how many minutes two local times are apart; "" where they are
// no times, or have offsets and speak for themselves.
func lengthBetween(start, end string) string {
	from, ok := parseStamp(start)
	to, ok2 := parseStamp(end)
	if !ok || !ok2 || !to.After(from.Time) {
		return ""
	}
	return strconv.Itoa(int(to.Sub(from.Time) / time.Minute))
}

// choose reads what organisers have asked for, by how they commonly call it.
func (r *sessionizeReader) choose(e *frabEvent, s *sessionizeSession) {
	var choices []sessionizeChoice
	for _, id := range s.Items {
		choices = append(choices, r.answers[string(id)])
	}
	for _, c := range s.Categories {
		for _, item := range slices.Concat(c.Chosen, c.Items) {
			choices = append(choices, sessionizeChoice{string(cmp.Or(c.Name, c.Title)), string(item.Name)})
		}
	}
	var languages []string
	for _, c := range choices {
		switch question := strings.ToLower(c.question); {
		case strings.Contains(question, "language"), strings.Contains(question, "sprache"):
			languages = append(languages, c.answer)
		case strings.Contains(question, "track"), strings.Contains(question, "topic"), strings.Contains(question, "thema"):
			e.Track = cmp.Or(e.Track, c.answer)
		case strings.Contains(question, "format"), strings.Contains(question, "type"), strings.Contains(question, "typ"):
			e.Type = cmp.Or(e.Type, c.answer)
		}
	}
	e.Language = strings.Join(languages, ", ")
	if s.Service {
		e.Type = cmp.Or(e.Type, "Service session")
	}
}
