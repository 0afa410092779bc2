package format_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// nextDay is an event of the day after, when clocks have gone back.
const nextDay = `<event id="9"><date>2023-10-29T10:00:00+01:00</date><start>10:00</start></event>`

// frabZones are files that name no zone, or one that their dates belie.
var frabZones = map[string]struct {
	zone   string // the file's
	given  string // ours
	events string
	want   string // in UTC
	shown  string // where people are
	less   bool   // whether nothing tells the zone
	warns  string
}{
	"offsets alone": {
		"", "", `<event id="1"><date>2023-09-13T10:00:00+02:00</date><start>10:00</start></event>`,
		"08:00", "10:00", false, "I take UTC+02:00",
	},
	"UTC beside the local start (DebConf23, without its zone)": {
		"", "", `<event id="1"><date>2023-09-10T05:00:00+00:00</date><start>10:30</start></event>` +
			`<event id="2"><date>2023-09-10T20:00:00+00:00</date><start>01:30</start></event>`,
		"05:00", "10:30", false, "I take UTC+05:30",
	},
	"the Americas": {
		"", "", `<event id="1"><date>2023-09-10T02:00:00Z</date><start>19:00</start></event>`,
		"02:00", "19:00", false, "I take UTC-07:00",
	},
	"UTC on local clocks (LSWT)": {
		"", "", `<event id="1"><date>2019-05-22T09:00:00Z</date><start>09:00</start></event>`,
		"09:00", "09:00", true, "may say UTC of what local clocks show",
	},
	"UTC on local clocks (DebConf17), with our zone": {
		"", "America/Montreal", `<event id="1"><date>2017-08-05T10:00:00+00:00</date><start>10:00</start></event>`,
		"14:00", "10:00", false, "are what clocks in America/Montreal show",
	},
	"a slip in one start": {
		"Europe/Berlin", "", strings.Repeat(`<event id="1"><date>2023-09-13T10:00:00Z</date><start>10:00</start></event>`, 19) +
			`<event id="2"><date>2023-09-13T11:00:00Z</date><start>12:00</start></event>`,
		"08:00", "10:00", false, "are what clocks in Europe/Berlin show",
	},
	"a zone that nobody chose (DemoCon)": {
		"UTC", "", `<event id="1"><date>2020-12-14T10:00:00+01:00</date><start>10:00</start></event>`,
		"09:00", "10:00", false, "it names the time zone UTC, but",
	},
	"a zone that nobody chose, and ours": {
		"UTC", "Europe/Paris", `<event id="1"><date>2020-12-14T10:00:00+01:00</date><start>10:00</start></event>`,
		"09:00", "10:00", false, "it names the time zone UTC, but",
	},
	"the offset of winter": {
		"Europe/Vienna", "", `<event id="1"><date>2024-04-05T10:00:00+01:00</date><start>10:00</start></event>`,
		"08:00", "10:00", false, "not the time in Europe/Vienna",
	},
	"the offset of its first day": {
		"Europe/Vienna", "", `<event id="1"><date>2024-03-30T10:00:00+01:00</date><start>10:00</start></event>` +
			`<event id="2"><date>2024-03-31T10:00:00+01:00</date><start>10:00</start></event>`,
		"09:00", "10:00", false, "not the time in Europe/Vienna",
	},
	"the offset of its first day, into winter": {
		"Europe/Vienna", "", `<event id="1"><date>2024-10-27T10:00:00+02:00</date><start>10:00</start></event>`,
		"09:00", "10:00", false, "not the time in Europe/Vienna",
	},
	"the offsets of each day": {
		"Europe/Berlin", "", `<event id="1"><date>2023-10-28T10:00:00+02:00</date><start>10:00</start></event>` + nextDay,
		"08:00", "10:00", false, "",
	},
	"from far away": {
		"Europe/Berlin", "", `<event id="1"><date>2023-09-13T10:00:00-05:00</date><start>10:00</start></event>`,
		"15:00", "17:00", false, "",
	},
	"a zone as Windows calls it": {
		"W. Europe Standard Time", "", `<event id="1"><date>2023-09-13T10:00:00</date></event>`,
		"08:00", "10:00", false, "",
	},
	"a zone as an offset": {
		"GMT+2", "", `<event id="1"><date>2023-09-13T10:00:00</date></event>`,
		"08:00", "10:00", false, "",
	},
	"a zone that is none": {
		"Middle Earth", "Asia/Kolkata", `<event id="1"><date>2023-09-13T10:00:00</date></event>`,
		"04:30", "10:00", false, `the time zone "Middle Earth"`,
	},
	"this computer's zone": {
		"Local", "Asia/Kolkata", `<event id="1"><date>2023-09-13T10:00:00</date></event>`,
		"04:30", "10:00", false, `the time zone "Local"`,
	},
}

