package format_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule/format"
)

// TestICalSpeakersInTitles has the titles of the calendars that pretalx and frab
// export, which end in who speaks, and of those that only look so.
func TestICalSpeakersInTitles(t *testing.T) {
	const pretalx, frab, other = "-//pretalx//talks.example//small", "-//com.denhaven2/NONSGML ri_cal gem//EN", "-//linux.conf.au/schedule//EN"
	for name, c := range map[string]struct {
		writer, titles, want string
	}{
		"one":                {pretalx, "Coal - Ada Lovelace", "Coal (Ada Lovelace)"},
		"several":            {pretalx, `Coal - Ada Lovelace\, Alan Turing`, "Coal (Ada Lovelace, Alan Turing)"},
		"a hyphen in it":     {pretalx, "Coal - and why - Ada Lovelace", "Coal - and why (Ada Lovelace)"},
		"a name with one":    {pretalx, "Coal - Jean-Paul Sartre", "Coal (Jean-Paul Sartre)"},
		"nobody":             {pretalx, "Lunch - ", "Lunch ()"},
		"cancelled":          {pretalx, "Coal [CANCELLED] - Ada Lovelace", "Coal (Ada Lovelace) cancelled"},
		"frab":               {frab, "Coal - Ada Lovelace|Lunch - ", "Coal (Ada Lovelace)|Lunch ()"},
		"frab before 2016":   {frab, "Coal kills - body and soul|Lunch", "Coal kills - body and soul ()|Lunch ()"},
		"another's calendar": {other, "Coal - Ada Lovelace", "Coal - Ada Lovelace ()"},
	} {
		t.Run(name, func(t *testing.T) {
			var events strings.Builder
			for title := range strings.SplitSeq(c.titles, "|") {
				events.WriteString("BEGIN:VEVENT\r\nUID:" + title + "\r\nDTSTART:20260501T080000Z\r\nSUMMARY:" + title + "\r\nEND:VEVENT\r\n")
			}
			s := read(t, "BEGIN:VCALENDAR\r\nPRODID:"+c.writer+"\r\n"+events.String()+"END:VCALENDAR\r\n", format.Options{})
			var got []string
			for _, slot := range s.Slots() {
				said := slot.Title + " (" + speakersOf(slot) + ")"
				if slot.Cancelled {
					said += " cancelled"
				}
				got = append(got, said)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestICalTalkCode has pretalx's repeats of one talk, whose UIDs differ: the talk is
// that of its page, as in pretalx's other exports.
func TestICalTalkCode(t *testing.T) {
	const event = "BEGIN:VEVENT\r\nUID:pretalx-small-QXY3K7%@talks.example\r\nDTSTART;TZID=Australia/Adelaide:2026050%T090000\r\n" +
		"SUMMARY:Coal - Ada\r\nURL:https://talks.example/small/talk/QXY3K7/\r\nEND:VEVENT\r\n"
	s := read(t, "BEGIN:VCALENDAR\r\nPRODID:-//pretalx//talks.example//small\r\n"+
		strings.ReplaceAll(event, "%", "1")+strings.ReplaceAll(event, "%", "2")+"END:VCALENDAR\r\n", format.Options{})
	for _, slot := range s.Slots() {
		if slot.Key != "main-c-QXY3K7" {
			t.Errorf("its key is %s, want that of its code", slot.Key)
		}
	}
	if len(s.Slots()) != 2 {
		t.Errorf("%d slots, want 2", len(s.Slots()))
	}
}

// TestICalAffiliations has the first line of a description from Indico.
func TestICalAffiliations(t *testing.T) {
	s := read(t, "BEGIN:VCALENDAR\r\nPRODID:-//CERN//INDICO//EN\r\nBEGIN:VEVENT\r\nUID:indico-contribution-1@indico.example\r\nDTSTART:20260501T080000Z\r\n"+
		`DESCRIPTION:Speakers: Ada Lovelace (CERN)\, Alan Turing (Univ. of Manchester\, UK and Bletchley (Park))\, Grace Hopper\n\nText`+
		"\r\nSUMMARY:Coal\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", format.Options{})
	want := "Ada Lovelace (CERN), Alan Turing (Univ. of Manchester, UK and Bletchley (Park)), Grace Hopper"
	if got := speakersOf(only(t, s)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestICalBounds has what is no calendar around one, and names in lower case.
func TestICalBounds(t *testing.T) {
	const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-TIMEZONE:Europe/Berlin\r\nBEGIN:VEVENT\r\nUID:1\r\n" +
		"DTSTAMP:20260401T080000Z\r\nDTSTART:20260501T080000Z\r\nSUMMARY:Coal\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	lower := regexp.MustCompile(`(?m)^[A-Z-]+`).ReplaceAllStringFunc(calendar, strings.ToLower)
	for name, source := range map[string]string{
		"something behind it":       calendar + "<!-- cached -->\r\n",
		"something behind an event": strings.Replace(calendar, "END:VEVENT\r\n", "END:VEVENT\r\nthe end\r\n", 1),
		"names in lower case":       lower,
	} {
		t.Run(name, func(t *testing.T) {
			if slot := only(t, read(t, source, format.Options{})); !strings.EqualFold(slot.Title, "Coal") || slot.Room.Name != "" {
				t.Errorf("%q in %q", slot.Title, slot.Room.Name)
			}
		})
	}
}
