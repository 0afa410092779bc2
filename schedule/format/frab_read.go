package format

import (
	"cmp"
	"encoding/xml"
)

// fields reads the elements in the one that has begun into the fields that they
// have; nil is the field of what is passed over.
func (r *xmlReader) fields(field func(name string) *string) error {
	return r.children(func(t xml.StartElement) error {
		if into := field(t.Name.Local); into != nil {
			*into = ""
			return r.text(into)
		}
		return r.skip()
	})
}

func (c *frabConference) field(name string) *string {
	switch name {
	case "title":
		return &c.Title
	case "acronym":
		return &c.Acronym
	case "start":
		return &c.Start
	case "end":
		return &c.End
	case "url":
		return &c.URL
	case "base_url":
		return &c.BaseURL
	case "time_zone_name":
		return &c.Zone
	case "day_change":
		return &c.DayChange
	case "release":
		return &c.Release
	}
	return nil
}

func (e *frabEvent) field(name string) *string {
	switch name {
	case "id":
		return &e.IDElement
	case "code":
		return &e.CodeElement
	case "date":
		return &e.Date
	case "start":
		return &e.Start
	case "duration":
		return &e.Duration
	case "end":
		return &e.End
	case "session_end_time":
		return &e.SessionEnd
	case "room":
		return &e.Room
	case "title":
		return &e.Title
	case "subtitle":
		return &e.Subtitle
	case "track":
		return &e.Track
	case "type":
		return &e.Type
	case "language":
		return &e.Language
	case "abstract":
		return &e.Abstract
	case "description":
		return &e.Description
	case "url":
		return &e.URL
	case "feedback_url":
		return &e.FeedbackURL
	case "full_conf_url": // wafer before 2018
		return &e.Href
	case "category": // EuroPython 2014
		if e.Type == "" {
			return &e.Type
		}
	}
	return nil
}

// read reads an event that has begun.
func (e *frabEvent) read(r *xmlReader, start xml.StartElement) error {
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "id":
			e.ID = a.Value
		case "guid":
			e.GUID = a.Value
		case "code":
			e.Code = a.Value
		case "href":
			e.Href = a.Value
		}
	}
	return r.children(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "persons", "speakers":
			return r.persons(&e.Persons)
		case "person":
			return r.person(&e.Person, t)
		}
		if into := e.field(t.Name.Local); into != nil {
			*into = ""
			return r.text(into)
		}
		return r.skip()
	})
}

// persons adds those in the list that has begun.
func (r *xmlReader) persons(all *[]frabPerson) error {
	return r.children(func(t xml.StartElement) error {
		if t.Name.Local != "person" && t.Name.Local != "speaker" {
			return r.skip()
		}
		return r.person(all, t)
	})
}

// person adds one: in an event the element mostly holds the name, in FOSDEM's list of
// everybody and at EuroPython it holds elements.
func (r *xmlReader) person(all *[]frabPerson, start xml.StartElement) error {
	p := frabPerson{ID: attribute(start, "id"), GUID: attribute(start, "guid"), Code: attribute(start, "code")}
	inner := ""
	err := r.each(func(text string) { p.Name += text }, func(t xml.StartElement) error {
		switch t.Name.Local {
		case "name":
			return r.text(&inner)
		case "biography", "description":
			return r.text(&p.Biography)
		case "image":
			return r.text(&p.Avatar)
		}
		return r.skip()
	})
	p.Name = cmp.Or(inner, p.Name)
	*all = append(*all, p)
	return err
}
