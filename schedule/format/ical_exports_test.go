package format_test

import (
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
