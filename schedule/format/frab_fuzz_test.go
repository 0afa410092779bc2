package format_test

import "testing"

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
	f.Fuzz(fuzzParse)
}
