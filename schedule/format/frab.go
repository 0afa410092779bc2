package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"usher/schedule"
)

// The schedule.xml family goes back to Pentabarf (2003) and is what frab,
// pretalx, the c3voc hub, wafer and EMF write, and FOSDEM's own site. Its only
// written definition is the c3voc validator's schedule.xml.xsd, which few files
// obey: what is read here, and how, comes from the files themselves.

type frabEvent struct {
	ID          string
	GUID        string
	Code        string
	Href        string
	IDElement   string
	CodeElement string
	Date        string
	Start       string
	Duration    string
	End         string
	SessionEnd  string // OSCAL
	Room        string
	Title       string
	Subtitle    string
	Track       string
	Type        string
	Language    string
	Abstract    string
	Description string
	URL         string
	FeedbackURL string
	Persons     []frabPerson
	Person      []frabPerson // LSWT: names joined with commas
}

type frabPerson struct {
	ID        string
	GUID      string
	Code      string
	Name      string
	Biography string // FOSDEM, in its list of all persons
	Avatar    string // EuroPython 2014
}

type frabConference struct {
	Title     string
	Acronym   string
	Start     string
	End       string
	URL       string
	BaseURL   string
	Zone      string
	DayChange string
	Release   string // old frab's place for the version
	line      int
}

// frabEntry is an event with where it stood.
type frabEntry struct {
	frabEvent
	line int
	day  int // the number of the <day> it is in, from 1; 0 for none
	room frabRoom
	// cancelled says that it is, in formats that have a field for that.
	cancelled bool
}

// blank reports an event that says nothing but a time: DebConf17's export has one
// for each empty cell of its grid.
func (e *frabEntry) blank() bool {
	for _, written := range []string{e.ID, e.IDElement, e.GUID, e.Code, e.CodeElement, e.Title, e.Subtitle, e.Abstract, e.Description} {
		if strings.TrimSpace(written) != "" {
			return false
		}
	}
	return len(e.Persons)+len(e.Person) == 0
}

type frabRoom struct {
	name, guid, slug string
	capacity         int // 0 is unknown
}

// frabFile is a file as it is written, before anything in it is understood.
type frabFile struct {
	version    string
	conference frabConference
	days       []frabDay
	rooms      []frabRoom
	persons    []frabPerson
	entries    []frabEntry
	// behind is the line of what stands behind the end; 0 for nothing.
	behind int
}

// maxEvents bounds what a file can make us hold. The fullest real one has 1,351.
const maxEvents = 20_000

// maxDays bounds among how many days an event is looked for. The longest conference
// has a few weeks.
const maxDays = 1000

var (
	errTooMany     = fmt.Errorf("it has more than %d events: no schedule has", maxEvents)
	errTooManyDays = fmt.Errorf("it has more than %d days: no schedule has", maxDays)
)

func sniffFrab(data []byte) bool { return rootElement(data) == "schedule" }

func parseFrab(data []byte, o Options) (schedule.Draft, error) {
	file, err := readFrab(data)
	if err != nil {
		return schedule.Draft{}, err
	}
	draft := buildFrab(file, o)
	if file.behind > 0 {
		draft.Warnings = append(draft.Warnings, schedule.Warning{Line: file.behind, Text: "left out, because it stands behind </schedule>"})
	}
	return draft, nil
}

// readFrab walks through the containers, which may be missing, to the events.
func readFrab(data []byte) (*frabFile, error) {
	r, err := newXMLReader(data)
	if err != nil {
		return nil, err
	}
	file := &frabFile{}
	err = r.children(func(xml.StartElement) error {
		if err := file.container(r, frabRoom{}); err != nil {
			return err
		}
		return errRead
	})
	if !errors.Is(err, errRead) {
		return nil, xmlError(err)
	}
	rest, line := r.behind(data)
	if bytes.Contains(rest, []byte("<event")) {
		return nil, fmt.Errorf("line %d: events stand behind </schedule>, which closes too early, or this is two files in one", line)
	}
	if len(rest) > 0 {
		file.behind = line
	}
	return file, nil
}

// errRead ends the walk with the root element.
var errRead = errors.New("all is read")

// container takes in what stands in the schedule, a day or a room.
func (f *frabFile) container(r *xmlReader, room frabRoom) error {
	return r.children(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "day":
			f.days = append(f.days, frabDay{attribute(t, "date"), attribute(t, "start"), attribute(t, "end"), r.line()})
			return f.container(r, frabRoom{})
		case "room":
			room := frabRoom{name: attribute(t, "name"), guid: attribute(t, "guid"), slug: attribute(t, "slug")}
			f.rooms = append(f.rooms, room)
			return f.container(r, room)
		case "version":
			f.version = ""
			return r.text(&f.version)
		case "conference":
			f.conference.line = r.line()
			return r.fields(f.conference.field)
		case "persons":
			return r.persons(&f.persons)
		case "days", "rooms", "events": // of hand-made files
			return f.container(r, room)
		case "event", "entry": // EuroPython 2014
			if len(f.entries) == maxEvents {
				return errTooMany
			}
			f.entries = append(f.entries, frabEntry{line: r.line(), day: len(f.days), room: room})
			return f.entries[len(f.entries)-1].read(r, t)
		}
		return r.skip()
	})
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
