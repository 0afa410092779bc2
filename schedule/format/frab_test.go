package format_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// inBerlin is a schedule.xml with the zone and days of a small conference.
func inBerlin(events string) string {
	return `<schedule><conference><title>Small</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="2023-09-13"><room name="Dome">` + events + `</room></day></schedule>`
}

// read parses a source and makes it a schedule, or fails.
func read(t *testing.T, source string, o format.Options) *schedule.Schedule {
	t.Helper()
	draft, err := format.Parse([]byte(source), o)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return s
}

// only is the one slot of a schedule.
func only(t *testing.T, s *schedule.Schedule) *schedule.Slot {
	t.Helper()
	if len(s.Slots()) != 1 {
		t.Fatalf("%d slots, want 1; warnings: %v", len(s.Slots()), s.Warnings())
	}
	return s.Slots()[0]
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
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

func TestFrabTalkKey(t *testing.T) {
	const guid = "3da0ea83-2503-5f6b-aae6-81156c22f5a9"
	for name, c := range map[string]struct{ event, want string }{
		"code":      {`<event code="NYLYDK" guid="` + guid + `" id="7">`, "main-c-NYLYDK"},
		"talk page": {`<event guid="` + guid + `" id="7"><url>https://cfp.example.org/asg/talk/X89KG9/</url>`, "main-c-X89KG9"},
		"guid":      {`<event guid="b-1" id="7"><url>https://example.org/talk/about-us/</url>`, "main-g-b-1"},
		"id":        {`<event id="7">`, "main-i-7"},
		"element":   {`<event><id>7</id>`, "main-i-7"},
		"nothing":   {`<event><title>T</title>`, schedule.TalkKey("main", "T", nil)},
	} {
		slot := only(t, read(t, inBerlin(c.event+`<start>10:00</start></event>`), format.Options{}))
		if slot.Key != c.want {
			t.Errorf("%s: %q, want %q", name, slot.Key, c.want)
		}
	}
}

// TestFrabSharedGUID has one guid for two talks and for a repeat: nothing is
// lost, and the order of the events does not matter to the keys.
func TestFrabSharedGUID(t *testing.T) {
	a := `<event guid="x"><title>Soldering</title><start>10:00</start></event>`
	b := `<event guid="x"><title>Lockpicking</title><start>11:00</start></event>`
	repeat := `<event guid="x"><title>Soldering</title><start>12:00</start></event>`
	keys := func(s *schedule.Schedule) []string {
		var keys []string
		for _, slot := range s.Slots() {
			keys = append(keys, slot.Key)
		}
		return keys
	}
	one, other := keys(read(t, inBerlin(a+b+repeat), format.Options{})), keys(read(t, inBerlin(repeat+b+a), format.Options{}))
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("another order, other keys:\n%s", diff)
	}
	if one[0] != one[2] || one[0] == one[1] {
		t.Errorf("keys %q: the repeat is the same talk, the other is not", one)
	}
}

