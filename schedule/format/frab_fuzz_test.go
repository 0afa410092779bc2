package format_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"usher/schedule"
	"usher/schedule/format"
	"usher/testdata"
)

// FuzzFrab holds that no input panics, and that whatever Parse accepts makes a
// schedule.
func FuzzFrab(f *testing.F) {
	for _, event := range []string{
		`<event guid="g" id="1"><date>2023-09-13T10:00:00+02:00</date><start>10:00</start><duration>0:40</duration><title>T</title></event>`,
		`<event><start>00:15</start><duration>2:06:00</duration><persons><person id="1">A</person></persons></event>`,
		`<event><date>2023-09-13T10:00:00Z</date><start>10:00</start><title>CANCELLED - x</title><room>Other</room></event>`,
		"<event><title>\x06&#6;&auml;\xff</title></event>",
	} {
		f.Add([]byte(inBerlin(event)))
	}
	f.Add([]byte("<schedule><version>1</version></schedule>"))
	f.Add([]byte("\xff\xfe<\x00s\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="latin1"?><!DOCTYPE s [<!ENTITY a "b">]><schedule/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		draft, err := format.Parse(data, format.Options{})
		if err != nil {
			return
		}
		s, err := schedule.New(draft)
		if err != nil {
			t.Fatalf("Parse accepts what New refuses: %v", err)
		}
		if changes := schedule.Diff(s, s); len(changes) != 0 {
			t.Errorf("changes from itself: %v", changes)
		}
		if _, err := s.MarshalJSON(); err != nil {
			t.Errorf("as JSON: %v", err)
		}
	})
}

func BenchmarkParseSeed(b *testing.B) {
	b.SetBytes(int64(len(testdata.AllSystemsGo2023)))
	for b.Loop() {
		draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := schedule.New(draft); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareDecode is what encoding/xml alone takes to decode the seed into
// plain structs: BenchmarkParseSeed should stay under twice that.
func BenchmarkBareDecode(b *testing.B) {
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
	type file struct {
		Days []struct {
			Rooms []struct {
				Events []event `xml:"event"`
			} `xml:"room"`
		} `xml:"day"`
	}
	b.SetBytes(int64(len(testdata.AllSystemsGo2023)))
	for b.Loop() {
		var f file
		d := xml.NewDecoder(bytes.NewReader(testdata.AllSystemsGo2023))
		if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
	}
}
