package format_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"usher/schedule"
	"usher/schedule/format"
)

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
		"plain":         body("", want),
		"BOM":           "\ufeff" + body(`<?xml version="1.0" encoding="utf-8"?>`, want),
		"late start":    "\n" + body("<!-- made by hand -->", want),
		"UTF-16BE":      string(big),
		"UTF-16LE":      string(little),
		"windows-1252":  body(`<?xml version="1.0" encoding="windows-1252"?>`, "K\xe4se"),
		"undeclared":    body(`<?xml version="1.0"?>`, "K\xe4se"),
		"wrongly UTF-8": body(`<?xml version="1.0" encoding="UTF-8"?>`, "K\xe4se"),
		"latin-1":       body(`<?xml version='1.0' encoding='ISO-8859-1'?>`, "K\xe4se"),
		"unknown":       body(`<?xml version="1.0" encoding="klingon"?>`, want),
		"entity":        body("", "K&auml;se"),
	} {
		if got := only(t, read(t, source, format.Options{})).Title; got != want {
			t.Errorf("%s: title %q, want %q", name, got, want)
		}
	}
}

// TestFrabMended reads on past what XML forbids, as in Klimacamp 2015, and past
// what people forget to write as it wants it.
func TestFrabMended(t *testing.T) {
	for title, want := range map[string]struct{ title, warning string }{
		"Coal\x06 exit":                       {"Coal exit", "control characters"},
		"Coal&#6; exit":                       {"Coal exit", "control characters"},
		"Coal&#x6; exit":                      {"Coal exit", "control characters"},
		"Coal \xff exit é":                    {"Coal \ufffd exit é", "not UTF-8"},
		"Coal & exit":                         {"Coal & exit", "bare & or <"},
		"Coal &exit; R&D":                     {"Coal &exit; R&D", "(2, the first on this line)"},
		"Coal < exit <3":                      {"Coal < exit <3", "bare & or <"},
		"<![CDATA[Coal & <exit>]]> &amp; oil": {"Coal & <exit> & oil", ""},
	} {
		s := read(t, inBerlin("\n<event><start>10:00</start><title>"+title+"</title></event>"), format.Options{})
		if got := only(t, s).Title; got != want.title {
			t.Errorf("%q: title %q, want %q", title, got, want.title)
		}
		if want.warning == "" {
			if len(s.Warnings()) != 0 {
				t.Errorf("%q: warned of %v", title, s.Warnings())
			}
			continue
		}
		warnedAt(t, s, 3, want.warning)
	}
}

// TestMergeConflict is FOSDEM 2026 as it stood in a repository for some days: what
// git could not merge is there twice, and counts once.
func TestMergeConflict(t *testing.T) {
	ours := "<event id='1'><start>10:00</start><title>Ours</title></event>\n"
	theirs := "<event id='1'><start>11:00</start><title>Theirs</title></event>\n"
	for name, conflict := range map[string]string{
		"two sides":   "\n<<<<<<< HEAD\n" + ours + "=======\n" + theirs + ">>>>>>> 9e65886 (update data)\n",
		"three sides": "\n<<<<<<< HEAD\n" + ours + "||||||| base\n" + theirs + "=======\n" + theirs + ">>>>>>> theirs\n",
		"CR LF":       "\r\n<<<<<<< HEAD\r\n" + ours + "=======\r\n" + theirs + ">>>>>>> theirs\r\n",
		"one mark":    "\n<<<<<<< HEAD\n" + ours,
	} {
		s := read(t, inBerlin(conflict+"<event/>"), format.Options{})
		if got := only(t, s); got.Title != "Ours" {
			t.Errorf("%s: kept %q", name, got.Title)
		}
		warnedAt(t, s, 3, "merge conflicts")
		warnedAt(t, s, 2+strings.Count(conflict, "\n"), "nothing is in them") // lines keep their numbers
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
	for name, c := range map[string]struct{ source, want string }{
		"nothing":       {"", "it is empty"},
		"blanks":        {" \n\t ", "it is empty"},
		"web page":      {"<!DOCTYPE html><html><body>Log in</body></html>", "that is a web page, not a schedule"},
		"bare page":     {"<HTML><body>Log in", "that is a web page, not a schedule"},
		"other XML":     {`<?xml version="1.0"?><rss version="2.0"/>`, "begins with <rss>"},
		"noise":         {"\x00\x01\x02\xff", "not a schedule in a format I know"},
		"cut short":     {"<schedule><day date='2023-09-13'><event><title>Ha", "it ends before </schedule>"},
		"cut in a tag":  {"<schedule><day da", "it ends before </schedule>"},
		"broken":        {"<schedule>\n<day></room></schedule>", "line 2 is broken XML"},
		"entity bomb":   {`<!DOCTYPE s [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>`, "entities of its own"},
		"cut in a talk": {strings.TrimSuffix(inBerlin("<event><start>10:00</start></event>"), "</schedule>"), "it ends before </schedule>"},
		"cut calendar":  {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20230913T080000Z\nEND:VEVENT\n", "it ends before END:VCALENDAR"},
		"cut in a line": {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20230913T08", "it ends before END:VCALENDAR"},
		"many repeats":  {calendar(strings.Repeat(vevent("DTSTART:20230913T080000Z", "RRULE:FREQ=DAILY")+"\r\n", 400)), "more than 20000 events"},
		"deep calendar": {strings.Repeat("BEGIN:VCALENDAR\n", 100), "nested more than 64 deep"},
		"many entries":  {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 20_001) + "END:VCALENDAR", "more than 20000 events"},
		"too deep":      {"<schedule>" + deep + "</schedule>", "nested more than 64 deep"},
		"too many":      {"<schedule>" + strings.Repeat("<event/>", 20_001) + "</schedule>", "more than 20000 events"},
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
