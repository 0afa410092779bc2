package format_test

import (
	"strings"
	"testing"
	"time"

	"usher/schedule/format"
)

// outlook is a zone as Exchange writes one that was made by hand: no name that
// anybody knows, and rules since 1601.
const outlook = `BEGIN:VTIMEZONE
TZID:Our zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE`

// wrongBerlin calls a zone by a name that it does not deserve.
const wrongBerlin = `BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE`

var icalStarts = map[string]struct {
	calendar, start string
	ours            string
	want            string // in UTC
	shown           string // where people are
}{
	"UTC, as in Kiel":         {"", "DTSTART:20200918T110000Z", "", "2020-09-18 11:00", "11:00"},
	"UTC in a calendar's":     {"X-WR-TIMEZONE:Europe/Berlin", "DTSTART:20200918T110000Z", "", "2020-09-18 11:00", "13:00"},
	"UTC in ours":             {"X-WR-TIMEZONE:UTC", "DTSTART:20200918T110000Z", "Asia/Kolkata", "2020-09-18 11:00", "16:30"},
	"MOCA's zone":             {"VTIMEZONE: Europe/Rome", "DTSTART:20200918T110000Z", "", "2020-09-18 11:00", "13:00"},
	"zone not defined":        {"", "DTSTART;TZID=Europe/London:20220604T193000", "", "2022-06-04 18:30", "19:30"},
	"zone against calendar's": {"X-WR-TIMEZONE:America/New_York", "DTSTART;TZID=Europe/London:20220604T193000", "", "2022-06-04 18:30", "19:30"},
	"zone in quotes":          {"", `DTSTART;TZID="Europe/London":20220604T193000`, "", "2022-06-04 18:30", "19:30"},
	"winter in a zone":        {"", "DTSTART;TZID=Europe/London:20221204T193000", "", "2022-12-04 19:30", "19:30"},
	"Windows' name":           {"", "DTSTART;TZID=W. Europe Standard Time:20220604T193000", "", "2022-06-04 17:30", "19:30"},
	"Evolution's name":        {"", "DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Berlin:20220604T193000", "", "2022-06-04 17:30", "19:30"},
	"Thunderbird's name":      {"", "DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Ushuaia:20220604T193000", "", "2022-06-04 22:30", "19:30"},
	"wrongly defined":         {wrongBerlin, "DTSTART;TZID=Europe/Berlin:20220604T193000", "", "2022-06-04 17:30", "19:30"},
	"defined, in summer":      {outlook, "DTSTART;TZID=Our zone:20220604T193000", "", "2022-06-04 17:30", "19:30"},
	"defined, in winter":      {outlook, "DTSTART;TZID=Our zone:20221204T193000", "", "2022-12-04 18:30", "19:30"},
	"defined with a hint":     {strings.Replace(outlook, "TZID:Our zone", "TZID:Our zone\nX-LIC-LOCATION:Asia/Kolkata", 1), "DTSTART;TZID=Our zone:20221204T193000", "", "2022-12-04 14:00", "19:30"},
	"floating":                {"", "DTSTART:20150918T080000", "Asia/Kolkata", "2015-09-18 02:30", "08:00"},
	"floating in calendar's":  {"X-WR-TIMEZONE:Europe/Berlin", "DTSTART:20150918T080000", "Asia/Kolkata", "2015-09-18 06:00", "08:00"},
	"floating nowhere":        {"", "DTSTART:20150918T080000", "", "2015-09-18 08:00", "08:00"},
	"unknown zone":            {"", "DTSTART;TZID=Atlantis:20150918T080000", "Asia/Kolkata", "2015-09-18 02:30", "08:00"},
	"with an offset":          {"", "DTSTART:20150918T080000+0200", "Asia/Kolkata", "2015-09-18 06:00", "11:30"},
	"as ISO writes it":        {"", "DTSTART:2015-09-18T08:00:00+02:00", "Asia/Kolkata", "2015-09-18 06:00", "11:30"},
}

func TestICalStart(t *testing.T) {
	for name, c := range icalStarts {
		t.Run(name, func(t *testing.T) {
			var ours *time.Location
			if c.ours != "" {
				ours = zone(t, c.ours)
			}
			s := read(t, calendar(c.calendar, vevent("SUMMARY:x", c.start)), format.Options{Zone: ours})
			start := only(t, s).Start
			if got := start.Format("2006-01-02 15:04"); got != c.want {
				t.Errorf("starts at %s, want %s", got, c.want)
			}
			if got := start.In(s.Zone()).Format("15:04"); got != c.shown {
				t.Errorf("clocks in %s show %s, want %s", s.Zone(), got, c.shown)
			}
			if want := name == "floating nowhere"; s.Conference().Zoneless != want {
				t.Errorf("zoneless: %v, want %v", s.Conference().Zoneless, want)
			}
		})
	}
	s := read(t, calendar(vevent("DTSTART;TZID=Atlantis:20150918T080000")), format.Options{Zone: zone(t, "Asia/Kolkata")})
	warnedAt(t, s, 4, `the time zone "Atlantis"`)
}
