package format_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// inBerlin is a schedule.xml with the zone and days of a small conference.
func inBerlin(events string) string {
	return `<schedule><conference><title>Small</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="2023-09-13"><room name="Dome">` + events + `</room></day></schedule>`
}

func TestFrabStart(t *testing.T) {
	const noZone = `<schedule><conference><day_change>%s</day_change></conference><day date="2010-12-27"><room name="A"><event id="1">%s</event></room></day></schedule>`
	berlin := zone(t, "Europe/Berlin")
	for name, c := range map[string]struct {
		source string
		zone   *time.Location
		want   string // in UTC
		day    string
	}{
		"with an offset":        {inBerlin(`<event id="1"><date>2023-09-13T10:00:00+02:00</date><start>10:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"offset without colon":  {inBerlin(`<event id="1"><date>2023-09-13T10:00:00+0200</date></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"without an offset":     {inBerlin(`<event id="1"><date>2023-09-13T10:00:00</date></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"in UTC, start local":   {inBerlin(`<event id="1"><date>2023-09-13T08:00:00Z</date><start>10:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"Z on the local clock":  {inBerlin(`<event id="1"><date>2023-09-13T10:00:00Z</date><start>10:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"far away":              {inBerlin(`<event id="1"><date>2023-09-13T12:00:00-05:00</date><start>12:00</start></event>`), nil, "2023-09-13 17:00", "2023-09-13"},
		"after midnight, dated": {inBerlin(`<event id="1"><date>2023-09-14T01:00:00+02:00</date><start>01:00</start></event>`), nil, "2023-09-13 23:00", "2023-09-13"},
		"a date alone":          {inBerlin(`<event id="1"><date>2023-09-13</date><start>10:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"an unreadable date":    {inBerlin(`<event id="1"><date>yesterday</date><start>10:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"no date":               {fmt.Sprintf(noZone, "04:00", "<start>14:00</start>"), berlin, "2010-12-27 13:00", "2010-12-27"},
		"before day_change":     {fmt.Sprintf(noZone, "04:00", "<start>00:15</start>"), berlin, "2010-12-27 23:15", "2010-12-27"},
		"at day_change":         {fmt.Sprintf(noZone, "09:00:00", "<start>09:00</start>"), berlin, "2010-12-27 08:00", "2010-12-27"},
		"no date, after 24:00":  {fmt.Sprintf(noZone, "04:00", "<start>25:30</start>"), berlin, "2010-12-28 00:30", "2010-12-27"},
		"the day's own date":    {fmt.Sprintf(noZone, "04:00", "<date>2010-12-27</date><start>00:15</start>"), berlin, "2010-12-27 23:15", "2010-12-27"},
		"the next day's date":   {fmt.Sprintf(noZone, "04:00", "<date>2010-12-28</date><start>00:15</start>"), berlin, "2010-12-27 23:15", "2010-12-27"},
		"all in the start":      {inBerlin(`<event id="1"><start>2023-09-13T10:00:00+02:00</start></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"PostgreSQL's offset":   {inBerlin(`<event id="1"><date>2023-09-13 10:00:00+02</date></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"Ruby's UTC":            {inBerlin(`<event id="1"><date>2023-09-13 08:00:00 UTC</date></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"JavaScript's UTC":      {inBerlin(`<event id="1"><date>2023-09-13T08:00:00.000Z</date></event>`), nil, "2023-09-13 08:00", "2023-09-13"},
		"no zone at all":        {fmt.Sprintf(noZone, "04:00", "<start>14:00</start>"), nil, "2010-12-27 14:00", "2010-12-27"},
		"the file's own zone":   {inBerlin(`<event id="1"><start>10:00</start></event>`), zone(t, "Asia/Kolkata"), "2023-09-13 08:00", "2023-09-13"},
	} {
		t.Run(name, func(t *testing.T) {
			slot := only(t, read(t, c.source, format.Options{Zone: c.zone}))
			if got := slot.Start.Format("2006-01-02 15:04"); got != c.want {
				t.Errorf("starts at %s, want %s", got, c.want)
			}
			if got := slot.Day.String(); got != c.day {
				t.Errorf("on %s, want %s", got, c.day)
			}
		})
	}
}

// TestFrabClockChange has a talk on either side of the end of summer time.
func TestFrabClockChange(t *testing.T) {
	s := read(t, `<schedule><conference><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="2023-10-28"><event id="1"><start>10:00</start></event></day>
<day date="2023-10-29"><event id="2"><start>10:00</start></event></day></schedule>`, format.Options{})
	if got := s.Slots()[1].Start.Sub(s.Slots()[0].Start); got != 25*time.Hour {
		t.Errorf("%v apart, want 25h", got)
	}
}

// TestFrabOverClockChange has a night talk whose end is told by the clock, when
// clocks go back at 03:00 and forward at 02:00.
func TestFrabOverClockChange(t *testing.T) {
	for date, want := range map[string]time.Duration{"2023-10-28": 7 * time.Hour, "2023-03-25": 5 * time.Hour} {
		slot := only(t, read(t, `<schedule><conference><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="`+date+`"><event id="1"><start>23:00</start><session_end_time>05:00</session_end_time></event></day></schedule>`, format.Options{}))
		if got := slot.End.Sub(slot.Start); got != want {
			t.Errorf("%s: %v long, want %v", date, got, want)
		}
	}
}

// TestFrabMixedUTC is the Camp of 2019: dates in UTC among dates with an offset
// are meant, though start repeats them.
func TestFrabMixedUTC(t *testing.T) {
	s := read(t, `<schedule><day date="2019-08-21"><room name="A">
<event id="1"><date>2019-08-21T15:00:00+00:00</date><start>15:00</start></event>
<event id="2"><date>2019-08-21T17:00:00+02:00</date><start>17:00</start></event>
</room></day></schedule>`, format.Options{Zone: zone(t, "Europe/Berlin")})
	if a, b := s.Slots()[0].Start, s.Slots()[1].Start; !a.Equal(b) {
		t.Errorf("%v and %v, want the same instant", a, b)
	}
}

// TestFrabShiftedDays is DebConf23, whose days are dated in UTC: the whole day is
// listed under the date that people live in.
func TestFrabShiftedDays(t *testing.T) {
	s := read(t, `<schedule><conference><time_zone_name>Asia/Kolkata</time_zone_name></conference>
<day date="2023-09-09" start="2023-09-09T21:30:00+00:00"><room name="Anamudi">
<event id="1"><date>2023-09-10T05:00:00+00:00</date><start>10:30</start></event>
<event id="2"><date>2023-09-10T09:00:00+00:00</date><start>14:30</start></event>
</room></day></schedule>`, format.Options{})
	if diff := cmp.Diff([]schedule.Date{{Year: 2023, Month: 9, Day: 10}}, s.Days()); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
}

func TestFrabDuration(t *testing.T) {
	for written, want := range map[string]time.Duration{
		"<duration>00:40</duration>":                                                 40 * time.Minute,
		"<duration>1:05</duration>":                                                  65 * time.Minute,
		"<duration>45</duration>":                                                    45 * time.Minute,
		"<duration>55:23</duration>":                                                 55*time.Hour + 23*time.Minute,
		"<duration>2:06:00</duration>":                                               54 * time.Hour,
		"<duration>1:12:00</duration>":                                               36 * time.Hour,
		"<duration>00:40:00</duration>":                                              40 * time.Minute,
		"<duration>P0Y0M0DT0H40M0.000S</duration>":                                   40 * time.Minute,
		"<duration>P1DT2H</duration>":                                                26 * time.Hour,
		"<duration>013000</duration>":                                                90 * time.Minute,
		"<duration>1h 30min</duration>":                                              90 * time.Minute,
		"<duration>20 minutes</duration>":                                            20 * time.Minute,
		"<duration>2 h</duration>":                                                   2 * time.Hour,
		"<duration>:</duration>":                                                     0,
		"<duration>PT1H</duration>":                                                  time.Hour,
		"<duration>00:00</duration>":                                                 0,
		"<duration></duration>":                                                      0,
		"<duration>6944:11:40</duration>":                                            0,
		"<duration>135.0:00</duration>":                                              0,
		"<duration>-1:00</duration>":                                                 0,
		"<duration>99999999999999999999:00</duration>":                               0,
		"<session_end_time>09:45</session_end_time>":                                 15 * time.Minute,
		"<session_end_time>01:30</session_end_time>":                                 16 * time.Hour,
		"<duration>00:05</duration><session_end_time>09:45</session_end_time>":       5 * time.Minute,
		"<end>2023-09-13T10:30:00+02:00</end>":                                       time.Hour,
		"<duration>long</duration><session_end_time>09:45</session_end_time><end />": 15 * time.Minute,
	} {
		t.Run(written, func(t *testing.T) {
			start := "09:30"
			slot := only(t, read(t, inBerlin("<event id='1'><start>"+start+"</start>"+written+"</event>"), format.Options{}))
			var got time.Duration
			if !slot.End.IsZero() {
				got = slot.End.Sub(slot.Start)
			}
			if got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestFrabCancelled(t *testing.T) {
	for title, want := range map[string]string{
		"CANCELLED - Community games":        "Community games",
		"CANCELLED: Cockpit":                 "Cockpit",
		"CANCELLED gopy: extend CPython":     "gopy: extend CPython",
		"[CANCELED] Linux":                   "Linux",
		"[Canceled] Linux":                   "Linux",
		"CANCELLED! Linux":                   "Linux",
		"Credit system ! CANCELLED !":        "Credit system",
		"Back to the 16bit Era -- CANCELLED": "Back to the 16bit Era",
		"Linux (cancelled)":                  "Linux",
		"Abgesagt: Linux":                    "Linux",
		"[Abgesagt] Linux":                   "Linux",
		"CANCELLED":                          "CANCELLED",
		"Cancelled":                          "Cancelled",
	} {
		slot := only(t, read(t, inBerlin("<event><start>10:00</start><title>"+title+"</title></event>"), format.Options{}))
		if !slot.Cancelled || slot.Title != want {
			t.Errorf("%q: cancelled %v, title %q, want %q", title, slot.Cancelled, slot.Title, want)
		}
	}
	for _, title := range []string{
		"Cancelled flights", "Cancelled-culture", "Why was it cancelled?", "The show they cancelled",
		"HOW FOSDEM WAS CANCELLED", "Uncancelled: a story", "Noise-cancelled rooms", "[RESCHEDULED] Linux",
	} {
		slot := only(t, read(t, inBerlin("<event><start>10:00</start><title>"+title+"</title></event>"), format.Options{}))
		if slot.Cancelled || slot.Title != title {
			t.Errorf("%q: cancelled %v, title %q", title, slot.Cancelled, slot.Title)
		}
	}
}

func TestFrabBadEventKeepsTheRest(t *testing.T) {
	s := read(t, inBerlin("<event id=\"1\"><title>No start</title></event>\n"+
		"<event id=\"2\"><date>0001-01-01T00:00:00Z</date><title>No year</title></event>\n"+
		"<event id=\"3\"><start>10:00</start><title>Fine</title></event>"), format.Options{})
	if slot := only(t, s); slot.Title != "Fine" {
		t.Errorf("kept %q", slot.Title)
	}
	warnedAt(t, s, 2, "No start")
	warnedAt(t, s, 3, "No year")
}

// TestFrabBlankEvents is DebConf17, which exports the empty cells of its grid.
func TestFrabBlankEvents(t *testing.T) {
	blank := "\n<event id=\"\"><start>09:00</start><duration>:</duration><title></title></event>"
	s := read(t, inBerlin(blank+blank+`<event id="3"><start>10:00</start></event>`), format.Options{})
	only(t, s)
	warnedAt(t, s, 3, "events (2,")
}

func TestFrabTitleFromSubtitle(t *testing.T) {
	slot := only(t, read(t, inBerlin(`<event><start>10:00</start><title/><subtitle>Instead</subtitle></event>`), format.Options{}))
	if slot.Title != "Instead" || slot.TitleFrom != "subtitle" || slot.Subtitle != "" {
		t.Errorf("title %q from %q, subtitle %q", slot.Title, slot.TitleFrom, slot.Subtitle)
	}
}

func TestFrabWithoutEvents(t *testing.T) {
	s := read(t, `<schedule><conference><title>Soon</title></conference></schedule>`, format.Options{})
	if len(s.Slots()) != 0 || s.Conference().Title != "Soon" {
		t.Errorf("%d slots, title %q", len(s.Slots()), s.Conference().Title)
	}
}