func TestFrabRooms(t *testing.T) {
	s := read(t, `<schedule><conference><time_zone_name>UTC</time_zone_name></conference><day date="2023-09-13">
<room name="Dome" guid="d-1"><event id="1"><start>10:00</start><room>Dome</room></event></room>
<room name="K.1.105" slug="k1105"><event id="2"><start>11:00</start></event></room>
<room name=""><event id="3"><start>12:00</start><room>Attic</room></event></room>
<event id="4"><start>13:00</start><room>dôme</room></event>
<room name="Attic"><event id="5"><start>14:00</start><room>Cellar</room></event></room>
<event id="6"><start>15:00</start></event>
</day></schedule>`, format.Options{})
	var got []schedule.Room
	for _, slot := range s.Slots() {
		got = append(got, slot.Room)
	}
	dome := schedule.Room{Key: "g-d-1", Name: "Dome", GUID: "d-1"}
	attic := schedule.Room{Key: "n-attic", Name: "Attic"}
	want := []schedule.Room{dome, {Key: "i-k1105", Name: "K.1.105"}, attic, dome, attic, {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rooms (-want +got):\n%s", diff)
	}
	warnedAt(t, s, 6, "Cellar")
}

// warnedAt expects a warning about a line.
func warnedAt(t *testing.T, s *schedule.Schedule, line int, text string) {
	t.Helper()
	for _, w := range s.Warnings() {
		if w.Line == line && strings.Contains(w.Text, text) {
			return
		}
	}
	t.Errorf("no warning about %q on line %d: %v", text, line, s.Warnings())
}

func TestFrabSpeakers(t *testing.T) {
	s := read(t, inBerlin(`<event id="1"><start>10:00</start><persons>
<person id="1" code="ABC">Ada</person><person id="2"> Michal
Koutný </person><person id="3"></person><person id="9">Shared One</person></persons></event>
<event id="2"><start>11:00</start><persons><person guid="u-1">Bo</person><person id="9">Shared Two</person><person>Nameless Id</person></persons></event>
<event id="3"><start>12:00</start><person>Dr. Cy, Di</person></event>`), format.Options{Source: "w"})
	want := []schedule.Speaker{
		{Key: "w-c-ABC", Name: "Ada"},
		{Key: "w-i-2", Name: "Michal Koutný"},
		{Key: "w-n-shared-one", Name: "Shared One"},
		{Key: "w-g-u-1", Name: "Bo"},
		{Key: "w-n-shared-two", Name: "Shared Two"},
		{Key: "w-n-nameless-id", Name: "Nameless Id"},
		{Key: "w-n-dr-cy", Name: "Dr. Cy"},
		{Key: "w-n-di", Name: "Di"},
	}
	if diff := cmp.Diff(want, s.Speakers()); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
}

// TestFrabBiographies is FOSDEM 2026, which lists all persons at the top.
func TestFrabBiographies(t *testing.T) {
	s := read(t, `<schedule><persons><person id="2"><name>Ada</name><biography>Counts.</biography></person></persons>
<day date="2026-01-31"><event id="1"><start>10:00</start><persons><person id="2">Ada</person></persons></event></day></schedule>`, format.Options{})
	if got := s.Speakers()[0].Biography; got != "Counts." {
		t.Errorf("biography %q", got)
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

// TestFrabEncodings writes the same title in every way that files come in.
func TestFrabEncodings(t *testing.T) {
	const want = "Käse"
	body := func(declaration, title string) string {
		return declaration + inBerlin("<event><start>10:00</start><title>"+title+"</title></event>")
	}
	var big, little []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + body(`<?xml version="1.0" encoding="UTF-16"?>`, want))) {
		big = append(big, byte(u>>8), byte(u))
		little = append(little, byte(u), byte(u>>8))
	}
	for name, source := range map[string]string{
		"plain":        body("", want),
		"BOM":          "\ufeff" + body(`<?xml version="1.0" encoding="utf-8"?>`, want),
		"late start":   "\n" + body("<!-- made by hand -->", want),
		"UTF-16BE":     string(big),
		"UTF-16LE":     string(little),
		"windows-1252": body(`<?xml version="1.0" encoding="windows-1252"?>`, "K\xe4se"),
		"latin-1":      body(`<?xml version='1.0' encoding='ISO-8859-1'?>`, "K\xe4se"),
		"unknown":      body(`<?xml version="1.0" encoding="klingon"?>`, want),
		"entity":       body("", "K&auml;se"),
	} {
		if got := only(t, read(t, source, format.Options{})).Title; got != want {
			t.Errorf("%s: title %q, want %q", name, got, want)
		}
	}
}

// TestFrabMended reads on past what XML forbids, as in Klimacamp 2015.
func TestFrabMended(t *testing.T) {
	for name, title := range map[string]string{
		"control character": "Coal\x06 exit",
		"reference to one":  "Coal&#6; exit",
		"not UTF-8":         "Coal \xff exit",
	} {
		s := read(t, inBerlin("\n<event><start>10:00</start><title>"+title+"</title></event>"), format.Options{})
		if got := only(t, s).Title; !strings.HasPrefix(got, "Coal ") || !strings.HasSuffix(got, " exit") {
			t.Errorf("%s: title %q", name, got)
		}
		warnedAt(t, s, 3, "replaced")
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
	for name, c := range map[string]struct{ source, want string }{
		"nothing":        {"", "it is empty"},
		"blanks":         {" \n\t ", "it is empty"},
		"web page":       {"<!DOCTYPE html><html><body>Log in</body></html>", "that is a web page, not a schedule"},
		"bare page":      {"<HTML><body>Log in", "that is a web page, not a schedule"},
		"other XML":      {`<?xml version="1.0"?><rss version="2.0"/>`, "begins with <rss>"},
		"noise":          {"\x00\x01\x02\xff", "not a schedule in a format I know"},
		"cut short":      {"<schedule><day date='2023-09-13'><event><title>Ha", "it ends before </schedule>"},
		"cut in a tag":   {"<schedule><day da", "it ends before </schedule>"},
		"broken":         {"<schedule>\n<day></room></schedule>", "line 2 is broken XML"},
		"conflict":       {"<schedule>\n<<<<<<< HEAD\n</schedule>", "line 2 is broken XML"},
		"entity bomb":    {`<!DOCTYPE s [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>`, "entities of its own"},
		"unknown entity": {"<schedule><version>&boom;</version></schedule>", "line 1 is broken XML"},
		"too deep":       {"<schedule>" + deep + "</schedule>", "nested more than 64 deep"},
		"too many":       {"<schedule>" + strings.Repeat("<event/>", 20_001) + "</schedule>", "more than 20000 events"},
	} {
		_, err := format.Parse([]byte(c.source), format.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line with %q", name, err, c.want)
		}
	}
}

// TestDepthCountsElementsOnly has many tags that nest nothing.
func TestDepthCountsElementsOnly(t *testing.T) {
	harmless := strings.Repeat(`<x a=">"/>`, 100) + "<!--" + strings.Repeat("<a>", 100) + "-->" +
		"<y><![CDATA[" + strings.Repeat("<a>", 100) + "]]></y>" + strings.Repeat("<a></a>", 100)
	only(t, read(t, inBerlin(harmless+"<event id='1'><start>10:00</start></event>"), format.Options{}))
}

func TestFrabWithoutEvents(t *testing.T) {
	s := read(t, `<schedule><conference><title>Soon</title></conference></schedule>`, format.Options{})
	if len(s.Slots()) != 0 || s.Conference().Title != "Soon" {
		t.Errorf("%d slots, title %q", len(s.Slots()), s.Conference().Title)
	}
	warnedAt(t, s, 0, "not one event")
}