func TestFrabZone(t *testing.T) {
	for name, c := range frabZones {
		t.Run(name, func(t *testing.T) {
			var given *time.Location
			if c.given != "" {
				given = zone(t, c.given)
			}
			s := read(t, `<schedule><conference><time_zone_name>`+c.zone+`</time_zone_name></conference>
<day date="2023-09-13">`+c.events+`</day></schedule>`, format.Options{Zone: given})
			first := s.Slots()[0].Start
			if got := first.Format("15:04"); got != c.want {
				t.Errorf("starts at %s, want %s", got, c.want)
			}
			if got := first.In(s.Zone()).Format("15:04"); got != c.shown {
				t.Errorf("clocks show %s, want %s", got, c.shown)
			}
			if got := s.Conference().Zoneless; got != c.less {
				t.Errorf("zoneless: %v, want %v", got, c.less)
			}
			if c.warns != "" {
				warnedAt(t, s, 1, c.warns)
			}
			for _, w := range s.Warnings() {
				if w.Line == 1 && c.warns == "" {
					t.Errorf("warned: %v", w)
				}
			}
		})
	}
}

// TestFrabNight has talks without a date: what is after midnight is told by what
// their day says of its start and end.
func TestFrabNight(t *testing.T) {
	const head = `<schedule><conference><time_zone_name>Europe/Berlin</time_zone_name>%</conference>`
	for name, c := range map[string]struct {
		head, day, start string
		want, on         string
	}{
		"pretalx' day":       {"", `date="2023-09-13" start="2023-09-13T04:00:00+02:00" end="2023-09-14T03:59:00+02:00"`, "03:30", "14 03:30", "2023-09-13"},
		"a long night":       {"", `date="2023-09-13" start="2023-09-13T10:00:00+02:00" end="2023-09-14T08:00:00+02:00"`, "07:30", "14 07:30", "2023-09-13"},
		"before it begins":   {"", `date="2023-09-13" start="2023-09-13T10:00:00+02:00" end="2023-09-14T06:00:00+02:00"`, "08:30", "13 08:30", "2023-09-13"},
		"calendar days":      {"", `date="2023-09-13" start="2023-09-13T00:00:00+02:00" end="2023-09-13T23:59:59+02:00"`, "00:30", "13 00:30", "2023-09-13"},
		"start is end":       {"", `date="2023-09-13" start="2023-09-13T04:00:00+02:00" end="2023-09-13T04:00:00+02:00"`, "00:30", "14 00:30", "2023-09-13"},
		"bare dates":         {"", `date="2023-09-13" start="2023-09-13" end="2023-09-13"`, "00:30", "14 00:30", "2023-09-13"},
		"another day's":      {"", `date="2023-09-13" start="2022-09-13T00:00:00+02:00" end="2022-09-13T23:59:00+02:00"`, "00:30", "14 00:30", "2023-09-13"},
		"without an offset":  {"", `date="2023-09-13" start="2023-09-13T10:00:00" end="2023-09-14T08:00:00"`, "07:30", "14 07:30", "2023-09-13"},
		"a date in a start":  {"", `start="2023-09-13T10:00:00+02:00"`, "11:00", "13 11:00", "2023-09-13"},
		"a date and a time":  {"", `date="2023-09-13T00:00:00+02:00"`, "11:00", "13 11:00", "2023-09-13"},
		"no date but here":   {"<start>2023-09-13</start>", `index="1"`, "11:00", "13 11:00", "2023-09-13"},
		"day_change 9 (ULB)": {"<day_change>09:00:00</day_change>", `date="2023-09-13"`, "08:30", "14 08:30", "2023-09-13"},
		"day_change 0":       {"<day_change>00:00</day_change>", `date="2023-09-13"`, "00:30", "13 00:30", "2023-09-13"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, strings.Replace(head, "%", c.head, 1)+`<day `+c.day+`><event id="1"><start>`+c.start+`</start></event></day></schedule>`, format.Options{})
			slot := only(t, s)
			if got := slot.Start.In(s.Zone()).Format("02 15:04"); got != c.want || slot.Day.String() != c.on {
				t.Errorf("starts %s on %s, want %s on %s", got, slot.Day, c.want, c.on)
			}
		})
	}
}

