package format_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// berlin2018 are the options for the listing of All Systems Go! 2018.
func berlin2018(t testing.TB) format.Options {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return format.Options{Date: schedule.Date{Year: 2018, Month: time.September, Day: 27}, Zone: zone}
}

func seedFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "schedules", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func listing2018(t testing.TB) schedule.Draft {
	t.Helper()
	d, err := format.Parse(seedFile(t, "all-systems-go-2018.txt"), berlin2018(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// handRead is an entry of the listing of 2018 as a person read it.
type handRead struct {
	line, start, title, titleFrom, room string
	abstract                            int // characters, without those of markup
	lines                               string
}

func handRead2018(t *testing.T) []handRead {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "all-systems-go-2018.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var all []handRead
	for row := range strings.Lines(string(data)) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		c := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		chars, _ := strconv.Atoi(c[5]) // no number, no abstract
		all = append(all, handRead{c[0], c[1], c[2], c[3], c[4], chars, c[6]})
	}
	return all
}

func TestListing2018(t *testing.T) {
	d := listing2018(t)
	var got []handRead
	keys := map[string]bool{}
	for _, s := range d.Slots {
		got = append(got, handRead{
			start:     s.Start.Format("Mon 15:04"),
			title:     s.Title,
			titleFrom: s.TitleFrom,
			room:      s.Room.Name,
			abstract:  utf8.RuneCountInString(s.Abstract),
		})
		keys[s.Key] = true
		if !s.End.IsZero() || len(s.Speakers) > 0 {
			t.Errorf("%q has an end or speakers, of which the listing says nothing", s.Title)
		}
	}
	want := handRead2018(t)
	for i := range want {
		want[i].line, want[i].lines = "", ""
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(handRead{})); diff != "" {
		t.Errorf("entries (-read by hand +parsed):\n%s", diff)
	}
	if len(keys) != 53 {
		t.Errorf("%d keys for 53 talks", len(keys))
	}
	if first := d.Slots[0].Start; !first.Equal(time.Date(2018, 9, 27, 16, 30, 0, 0, time.UTC)) {
		t.Errorf("the first starts at %v", first)
	}
	if d.Version != "v1" {
		t.Errorf("version %q", d.Version)
	}
}

func TestListing2018Texts(t *testing.T) {
	described, subtitled := 0, 0
	for _, s := range listing2018(t).Slots {
		if s.Description != "" {
			described++
		}
		if s.Subtitle != "" {
			subtitled++
		}
		if s.Title == "CRI-O: All the Runtime Kubernetes need" && s.Abstract != "" {
			t.Errorf("CRI-O's description was taken for its abstract")
		}
	}
	if described != 38 {
		t.Errorf("%d descriptions, want 36 beside an abstract and 2 without", described)
	}
	if subtitled != 15 {
		t.Errorf("%d subtitles beside the 4 that stand in for titles, want 15", subtitled)
	}
}

func TestListing2018Warnings(t *testing.T) {
	want := []schedule.Warning{
		{Line: 8, Text: `"Kinvolk Office" is taken for a room, though it is named only here`},
		{Line: 12, Text: "nothing is said about what starts on Friday 09:30"},
		{Line: 61, Text: `the title is missing, the subtitle "A collection of network configuration libraries" stands in for it`},
		{Line: 142, Text: `the title is missing, the subtitle "A userspace OOM killer" stands in for it`},
		{Line: 159, Text: `the title is missing, the subtitle "Status update" stands in for it`},
		{Line: 209, Text: `"Mein Haus am See" is taken for a room, though it is named only here`},
		{Line: 346, Text: `the title is missing, the subtitle "segregated loading of dynamic libraries" stands in for it`},
		{Line: 412, Text: "nothing is said about what starts on Saturday 18:00"},
		{Text: "32 of 53 entries name no room"},
		{Text: "the listing gives no ends: none of its 53 entries has one"},
	}
	if diff := cmp.Diff(want, listing2018(t).Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// TestListingLineEnds holds that neither line ends nor a byte order mark nor
// blanks at the end of lines make a difference.
func TestListingLineEnds(t *testing.T) {
	want := listing2018(t)
	seed := string(seedFile(t, "all-systems-go-2018.txt"))
	for name, data := range map[string]string{
		"CRLF":            strings.ReplaceAll(seed, "\n", "\r\n"),
		"byte order mark": "\uFEFF" + seed,
		"trailing blanks": strings.ReplaceAll(seed, "\n", " \t\n"),
	} {
		got, err := format.Parse([]byte(data), berlin2018(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want.Slots, got.Slots, cmp.Comparer(sameInstant)); diff != "" {
			t.Errorf("%s changes the listing (-want +got):\n%s", name, diff)
		}
	}
}

func sameInstant(a, b time.Time) bool { return a.Equal(b) }

// TestListingClockChange: Europe turned its clocks back on Sunday 28 October 2018.
func TestListingClockChange(t *testing.T) {
	o := berlin2018(t)
	o.Date = schedule.Date{Year: 2018, Month: time.October, Day: 27}
	d, err := format.Parse([]byte("Saturday 10:00\n\nOne\n\nSunday 10:00\n\nTwo\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	if gap := d.Slots[1].Start.Sub(d.Slots[0].Start); gap != 25*time.Hour {
		t.Errorf("10:00 to 10:00 over the change takes %v, want 25h", gap)
	}
}

func TestListingKeySurvivesMove(t *testing.T) {
	key := func(text string) string {
		d, err := format.Parse([]byte(text), berlin2018(t))
		if err != nil {
			t.Fatal(err)
		}
		return d.Slots[0].Key
	}
	before := key("Thursday 09:00\n\nOne\n\nfirst - Attic\n\nabout one\n")
	after := key("Thursday 11:00\n\nOne\n\nfirst - Cellar\n\nabout one, reworded\n")
	if before != after {
		t.Errorf("a move changed the key from %s to %s", before, after)
	}
}

func TestListingUnusable(t *testing.T) {
	for _, tc := range []struct {
		name string
		date schedule.Date
		want string
	}{
		{"no date", schedule.Date{}, "--date"},
		{"a date of another weekday", schedule.Date{Year: 2018, Month: time.September, Day: 28}, "--date 2018-09-28 is a Friday, but the listing begins on a Thursday (line 3)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := format.Parse([]byte("Version v1\n\nThursday 18:30\n\nOne\n"), format.Options{Date: tc.date})
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, tc.want)
			}
		})
	}
}

func TestListingDoubts(t *testing.T) {
	o := berlin2018(t)
	o.Zone = nil
	d, err := format.Parse([]byte("Thursday 18:30\n\nOne\n\nFriday 09:00\n\nTwo\n\nThursday 19:00\n\nThree\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	want := []schedule.Warning{
		{Text: "no time zone is known, so times are taken as UTC: give --timezone"},
		{Line: 9, Text: "Thursday comes after a later day: taken as 2018-09-27, since weekdays cannot tell two weeks apart"},
		{Text: "3 of 3 entries name no room"},
		{Text: "the listing gives no ends: none of its 3 entries has one"},
	}
	if diff := cmp.Diff(want, d.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// TestListingIsNotAnother holds that a listing is known by its beginning: a
// heading inside another format makes no listing of it.
func TestListingIsNotAnother(t *testing.T) {
	for _, text := range []string{
		"<p>\nThursday 18:30\n\nOne\n",
		"{\nThursday 18:30\n",
		"BEGIN:VCALENDAR\nThursday 18:30\n",
		"One\nTwo\nThree\nFour\nFive\nSix\nThursday 18:30\n",
		"Thursday 18:60\n",
		string(seedFile(t, "luca-boccassi-2023.txt")),
		string(seedFile(t, "all-systems-go-2018-abstracts.txt")),
	} {
		if d, err := format.Parse([]byte(text), berlin2018(t)); err == nil {
			t.Errorf("%.20q was read as a schedule of %d slots", text, len(d.Slots))
		}
	}
}

// FuzzListing holds that whatever is accepted makes a schedule. It starts from
// short inputs: the fuzzer spends its time on making long ones shorter.
func FuzzListing(f *testing.F) {
	f.Add(seedFile(f, "all-systems-go-2018.txt")[:1000], uint8(0))
	f.Add([]byte("Version 2\r\n\r\nMonday 9:00\r\n\r\n\r\nsub - Attic\r\nTuesday 29:59\n - \nA\n - Attic"), uint8(4))
	f.Add([]byte("Title\nFriday 01:00\n\n\n\x00\n\xff - \xfe\n"), uint8(1))
	o := berlin2018(f)
	first := o.Date
	f.Fuzz(func(t *testing.T, data []byte, days uint8) {
		o.Date = first.Add(int(days % 7))
		d, err := format.Parse(data, o)
		if err != nil {
			return
		}
		if _, err := schedule.New(d); err != nil {
			t.Errorf("accepted, but no schedule: %v", err)
		}
	})
}
