package format_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule/format"
)

// TestPeople has what real files put into a person's field.
func TestPeople(t *testing.T) {
	for field, want := range map[string][]string{
		"Andy Whyte, Jason Evans":                                {"Andy Whyte", "Jason Evans"},
		"Prof. Dr. Andreas Both, Prof. Dr. Vera Meister":         {"Prof. Dr. Andreas Both", "Prof. Dr. Vera Meister"},
		"Dr Shane Horgan, Dr Sarah Anderson, and Dr Ben Collier": {"Dr Shane Horgan", "Dr Sarah Anderson", "Dr Ben Collier"},
		"Pippa King and Jen Persson":                             {"Pippa King", "Jen Persson"},
		"Patrick Dresen und Sarah Lelle":                         {"Patrick Dresen", "Sarah Lelle"},
		"Dan Smith &amp; Laura van der Berg":                     {"Dan Smith", "Laura van der Berg"},
		"Lucia und Ben":                                          {"Lucia und Ben"},
		"Friedrun &amp; Gereon – Flute Duo":                      {"Friedrun & Gereon – Flute Duo"},
		"family &amp; friends Hamburg":                           {"family & friends Hamburg"},
		"Markus, ffda":                                           {"Markus, ffda"},
		"Bruno Kern, Initiative Ökosozialismus":                  {"Bruno Kern, Initiative Ökosozialismus"},
		"Mark Kittisopikul, Ph.D.":                               {"Mark Kittisopikul, Ph.D."},
		"University of Southampton - Computational Engineering":  {"University of Southampton - Computational Engineering"},
		"Mitch (he/him)":                                         {"Mitch (he/him)"},
		"@sveckert":                                              {"@sveckert"},
		"diversity@school":                                       {"diversity@school"},
		"maren@nadir.example":                                    {"maren"},
		"hugo.van_gruson+talks@example.org":                      {"Hugo Van Gruson"},
		"Ada Lovelace &lt;ada@example.org&gt;":                   {"Ada Lovelace"},
		"Ada Lovelace (ada@example.co.uk)":                       {"Ada Lovelace"},
		"ada@example.org, bo@example.org":                        {"ada", "bo"},
		"Ren&amp;eacute; &lt;b&gt;Müller&lt;/b&gt;\u200b\u202e":  {"René Müller"},
		" ":    nil,
		"-":    nil,
		"TBA":  nil,
		"N/A":  nil,
		"N.N.": nil,
		"?":    nil,
		"Nan":  {"Nan"},
		"🦄":    {"🦄"},
	} {
		s := read(t, inBerlin(`<event><start>10:00</start><persons><person id="5">`+field+`</person></persons></event>`), format.Options{})
		var got []string
		for _, p := range s.Speakers() {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
}

// TestJoinedPeople is LSWT, which has one element for all who speak.
func TestJoinedPeople(t *testing.T) {
	s := read(t, inBerlin(`<event><start>10:00</start><person>Dr. Cy, Di,Emil Ray, Ph.D., </person></event>`), format.Options{})
	var got []string
	for _, p := range s.Speakers() {
		got = append(got, p.Name)
	}
	if want := "Dr. Cy|Di|Emil Ray, Ph.D."; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestPeopleMerged has one person with and without an id, and two of one name.
func TestPeopleMerged(t *testing.T) {
	s := read(t, inBerlin(`<event id="1"><start>10:00</start><persons><person>ada LOVELACE</person><person>Bo</person></persons></event>
<event id="2"><start>11:00</start><persons><person id="7">Ada Lovelace</person><person guid="b-1">Bo</person><person guid="b-2">Bo</person></persons></event>`), format.Options{})
	var got []string
	for _, p := range s.Speakers() {
		got = append(got, p.Key)
	}
	if diff := cmp.Diff([]string{"main-i-7", "main-n-bo", "main-g-b-1", "main-g-b-2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
