package format

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// jsonText is what a field says, however that is written: as a string or number,
// in several languages ({"en": …}), or as an object that has a name. Nothing else
// says anything.
type jsonText string

// UnmarshalJSON implements [json.Unmarshaler]. It refuses nothing.
func (t *jsonText) UnmarshalJSON(value []byte) error {
	*t = ""
	if len(value) == 0 {
		return nil
	}
	switch c := value[0]; {
	case c == '"' && bytes.IndexByte(value, '\\') < 0:
		*t = jsonText(value[1 : len(value)-1])
	case c == '"':
		var s string
		_ = json.Unmarshal(value, &s) // it is a string: the decoder has looked
		*t = jsonText(s)
	case c == '-' || c >= '0' && c <= '9':
		*t = jsonText(value)
	case c == '{':
		*t = jsonNamed(value)
	case c == '[':
		*t = jsonListed(value)
	}
	return nil
}

// jsonNamed is what an object is called: by its name, else in English, else by the
// first text in it.
func jsonNamed(object []byte) jsonText {
	first, best := jsonText(""), jsonText("")
	w := newJSONWalk(object)
	_ = w.object(func(key string) error { // what the decoder has looked at has no errors
		var text jsonText
		err := w.decode(&text)
		switch {
		case text == "":
		case key == "name":
			best = text
		case key == "en" && best == "":
			best = text
		case first == "":
			first = text
		}
		return err
	})
	if best != "" {
		return best
	}
	return first
}

func jsonListed(array []byte) jsonText {
	var all []jsonText
	_ = json.Unmarshal(array, &all)
	var said []string
	for _, text := range all {
		if text != "" {
			said = append(said, string(text))
		}
	}
	return jsonText(strings.Join(said, ", "))
}

// jsonAddress is a URL, or an object that has one.
type jsonAddress string

// UnmarshalJSON implements [json.Unmarshaler]. It refuses nothing.
func (a *jsonAddress) UnmarshalJSON(value []byte) error {
	var text jsonText
	if bytes.HasPrefix(value, []byte("{")) {
		var object struct{ URL jsonText }
		_ = json.Unmarshal(value, &object)
		text = object.URL
	} else {
		_ = text.UnmarshalJSON(value)
	}
	*a = jsonAddress(text)
	return nil
}

// jsonPlace is a room: its name, or its id, which is a number, or an object with
// both and more.
type jsonPlace struct{ frabRoom }

// UnmarshalJSON implements [json.Unmarshaler]. It refuses nothing.
func (p *jsonPlace) UnmarshalJSON(value []byte) error {
	var object struct{ ID, GUID, UUID, Slug, Capacity jsonText }
	var name jsonText
	_ = name.UnmarshalJSON(value)
	if bytes.HasPrefix(value, []byte("{")) {
		_ = json.Unmarshal(value, &object)
	}
	if slices.Contains([]jsonText{object.ID, object.GUID, object.UUID, object.Slug}, name) {
		name = "" // nothing else was said of it
	}
	if _, err := strconv.Atoi(string(name)); err == nil && value[0] != '"' {
		name, object.ID = "", name
	}
	p.frabRoom = frabRoom{
		name: string(name), guid: string(cmp.Or(object.GUID, object.UUID)), slug: string(cmp.Or(object.Slug, object.ID)),
		capacity: seats(string(object.Capacity)),
	}
	return nil
}

// mostSeats is how many people a room seats at most: the largest stadiums have room
// for as many. More is a mistake, and tells nothing.
const mostSeats = 200_000

// seats is how many people a room is said to have room for; 0 where that is no number.
func seats(said string) int {
	n, err := strconv.Atoi(said)
	if err != nil || n < 0 || n > mostSeats {
		return 0
	}
	return n
}