// TestFrabWrongDays is 31C3's merged file: about half of its events stand under a
// day that is not theirs, some of them at night.
func TestFrabWrongDays(t *testing.T) {
	s := read(t, `<schedule><conference><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="2014-12-27" start="2014-12-27T11:00:00+01:00" end="2014-12-28T06:00:00+01:00">
<event id="1"><date>2014-12-27T12:00:00+01:00</date></event>
<event id="2"><date>2014-12-28T01:00:00+01:00</date></event>
<event id="3"><date>2014-12-28T10:00:00+01:00</date></event>
<event id="4"><date>2014-12-30T01:00:00+01:00</date></event></day>
<day date="2014-12-28"><event id="5"><date>2014-12-28T14:00:00+01:00</date></event></day></schedule>`, format.Options{})
	var days []string
	for _, slot := range s.Slots() {
		days = append(days, slot.Day.String())
	}
	if diff := cmp.Diff([]string{"2014-12-27", "2014-12-27", "2014-12-28", "2014-12-28", "2014-12-29"}, days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	warnedAt(t, s, 5, "under another day than their dates say: I take the dates (2,")
}

// TestWarningsAlike tells a doubt that all events share once more than ten times.
func TestWarningsAlike(t *testing.T) {
	s := read(t, inBerlin(strings.Repeat("<event id='1'><start>10:00</start><duration>long</duration></event>\n", 30)), format.Options{})
	about := 0
	for _, w := range s.Warnings() {
		if strings.Contains(w.Text, "duration") {
			about++
		}
	}
	if about != 10 {
		t.Errorf("%d warnings", about)
	}
	warnedAt(t, s, 11, `the duration "long", and do without it (and 20 more like this)`)
}

// TestFrabDates holds a version in which only the spelling of instants changed: the
// Camp of 2019 rewrote 15:00+00:00 as 17:00+02:00.
func TestFrabDates(t *testing.T) {
	camp := func(date string) *schedule.Schedule {
		return read(t, `<schedule><day date="2019-08-21"><event id="1"><date>`+date+`</date></event>
<event id="2"><date>2019-08-21T18:00:00+02:00</date><start>18:00</start></event></day></schedule>`, format.Options{})
	}
	if changes := schedule.Diff(camp("2019-08-21T15:00:00+00:00"), camp("2019-08-21T17:00:00+02:00")); len(changes) != 0 {
		t.Errorf("changes: %v", changes)
	}
}

// TestFrabAbroad warns of the one talk at a remote site, and of none where all dates
// are written in UTC.
func TestFrabAbroad(t *testing.T) {
	event := func(id int, date string) string {
		return fmt.Sprintf("<event id='%d'><date>%s</date><start>%s</start><title>T%[1]d</title></event>\n", id, date, date[11:16])
	}
	home := event(1, "2023-09-13T10:00:00+02:00") + event(2, "2023-09-13T11:00:00+02:00")
	s := read(t, inBerlin(home+event(3, "2023-09-13T12:00:00-05:00")), format.Options{})
	warnedAt(t, s, 4, "another offset than clocks in Europe/Berlin have: I take them at their word (1,")
	if got := s.Slots()[2].Start.UTC().Hour(); got != 17 {
		t.Errorf("it starts at %d:00 UTC", got)
	}
	for _, events := range []string{home, event(1, "2023-09-13T08:00:00+00:00") + "<event id='2'><date>2023-09-13T09:00:00+00:00</date><start>11:00</start></event>"} {
		for _, w := range read(t, inBerlin(events), format.Options{}).Warnings() {
			if strings.Contains(w.Text, "another offset") {
				t.Errorf("warns %q of %s", w.Text, events)
			}
		}
	}
}
