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

// calendar is an iCalendar file with some lines, written as RFC 5545 has it.
func calendar(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

func vevent(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

// TestICal reads an event as linux.conf.au writes it.
func TestICal(t *testing.T) {
	s := read(t, calendar("X-WR-CALNAME:linux.conf.au 2020", "X-WR-TIMEZONE:Australia/Brisbane", vevent(
		"SUMMARY: RISC-V\\, FDPIC and ",
		" NOMMU",
		"DTSTART;TZID=Australia/Brisbane;VALUE=DATE-TIME:20200113T112500",
		"DTEND;TZID=Australia/Brisbane;VALUE=DATE-TIME:20200113T121000",
		"UID:20@lca2020.linux.org.au",
		"DESCRIPTION:Speaker: Maciej W. Rozycki & Someone Else\\n<p>The ISA\\; it has",
		"  <em>PC-relative</em> addressing.</p>\\n<p>Second</p>",
		"LOCATION: Room 7",
		"CATEGORIES:Kernel\\, boot,Other",
		"URL:http://lca2020.linux.org.au/schedule/presentation/20/",
		"BEGIN:VALARM",
		"DESCRIPTION:Not of the talk",
		"END:VALARM",
	)), format.Options{})
	start := time.Date(2020, 1, 13, 1, 25, 0, 0, time.UTC)
	want := &schedule.Slot{
		Talk: schedule.Talk{
			Key:   schedule.Key("main", schedule.KeyGUID, "20@lca2020.linux.org.au"),
			Title: "RISC-V, FDPIC and NOMMU",
			Speakers: []schedule.Speaker{
				{Key: "main-n-maciej-w-rozycki", Name: "Maciej W. Rozycki"},
				{Key: "main-n-someone-else", Name: "Someone Else"},
			},
			Track:    schedule.Track{Key: "n-kernel-boot", Name: "Kernel, boot"},
			Abstract: "The ISA; it has PC-relative addressing.\n\nSecond",
			URL:      "http://lca2020.linux.org.au/schedule/presentation/20/",
		},
		GUID:  "20@lca2020.linux.org.au",
		Room:  schedule.Room{Key: "n-room-7", Name: "Room 7"},
		Start: start,
		End:   start.Add(45 * time.Minute),
		Day:   schedule.Date{Year: 2020, Month: 1, Day: 13},
		Until: start.Add(45 * time.Minute),
	}
	if diff := cmp.Diff(want, only(t, s)); diff != "" {
		t.Errorf("slot (-want +got):\n%s", diff)
	}
	if c := s.Conference(); c.Title != "linux.conf.au 2020" || c.Zone.String() != "Australia/Brisbane" || len(s.Warnings()) != 0 {
		t.Errorf("title %q, zone %s, warnings %v", c.Title, c.Zone, s.Warnings())
	}
}

func TestICalLength(t *testing.T) {
	for lines, want := range map[string]time.Duration{
		"DTEND:20230913T084000Z":                     40 * time.Minute,
		"DTEND;TZID=Europe/Berlin:20230913T111500":   75 * time.Minute,
		"DURATION:PT1H30M":                           90 * time.Minute,
		"DURATION:P1DT2H":                            26 * time.Hour,
		"DURATION:P1W":                               7 * 24 * time.Hour,
		"DURATION:-PT1H":                             0,
		"X-NOTHING:":                                 0, // PyCon UK has five such
		"DTEND:20230913T080000Z":                     0,
		"DTEND:20230912T080000Z":                     0,
		"DTEND:20240913T080000Z":                     0,
		"DTEND:soon\r\nDURATION:PT1H":                0,
		"DTEND:20230913T084000Z\r\nDURATION:PT5H30M": 40 * time.Minute,
	} {
		slot := only(t, read(t, calendar(vevent("DTSTART:20230913T080000Z", lines)), format.Options{}))
		var got time.Duration
		if !slot.End.IsZero() {
			got = slot.End.Sub(slot.Start)
		}
		if got != want {
			t.Errorf("%s: %v, want %v", lines, got, want)
		}
	}
}

// TestICalRepeats has a registration desk that opens daily, over the end of summer
// time, with a day off and one on which it opens later.
func TestICalRepeats(t *testing.T) {
	desk := func(rule ...string) string {
		return vevent(append([]string{"UID:desk", "SUMMARY:Desk", "DTSTART;TZID=Europe/Berlin:20231027T090000", "DURATION:PT1H"}, rule...)...)
	}
	const other = "RECURRENCE-ID;TZID=Europe/Berlin:20231029T090000"
	for name, c := range map[string]struct {
		events string
		want   []string
	}{
		"daily":   {desk("RRULE:FREQ=DAILY;COUNT=3"), []string{"27 09:00", "28 09:00", "29 09:00"}},
		"until":   {desk("RRULE:FREQ=DAILY;UNTIL=20231029T000000Z"), []string{"27 09:00", "28 09:00"}},
		"weekly":  {desk("RRULE:FREQ=WEEKLY;BYDAY=FR,SU;COUNT=3"), []string{"27 09:00", "29 09:00", "03 09:00"}},
		"a list":  {desk("RDATE;TZID=Europe/Berlin:20231029T100000,20231030T100000"), []string{"27 09:00", "29 10:00", "30 10:00"}},
		"twice":   {desk("RRULE:FREQ=DAILY;COUNT=2", "RDATE;TZID=Europe/Berlin:20231028T090000"), []string{"27 09:00", "28 09:00"}},
		"day off": {desk("RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20231028T090000"), []string{"27 09:00", "29 09:00"}},
		"one moved": {
			desk("RRULE:FREQ=DAILY;COUNT=3") + "\r\n" + vevent("UID:desk", "SUMMARY:Desk", other, "DTSTART;TZID=Europe/Berlin:20231029T110000"),
			[]string{"27 09:00", "28 09:00", "29 11:00"},
		},
		"one called off": {
			desk("RRULE:FREQ=DAILY;COUNT=3") + "\r\n" + vevent("UID:desk", "SUMMARY:Desk", other, "STATUS:CANCELLED", "DTSTART;TZID=Europe/Berlin:20231029T090000"),
			[]string{"27 09:00", "28 09:00", "29 09:00 cancelled"},
		},
		"by the minute": {desk("RRULE:FREQ=MINUTELY"), []string{"27 09:00"}},
		"nonsense":      {desk("RRULE:FREQ=NEVER"), []string{"27 09:00"}},
		"never again":   {desk("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), []string{"27 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			keys := map[string]bool{}
			for _, slot := range read(t, calendar(c.events), format.Options{}).Slots() {
				at := slot.Start.In(zone(t, "Europe/Berlin")).Format("02 15:04")
				if slot.Cancelled {
					at += " cancelled"
				}
				got = append(got, at)
				keys[slot.Key] = true
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("starts (-want +got):\n%s", diff)
			}
			if len(keys) != 1 {
				t.Errorf("%d talks, want one", len(keys))
			}
		})
	}
	if n := len(read(t, calendar(desk("RRULE:FREQ=DAILY")), format.Options{}).Slots()); n < 31 || n > 100 {
		t.Errorf("without an end it repeats %d times", n)
	}
}

// TestICalWholeDays leaves out what lasts whole days: it has no start to ring for.
func TestICalWholeDays(t *testing.T) {
	s := read(t, calendar(
		vevent("SUMMARY:Camp", "DTSTART;VALUE=DATE:20230913", "DTEND;VALUE=DATE:20230915"),
		vevent("SUMMARY:Arrival", "DTSTART:20230913"),
		vevent("SUMMARY:Talk", "DTSTART:20230913T080000Z"),
	), format.Options{})
	if slot := only(t, s); slot.Title != "Talk" {
		t.Errorf("kept %q", slot.Title)
	}
	warnedAt(t, s, 3, "whole days and start at no hour: events (2,")
}

// TestICalKeys holds what tells talks apart, and what has to survive.
func TestICalKeys(t *testing.T) {
	talk := func(uid, title string, hour int) string {
		return vevent("UID:"+uid, "SUMMARY:"+title, fmt.Sprintf("DTSTART:20150918T%02d0000Z", hour))
	}
	keys := func(events ...string) []string {
		var keys []string
		for _, slot := range read(t, calendar(events...), format.Options{}).Slots() {
			keys = append(keys, slot.Key)
		}
		return keys
	}
	own := keys(talk("1@x", "A", 8), talk("2@x", "B", 9))
	if again := keys(talk("1@x", "A talk with another title", 8), talk("2@x", "B", 10)); !cmp.Equal(own, again) {
		t.Errorf("keys %v became %v, though the ids stayed", own, again)
	}
	moca := keys(talk("1@x", "A", 8), talk("1@x", "B", 9), talk("1@x", "A", 10))
	if moca[0] == moca[1] || moca[0] != moca[2] {
		t.Errorf("talks that share an id have keys %v", moca)
	}
	built := keys(talk("20150916T124817Z-91903@worker", "A", 8), talk("20150916T124818Z-88236@worker", "B", 9))
	rebuilt := keys(talk("20150917T230442Z-88687@worker", "A", 8), talk("20150917T230442Z-25766@worker", "B", 9))
	if !cmp.Equal(built, rebuilt) || built[0] == built[1] {
		t.Errorf("keys %v became %v with ids that are new in every file", built, rebuilt)
	}
	entered := keys(talk("20150916T124817Z-91903@calendar", "A", 8), talk("20150918T100000Z-88236@calendar", "B", 9))
	if entered[0] == built[0] {
		t.Error("ids that were made on different days are taken for new in every file")
	}
}

func TestICalPeople(t *testing.T) {
	const start = "DTSTART:20150918T080000Z"
	for name, c := range map[string]struct {
		lines []string
		want  []string
		title string
	}{
		"Kielux": {[]string{"SUMMARY:Xen", `ATTENDEE;CN="Jürgen Groß";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:invalid:nomail`,
			"DESCRIPTION:von: Jürgen Groß\\n\\nLange Zeit"}, []string{"Jürgen Groß"}, "Xen"},
		"PyCon UK":   {[]string{"SUMMARY:Mobile games (talk by Safe Hammad & Ann Other)"}, []string{"Safe Hammad", "Ann Other"}, "Mobile games"},
		"no byline":  {[]string{"SUMMARY:Side by side (a talk by itself)"}, nil, "Side by side (a talk by itself)"},
		"Klimacamp":  {[]string{"SUMMARY:Coal", "ORGANIZER:kc2015"}, nil, "Coal"},
		"invitation": {[]string{"SUMMARY:Coal", "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@example.org"}, nil, "Coal"},
		"an address": {[]string{"SUMMARY:Coal", "ATTENDEE;CN=ann@example.org:mailto:ann@example.org"}, nil, "Coal"},
	} {
		slot := only(t, read(t, calendar(vevent(append(c.lines, start)...)), format.Options{}))
		var got []string
		for _, p := range slot.Speakers {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || slot.Title != c.title || strings.Contains(slot.Abstract, "von:") {
			t.Errorf("%s: title %q, text %q, speakers (-want +got):\n%s", name, slot.Title, slot.Abstract, diff)
		}
	}
	organised := func(who string) string {
		return vevent("SUMMARY:x", start, "ORGANIZER;CN="+who+":mailto:x@example.org")
	}
	s := read(t, calendar(organised("Ada"), organised("Grace"), organised("Ada")), format.Options{})
	if len(s.Speakers()) != 2 {
		t.Errorf("MOCA: %v, want its two organisers", s.Speakers())
	}
	s = read(t, calendar(organised("Team"), organised("Team"), organised("Team")), format.Options{})
	if len(s.Speakers()) != 0 {
		t.Errorf("who keeps a calendar speaks: %v", s.Speakers())
	}
}

func TestICalCancelled(t *testing.T) {
	for _, line := range []string{"STATUS:CANCELLED", "STATUS:cancelled ", "SUMMARY:CANCELLED: x"} {
		if slot := only(t, read(t, calendar(vevent("DTSTART:20150918T080000Z", line)), format.Options{})); !slot.Cancelled {
			t.Errorf("%s is not cancelled", line)
		}
	}
	if slot := only(t, read(t, calendar(vevent("DTSTART:20150918T080000Z", "STATUS:CONFIRMED")), format.Options{})); slot.Cancelled {
		t.Error("what is confirmed is cancelled")
	}
}

// TestICalLines reads what is not written as RFC 5545 wants it.
func TestICalLines(t *testing.T) {
	const start = "DTSTART:20150918T080000Z\n"
	for name, c := range map[string]struct{ event, title, text string }{
		"LF":                {"SUMMARY:Folded\n  here\n", "Folded here", ""},
		"tabs":              {"SUMMARY:Folded\n\t here\n", "Folded here", ""},
		"inside a letter":   {"SUMMARY;CHARSET=UTF-8;ENCODING=8BIT:Conf\xc3\n \xa9rence \xf0\x9f\r\n \x8e\xaa fin\n", "Conférence 🎪 fin", ""},
		"Latin-1":           {"SUMMARY:Conf\xe9rence\n", "Conférence", ""},
		"small letters":     {"summary:Small\n", "Small", ""},
		"a colon in quotes": {"SUMMARY;X=\"a:b;c\";LANGUAGE=fr:Un\n", "Un", ""},
		"bare commas":       {"SUMMARY:One, two; three\n", "One, two; three", ""},
		"escapes":           {`SUMMARY:C:\\dir\, \x\; "so"` + "\n", `C:\dir, \x; "so"`, ""},
		"bare line breaks":  {"SUMMARY:x\nDESCRIPTION:One.\n\nLearn more: two.\nThree.\n", "x", "One.\nLearn more: two.\nThree."},
		"no colon":          {"SUMMARY:x\nX-BROKEN;A=b\n", "x", ""},
		"a control":         {"SUMMARY:x\x06y\n", "x y", ""},
	} {
		s := read(t, "\ufeffBEGIN:VCALENDAR\nBEGIN:VEVENT\n"+start+c.event+"END:VEVENT\nEND:VCALENDAR\n", format.Options{})
		if slot := only(t, s); slot.Title != c.title || slot.Abstract != c.text {
			t.Errorf("%s: title %q, text %q; want %q, %q", name, slot.Title, slot.Abstract, c.title, c.text)
		}
	}
}

// TestICalBadEventKeepsTheRest has events that cannot be used, or that do not end.
func TestICalBadEventKeepsTheRest(t *testing.T) {
	s := read(t, calendar(
		vevent("SUMMARY:No start"),
		vevent("SUMMARY:When", "DTSTART:some day"),
		vevent("SUMMARY:Long ago", "DTSTART:00010101T000000Z"),
		"END:VTODO",
		"BEGIN:VEVENT\r\nSUMMARY:Open\r\nDTSTART:20150918T070000Z",
		vevent("SUMMARY:Fine", "DTSTART:20150918T080000Z"),
	), format.Options{})
	var titles []string
	for _, slot := range s.Slots() {
		titles = append(titles, slot.Title)
	}
	if diff := cmp.Diff([]string{"Open", "Fine"}, titles); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	warnedAt(t, s, 3, "No start")
	warnedAt(t, s, 6, "When")
	warnedAt(t, s, 10, "Long ago")
	warnedAt(t, s, 14, "VTODO ends, but has not begun")
	warnedAt(t, s, 22, "VCALENDAR ends, but the VEVENT in it has not")
}

func TestICalWithoutEvents(t *testing.T) {
	s := read(t, calendar("X-WR-CALNAME:Soon"), format.Options{})
	if len(s.Slots()) != 0 || s.Conference().Title != "Soon" {
		t.Errorf("%d slots, title %q", len(s.Slots()), s.Conference().Title)
	}
}
