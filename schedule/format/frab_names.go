package format

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"

	"usher/schedule"
)

// listRooms takes over the rooms in the order in which the file has them.
func (b *frabBuilder) listRooms() {
	names := map[string]string{}
	for _, r := range b.frabFile.rooms {
		name, id := schedule.NameKey("", schedule.Line(r.name)), r.id()
		if known, ok := names[id]; ok && known != name && id != "" && !b.sharedRooms[id] {
			b.sharedRooms[id] = true
			b.warn(0, "several rooms have the same id, %s: I tell them apart by their names", schedule.Cut(id, 40))
		}
		names[id] = name
	}
	for _, r := range b.frabFile.rooms {
		b.declare(r)
	}
}

// declare makes a room known by its name, and returns it; the zero Room for one
// without a name. The guid or slug stays when a room is renamed.
func (b *frabBuilder) declare(r frabRoom) schedule.Room {
	name := schedule.Line(r.name)
	if name == "" {
		return schedule.Room{}
	}
	folded := schedule.NameKey("", name)
	if b.sharedRooms[r.id()] {
		r.guid, r.slug = "", ""
	}
	guid := strings.TrimSpace(r.guid)
	if known, ok := b.rooms[folded]; ok && (guid == "" || known.GUID == guid) {
		return known
	}
	room := schedule.Room{Key: folded, Name: name, GUID: guid, Capacity: r.capacity}
	switch {
	case guid != "":
		room.Key = schedule.Key("", schedule.KeyGUID, guid)
	case strings.TrimSpace(r.slug) != "":
		room.Key = schedule.Key("", schedule.KeyID, strings.TrimSpace(r.slug))
	}
	b.rooms[folded] = room
	b.draft.Rooms = append(b.draft.Rooms, room)
	return room
}

// id is by what a room is known when it is renamed; "" where it has nothing such.
func (r frabRoom) id() string { return cmp.Or(strings.TrimSpace(r.guid), strings.TrimSpace(r.slug)) }

// room is the room of the element that holds the event, else of its own text.
func (b *frabBuilder) room(e *frabEntry) schedule.Room {
	text := schedule.Line(e.Room)
	name := schedule.Line(e.room.name)
	if name == "" {
		return b.declare(frabRoom{name: text})
	}
	if text != "" && schedule.NameKey("", text) != schedule.NameKey("", name) {
		b.warn(e.line, "it stands under the room %s, but says %s: I take the first", name, text)
	}
	return b.declare(e.room)
}

// frabPeople gives every speaker one key throughout the file, and keeps what is
// said of them wherever it is said.
type frabPeople struct {
	scope string
	// shared are ids that several people have: merged exports (rC3, jev22, the
	// Congress wiki) number the people of each part from 1.
	shared map[string]bool
	// named are the keys of people with ids by their folded names; "" where several
	// have one name.
	named  map[string]string
	known  map[string]int // where in listed, by key
	listed []schedule.Speaker
}

func newFrabPeople(file *frabFile, scope string) frabPeople {
	p := frabPeople{scope: scope, shared: map[string]bool{}, named: map[string]string{}, known: map[string]int{}}
	names := map[string]string{}
	for i := range file.entries {
		for _, person := range file.entries[i].Persons {
			id, name := strings.TrimSpace(person.ID), schedule.Fold(schedule.Line(person.Name))
			if name == "" {
				continue
			}
			if known, ok := names[id]; ok && known != name {
				p.shared[id] = true
			}
			names[id] = name
		}
	}
	p.nameAll(file)
	for _, person := range file.persons {
		p.meet(person)
	}
	return p
}

// meet is who a person is, with what is known of them so far. A name left empty,
// as the Congress wiki exports it, is nobody.
func (p *frabPeople) meet(person frabPerson) (schedule.Speaker, bool) {
	name := publicName(person.Name)
	if name == "" {
		return schedule.Speaker{}, false
	}
	key := p.key(person, name)
	i, ok := p.known[key]
	if !ok {
		i = len(p.listed)
		p.known[key] = i
		p.listed = append(p.listed, schedule.Speaker{Key: key, Name: name})
	}
	known := &p.listed[i]
	if known.Biography == "" && person.Biography != "" {
		known.Biography = prose(person.Biography)
	}
	known.Avatar = cmp.Or(known.Avatar, webURL(person.Avatar))
	return *known, true
}

