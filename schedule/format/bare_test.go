package format_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// What reading is measured against: the standard library's decoders into plain
// structs that have the fields Usher reads, and nothing done with them.

func decodeFrab(data []byte) error {
	type event struct {
		ID          string   `xml:"id,attr"`
		GUID        string   `xml:"guid,attr"`
		Date        string   `xml:"date"`
		Start       string   `xml:"start"`
		Duration    string   `xml:"duration"`
		Room        string   `xml:"room"`
		Title       string   `xml:"title"`
		Subtitle    string   `xml:"subtitle"`
		Track       string   `xml:"track"`
		Type        string   `xml:"type"`
		Language    string   `xml:"language"`
		Abstract    string   `xml:"abstract"`
		Description string   `xml:"description"`
		URL         string   `xml:"url"`
		FeedbackURL string   `xml:"feedback_url"`
		Persons     []string `xml:"persons>person"`
	}
	var file struct {
		Days []struct {
			Rooms []struct {
				Events []event `xml:"event"`
			} `xml:"room"`
		} `xml:"day"`
	}
	if err := xml.NewDecoder(bytes.NewReader(data)).Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func decodeJSON[T any](data []byte) error {
	var into T
	return json.Unmarshal(data, &into)
}

type bareScheduleJSON struct {
	Schedule struct {
		Version    string
		Conference struct {
			Acronym, Title, Start, End string
			Days                       []struct {
				Index            int
				Date             string
				DayStart, DayEnd string
				Rooms            map[string][]bareEvent
			}
		}
	}
}

type bareEvent struct {
	ID                                                             int
	GUID, Slug, Logo, Date, Start, Duration, Room, Title, Subtitle *string
	Track, Type, Language, Abstract, Description, Licence, URL     *string
	DoNotRecord                                                    *bool `json:"do_not_record"`
	Persons                                                        []struct {
		ID                                                      int
		GUID, Code, Name, FullName, Avatar, Biography, Abstract string
		PublicName                                              string `json:"public_name"`
	}
	Links, Attachments []any
}

type barePretalx struct{ Results []barePretalxTalk }

type barePretalxTalk struct {
	Code, Title, State, Abstract, Description, Notes string
	Speakers                                         []struct{ Code, Name, Biography, Avatar, Email string }
	Type                                             any `json:"submission_type"`
	Track                                            any
	Locale                                           string `json:"content_locale"`
	Duration                                         int
	Recorded                                         bool `json:"do_not_record"`
	Featured                                         bool `json:"is_featured"`
	Slot                                             *barePretalxSlot
	Slots                                            []barePretalxSlot
	Image, SlotCount                                 any
	Resources, Answers, Tags                         []any
}

type barePretalxSlot struct {
	Start, End string
	Room       any
	RoomID     *int `json:"room_id"`
}

type bareSessionize struct {
	Sessions   []bareSession
	Speakers   []struct{ ID, FirstName, LastName, FullName, Bio, TagLine, ProfilePicture string }
	Categories []any
	Rooms      []struct {
		ID   int
		Name string
	}
}

type bareGrid struct {
	Date  string
	Rooms []struct {
		ID       int
		Name     string
		Sessions []bareSession
	}
}

type bareSession struct {
	ID, Title, StartsAt, EndsAt, Room, Status string
	Description                               *string
	Speakers, Categories                      []any
	CategoryItems                             []int
	RoomID                                    *int
	IsServiceSession, IsPlenumSession         bool
}

// decodeICal unfolds the lines and parts them into names, parameters and values,
// which is what all that read calendars do first.
func decodeICal(data []byte) error {
	type line struct {
		name, value string
		params      map[string]string
	}
	var events [][]line
	var event []line
	add := func(text string) {
		head, value, _ := strings.Cut(text, ":")
		name, rest, _ := strings.Cut(head, ";")
		l := line{name: strings.ToUpper(name), value: strings.NewReplacer(`\n`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(value), params: map[string]string{}}
		for param := range strings.SplitSeq(rest, ";") {
			key, value, _ := strings.Cut(param, "=")
			l.params[key] = value
		}
		event = append(event, l)
		if l.name == "END" {
			events, event = append(events, event), nil
		}
	}
	var folded strings.Builder
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for lines.Scan() {
		text := lines.Text()
		if strings.HasPrefix(text, " ") {
			folded.WriteString(text[1:])
			continue
		}
		if folded.Len() > 0 {
			add(folded.String())
		}
		folded.Reset()
		folded.WriteString(text)
	}
	return lines.Err()
}
