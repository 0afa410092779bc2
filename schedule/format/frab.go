package format

import (
	"encoding/xml"
	"fmt"
	"strings"

	"usher/schedule"
)

// The schedule.xml family goes back to Pentabarf (2003) and is what frab,
// pretalx, the c3voc hub, wafer and EMF write, and FOSDEM's own site. Its only
// written definition is the c3voc validator's schedule.xml.xsd, which few files
// obey: what is read here, and how, comes from the files themselves.

type frabEvent struct {
	ID          string       `xml:"id,attr"`
	GUID        string       `xml:"guid,attr"`
	Code        string       `xml:"code,attr"`
	Href        string       `xml:"href,attr"`
	IDElement   string       `xml:"id"`
	CodeElement string       `xml:"code"`
	Date        string       `xml:"date"`
	Start       string       `xml:"start"`
	Duration    string       `xml:"duration"`
	End         string       `xml:"end"`
	SessionEnd  string       `xml:"session_end_time"` // OSCAL
	Room        string       `xml:"room"`
	Title       string       `xml:"title"`
	Subtitle    string       `xml:"subtitle"`
	Track       string       `xml:"track"`
	Type        string       `xml:"type"`
	Language    string       `xml:"language"`
	Abstract    string       `xml:"abstract"`
	Description string       `xml:"description"`
	URL         string       `xml:"url"`
	FeedbackURL string       `xml:"feedback_url"`
	Persons     []frabPerson `xml:"persons>person"`
	Person      []frabPerson `xml:"person"` // LSWT: names joined with commas
}

type frabPerson struct {
	ID        string `xml:"id,attr"`
	GUID      string `xml:"guid,attr"`
	Code      string `xml:"code,attr"`
	Name      string `xml:",chardata"`
	NameInner string `xml:"name"`      // FOSDEM, in its list of all persons
	Biography string `xml:"biography"` // likewise
	Avatar    string `xml:"avatar"`    // of other formats only
}

type frabConference struct {
	Title     string `xml:"title"`
	Acronym   string `xml:"acronym"`
	Start     string `xml:"start"`
	End       string `xml:"end"`
	URL       string `xml:"url"`
	BaseURL   string `xml:"base_url"`
	Zone      string `xml:"time_zone_name"`
	DayChange string `xml:"day_change"`
	Release   string `xml:"release"` // old frab's place for the version
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
	written := e.ID + e.IDElement + e.GUID + e.Code + e.CodeElement + e.Title + e.Subtitle + e.Abstract + e.Description
	return strings.TrimSpace(written) == "" && len(e.Persons)+len(e.Person) == 0
}

type frabRoom struct{ name, guid, slug string }

// frabFile is a file as it is written, before anything in it is understood.
type frabFile struct {
	version    string
	conference frabConference
	days       []frabDay
	rooms      []frabRoom
	persons    []frabPerson
	entries    []frabEntry
}

// maxEvents bounds what a file can make us hold. The fullest real one has 1,351.
const maxEvents = 20_000

var errTooMany = fmt.Errorf("it has more than %d events: no schedule has", maxEvents)

func sniffFrab(data []byte) bool { return rootElement(data) == "schedule" }

func parseFrab(data []byte, o Options) (schedule.Draft, error) {
	file, err := readFrab(data)
	if err != nil {
		return schedule.Draft{}, err
	}
	return buildFrab(file, o), nil
}

// readFrab walks through the containers and decodes one event at a time: the
// walk knows where an event stands, and its line.
func readFrab(data []byte) (*frabFile, error) {
	decoder, err := newDecoder(data)
	if err != nil {
		return nil, err
	}
	file := &frabFile{}
	room := frabRoom{}
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil, xmlError(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "room" {
				room = frabRoom{attribute(t, "name"), attribute(t, "guid"), attribute(t, "slug")}
				file.rooms = append(file.rooms, room)
				continue
			}
			if err := file.element(decoder, t, room); err != nil {
				return nil, xmlError(err)
			}
			if len(file.entries) > maxEvents {
				return nil, errTooMany
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "room":
				room = frabRoom{}
			case "schedule":
				return file, nil
			}
		}
	}
}

// element takes in an element found among the containers.
func (f *frabFile) element(decoder *xml.Decoder, t xml.StartElement, room frabRoom) error {
	line, _ := decoder.InputPos()
	switch t.Name.Local {
	case "schedule":
		return nil
	case "day":
		f.days = append(f.days, frabDay{attribute(t, "date"), attribute(t, "start"), attribute(t, "end"), line})
		return nil
	case "version":
		return decoder.DecodeElement(&f.version, &t)
	case "conference":
		f.conference.line = line
		return decoder.DecodeElement(&f.conference, &t)
	case "persons":
		var all struct {
			Persons []frabPerson `xml:"person"`
		}
		err := decoder.DecodeElement(&all, &t)
		f.persons = append(f.persons, all.Persons...)
		return err
	case "event":
		f.entries = append(f.entries, frabEntry{line: line, day: len(f.days), room: room})
		return decoder.DecodeElement(&f.entries[len(f.entries)-1].frabEvent, &t)
	}
	return decoder.Skip()
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
