package format_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule/format"
)

// TestFrabShapes has one event in files that people and little programs have written
// without a schema at hand.
func TestFrabShapes(t *testing.T) {
	const event = "<event id='7'><start>10:00</start><duration>00:30</duration><title>Coal</title><persons><person id='9'>Ada Lovelace</person></persons></event>"
	prefixed := strings.NewReplacer("</", "</p:", "<", "<p:").Replace(inBerlin(event))
	prefixed = strings.ReplaceAll(prefixed, "<p:/p:", "</p:")
	for name, source := range map[string]string{
		"as everybody has it":   inBerlin(event),
		"a namespace":           strings.Replace(inBerlin(event), "<schedule>", `<schedule xmlns="urn:x" xmlns:xsi="urn:y" xsi:noNamespaceSchemaLocation="x.xsd">`, 1),
		"a prefix":              strings.Replace(prefixed, "<p:schedule>", `<p:schedule xmlns:p="urn:x">`, 1),
		"a stylesheet":          `<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!DOCTYPE schedule SYSTEM "x.dtd">` + inBerlin(event),
		"a comment before":      "<!-- built -- by <schedule> --->" + inBerlin(event),
		"an event put away":     inBerlin("<!-- <event><title>Old -- gone</title></event> -->" + event),
		"a comment behind":      inBerlin(event) + "\n<!-- 0.1 s -->\n",
		"containers of its own": strings.NewReplacer("<day ", "<days><day ", "</day>", "</day></days>").Replace(inBerlin("<events>" + event + "</events>")),
		"EuroPython 2014": inBerlin("<entry id='7'><category>Keynote</category><start>1000</start><duration>30</duration><room id='1'>Dome</room><title>Coal</title>" +
			"<speakers><speaker id='9'><name>Ada Lovelace</name><description>Counts.</description></speaker></speakers></entry>"),
	} {
		t.Run(name, func(t *testing.T) {
			slot := only(t, read(t, source, format.Options{}))
			got := []string{slot.Key, slot.Title, slot.Room.Name, slot.Start.UTC().Format(time.DateTime), slot.End.Sub(slot.Start).String(), slot.Speakers[0].Key, speakersOf(slot)}
			if diff := cmp.Diff([]string{"main-i-7", "Coal", "Dome", "2023-09-13 08:00:00", "30m0s", "main-i-9", "Ada Lovelace"}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFrabHandWritten has what else those files say in words of their own.
func TestFrabHandWritten(t *testing.T) {
	s := read(t, inBerlin("<entry><category>Keynote</category><start>0930</start><title>Coal</title><full_conf_url>https://x.example/talks/7/</full_conf_url>"+
		"<speakers><speaker id='9'><name>Ada</name><description>Counts.</description><image>https://x.example/ada.jpg</image></speaker></speakers></entry>"), format.Options{})
	slot := only(t, s)
	speaker := s.Speakers()[0]
	got := []string{slot.Type, slot.URL, speaker.Name, speaker.Biography, speaker.Avatar}
	if diff := cmp.Diff([]string{"Keynote", "https://x.example/talks/7/", "Ada", "Counts.", "https://x.example/ada.jpg"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWrittenClocks has the start of a talk as people write it; "" is none.
func TestWrittenClocks(t *testing.T) {
	for written, want := range map[string]string{
		"0930": "09:30", "9.30": "09:30", "9h30": "09:30", "9:30 Uhr": "09:30", "14 Uhr": "14:00", "14h": "14:00",
		"9:30 AM": "09:30", "1:30pm": "13:30", "12:00 a.m.": "00:00", "12:00 p.m.": "12:00", "2 pm": "14:00", "13:30 PM": "13:30",
		"10": "", "2560": "", "9:70 am": "", "noon": "",
	} {
		s := read(t, inBerlin("<event><date>2023-09-14</date><start>"+written+"</start><title>Coal</title></event>"), format.Options{})
		got := ""
		if len(s.Slots()) > 0 {
			got = s.Slots()[0].Start.In(zone(t, "Europe/Berlin")).Format("15:04")
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", written, got, want)
		}
	}
}

// TestMoreBehind has files in which something stands behind the end.
func TestMoreBehind(t *testing.T) {
	const event = "<event id='7'><start>10:00</start><title>Coal</title></event>"
	warnedAt(t, read(t, inBerlin(event)+"\n<oops & <<", format.Options{}), 3, "behind </schedule>")
	if s := read(t, inBerlin(event)+"\n<?php ?>", format.Options{}); len(s.Warnings()) != 0 {
		t.Errorf("nothing stands behind it, but it is warned of %v", s.Warnings())
	}
	only(t, read(t, jsonInBerlin(`{"date": "2023-09-13T10:00:00+02:00", "title": "Coal"}`)+");", format.Options{}))
	for name, source := range map[string]string{
		"it closes too early": "<schedule>\n</schedule>\n" + inBerlin(event),
		"two in one":          "<schedule>\n" + event + "</schedule>\n<?xml version='1.0'?>" + inBerlin(event),
		"JSON, two in one":    "{\"schedule\": {\n\"events\": []}}\n" + jsonInBerlin(""),
		"one to a line":       "{\"sessions\": [],\n\"speakers\": [], \"categories\": []}\n{}",
	} {
		_, err := format.Parse([]byte(source), format.Options{})
		if err == nil || !strings.Contains(err.Error(), "line 3: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line about line 3", name, err)
		}
	}
}

// TestOtherFiles says of what is no schedule what it is.
func TestOtherFiles(t *testing.T) {
	for source, want := range map[string]string{
		"\x1f\x8b\x08\x00":                    "compressed with gzip",
		"PK\x03\x04xl/workbook.xml":           "a ZIP archive or an office document",
		"%PDF-1.4\n":                          "a PDF",
		"\x89PNG\r\n":                         "a picture",
		"\xff\xd8\xff\xe0":                    "a picture",
		`{"detail": "Not found."}`:            "it is JSON, but holds detail",
		`{"data": {"schedule": {}}, "ok": 1}`: "it is JSON, but holds data, ok",
	} {
		if _, err := format.Parse([]byte(source), format.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
}