// of are the speakers of an event, in order and each once.
func (p *frabPeople) of(e *frabEntry) []schedule.Speaker {
	var persons []frabPerson
	for _, person := range e.Persons {
		names := people(person.Name)
		if len(names) == 1 {
			persons = append(persons, person)
			continue
		}
		for _, name := range names {
			persons = append(persons, frabPerson{Name: name}) // the id is none of theirs
		}
	}
	for _, joined := range e.Person {
		for _, name := range joinedPeople(joined.Name) {
			persons = append(persons, frabPerson{Name: name})
		}
	}
	var speakers []schedule.Speaker
	seen := map[string]bool{}
	for _, person := range persons {
		speaker, ok := p.meet(person)
		if ok && !seen[speaker.Key] {
			seen[speaker.Key] = true
			speakers = append(speakers, speaker)
		}
	}
	return speakers
}

// webURL is an address that people can open; "" for what is none.
func webURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// key is by which a person is known: their own, else that of the only one with an
// id who is called the same.
func (p *frabPeople) key(person frabPerson, name string) string {
	if key := p.ownKey(person); key != "" {
		return key
	}
	if key := p.named[schedule.Fold(name)]; key != "" {
		return key
	}
	return schedule.NameKey(p.scope, name)
}

// ownKey is the key that a person's id gives; "" where there is none to trust.
func (p *frabPeople) ownKey(person frabPerson) string {
	id := strings.TrimSpace(person.ID)
	switch {
	case strings.TrimSpace(person.Code) != "":
		return schedule.Key(p.scope, schedule.KeyCode, strings.TrimSpace(person.Code))
	case strings.TrimSpace(person.GUID) != "":
		return schedule.Key(p.scope, schedule.KeyGUID, strings.TrimSpace(person.GUID))
	case id != "" && !p.shared[id]:
		return schedule.Key(p.scope, schedule.KeyID, id)
	}
	return ""
}

// nameAll notes the names of those who have an id.
func (p *frabPeople) nameAll(file *frabFile) {
	for i := range file.entries {
		for _, person := range file.entries[i].Persons {
			key := p.ownKey(person)
			if key == "" {
				continue
			}
			name := schedule.Fold(schedule.Line(person.Name))
			if other, ok := p.named[name]; ok && other != key {
				key = ""
			}
			p.named[name] = key
		}
	}
}

// talkCode finds pretalx's code in the URL of a talk's page.
var talkCode = regexp.MustCompile(`/talk/([A-Z0-9]{6,12})/?$`)

// setKeys gives every talk its key.
func (b *frabBuilder) setKeys(made []int) {
	ids := make([]talkID, len(made))
	for s, i := range made {
		kind, value := identity(&b.entries[i])
		ids[s] = talkID{kind, value, b.entries[i].line}
	}
	giveKeys(&b.draft, b.o.scope(), ids)
}

// identity is what names the talk of an event, and its kind.
func identity(e *frabEntry) (kind, value string) {
	if code := strings.TrimSpace(cmp.Or(e.Code, e.CodeElement)); code != "" {
		return schedule.KeyCode, code
	}
	if m := talkCode.FindStringSubmatch(strings.TrimSpace(e.URL)); m != nil {
		return schedule.KeyCode, m[1]
	}
	if guid := strings.TrimSpace(e.GUID); guid != "" {
		return schedule.KeyGUID, guid
	}
	return schedule.KeyID, strings.TrimSpace(cmp.Or(e.ID, e.IDElement))
}

func speakerNames(speakers []schedule.Speaker) []string {
	names := make([]string, len(speakers))
	for i, s := range speakers {
		names[i] = s.Name
	}
	return names
}
