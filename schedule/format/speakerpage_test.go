package format_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

const biography = "Software engineer at Microsoft by day, open source developer involved in various projects by night " +
	"(systemd maintainer, DPDK LTS maintainer, ZeroMQ project co-lead, Debian Developer)."

func draft2023(t *testing.T) schedule.Draft {
	t.Helper()
	d, err := format.Parse(seedFile(t, "all-systems-go-2023.xml"), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestJoinSpeakerPage2023(t *testing.T) {
	before, d := draft2023(t), draft2023(t)
	if err := format.JoinSpeakerPage(&d, seedFile(t, "luca-boccassi-2023.txt")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Warnings, d.Warnings); diff != "" {
		t.Errorf("the page fits the schedule, but (-before +after):\n%s", diff)
	}
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Speakers() {
		want := ""
		if p.Name == "Luca Boccassi" {
			want = biography
		}
		if p.Biography != want {
			t.Errorf("%s has the biography %q, want %q", p.Name, p.Biography, want)
		}
	}
	for _, slot := range s.Slots() {
		for _, p := range slot.Speakers {
			if p.Name == "Luca Boccassi" && p.Biography != biography {
				t.Errorf("%q has a speaker without biography", slot.Title)
			}
		}
	}
}

// smallDraft is a draft of two talks in Berlin, both in summer.
func smallDraft(t testing.TB) schedule.Draft {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	luca := schedule.Speaker{Key: "s-1", Name: "Luca Boccassi"}
	kai := schedule.Speaker{Key: "s-2", Name: "Kai Lüke"}
	slot := func(key, title string, hour int, speakers ...schedule.Speaker) schedule.Slot {
		start := time.Date(2023, 9, 13, hour, 30, 0, 0, zone)
		return schedule.Slot{
			Talk:  schedule.Talk{Key: key, Title: title, Speakers: speakers},
			Start: start.UTC(), End: start.Add(25 * time.Minute),
			Room: schedule.Room{Key: "dome", Name: "Dome"},
		}
	}
	return schedule.Draft{
		Conference: schedule.Conference{Zone: zone},
		Speakers:   []schedule.Speaker{luca, kai},
		Slots:      []schedule.Slot{slot("t-1", "Soft Reboot", 12, luca), slot("t-2", "Extensions!", 14, kai, luca)},
	}
}

const smallPage = `Luca Boccassi

Maintainer.

The speaker's profile picture

Sessions

09-13
12:30
25min
Soft Reboot
Luca Boccassi

Reboots, softly.

With a second paragraph.

Dome
09-13
14:30
25min
Extensions
Kai Luke, Luca Boccassi

View Slide Deck

Dome
`

var editPage = strings.NewReplacer

// pageEdits are what an edit to smallPage makes of its warnings.
var pageEdits = []struct {
	name string
	edit *strings.Replacer
	want []schedule.Warning
}{
	{"all is well", editPage(), nil},
	{"line ends of another system", editPage("\n", "\r\n"), nil},
	{"another day", editPage("09-13\n12:30", "09-14\n12:30"), onPage(9, `"Soft Reboot": date 09-14, in the schedule 09-13`)},
	{"another hour", editPage("12:30", "12:35"), onPage(9, `"Soft Reboot": start 12:35, in the schedule 12:30`)},
	{"another length", editPage("12:30\n25", "12:30\n40"), onPage(9, `"Soft Reboot": length 40 min, in the schedule 25 min`)},
	{"another room", editPage("Dome\n09-13", "Main Hall\n09-13"), onPage(9, `"Soft Reboot": room Main Hall, in the schedule Dome`)},
	{"another speaker", editPage("Kai Luke, ", ""), onPage(20, `"Extensions": speakers Luca Boccassi, in the schedule Kai Lüke, Luca Boccassi`)},
	{"another title", editPage("Soft Reboot", "Hard Reboot"), onPage(9, `"Hard Reboot": title Hard Reboot, in the schedule Soft Reboot`)},
	{"no speakers and no room", editPage("Extensions\nKai Luke, Luca Boccassi", "Extensions", "Slide Deck\n\nDome\n", "Slide Deck\n"), nil},
	{"a talk of which the schedule knows nothing", editPage("12:30", "17:00", "Soft Reboot", "PID FDs"), []schedule.Warning{
		{Line: 9, Text: `on the page of Luca Boccassi: "PID FDs" is not in the schedule`},
		{Line: 1, Text: `on the page of Luca Boccassi: "Soft Reboot" is missing, in the schedule 09-13 12:30`},
	}},
	{"a session without title", editPage("Soft Reboot\nLuca Boccassi\n\nReboots, softly.\n\nWith a second paragraph.\n\nDome", ""), []schedule.Warning{
		{Line: 9, Text: `on the page of Luca Boccassi: the session on 09-13 at 12:30 has no title`},
		{Line: 1, Text: `on the page of Luca Boccassi: "Soft Reboot" is missing, in the schedule 09-13 12:30`},
	}},
}

func TestJoinSpeakerPage(t *testing.T) {
	for _, tc := range pageEdits {
		t.Run(tc.name, func(t *testing.T) {
			d := smallDraft(t)
			if err := format.JoinSpeakerPage(&d, []byte(tc.edit.Replace(smallPage))); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, d.Warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if got := d.Speakers[0].Biography; got != "Maintainer." {
				t.Errorf("biography %q", got)
			}
			if got := d.Speakers[1].Biography; got != "" {
				t.Errorf("another speaker got the biography %q", got)
			}
		})
	}
}

func onPage(line int, text string) []schedule.Warning {
	return []schedule.Warning{{Line: line, Text: "on the page of Luca Boccassi: " + text}}
}

func TestJoinSpeakerPageBiography(t *testing.T) {
	t.Run("an unknown speaker", func(t *testing.T) {
		d := smallDraft(t)
		if err := format.JoinSpeakerPage(&d, []byte("Lennart\n\nHimself.\n\nSessions\n")); err != nil {
			t.Fatal(err)
		}
		want := []schedule.Warning{{Line: 1, Text: "on the page of Lennart: the schedule has no speaker of that name"}}
		if diff := cmp.Diff(want, d.Warnings); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
	})
	t.Run("two of one name", func(t *testing.T) {
		d := smallDraft(t)
		d.Speakers = append(d.Speakers, schedule.Speaker{Key: "s-3", Name: "LUCA BOCCASSI"})
		if err := format.JoinSpeakerPage(&d, []byte(smallPage)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(onPage(1, "the schedule has 2 speakers of that name"), d.Warnings); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		if d.Speakers[0].Biography+d.Speakers[2].Biography != "" {
			t.Error("one of the two got the biography")
		}
	})
	t.Run("the schedule has its own", func(t *testing.T) {
		d := smallDraft(t)
		d.Speakers[0].Biography = "Developer."
		if err := format.JoinSpeakerPage(&d, []byte(smallPage)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(onPage(1, "the schedule has another biography, which stays"), d.Warnings); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		if d.Speakers[0].Biography != "Developer." {
			t.Errorf("biography %q", d.Speakers[0].Biography)
		}
	})
}

func TestJoinSpeakerPageUnusable(t *testing.T) {
	for name, page := range map[string]string{
		"empty":        "",
		"no sessions":  "Luca Boccassi\n\nMaintainer.\n",
		"no name":      "Sessions\n",
		"a web page":   "<!DOCTYPE html>\n<p>\nSessions\n",
		"a listing":    string(seedFile(t, "all-systems-go-2018.txt")),
		"broken bytes": "\xff\xfe\x00",
	} {
		t.Run(name, func(t *testing.T) {
			d := smallDraft(t)
			err := format.JoinSpeakerPage(&d, []byte(page))
			if !errors.Is(err, format.ErrSpeakerPage) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line that wraps ErrSpeakerPage", err)
			}
			if diff := cmp.Diff(smallDraft(t), d, cmp.Comparer(sameZone)); diff != "" {
				t.Errorf("the page changed the draft:\n%s", diff)
			}
		})
	}
}

func sameZone(a, b *time.Location) bool { return a.String() == b.String() }

// FuzzSpeakerPage holds that a page changes nothing but biographies and
// warnings.
func FuzzSpeakerPage(f *testing.F) {
	f.Add(seedFile(f, "luca-boccassi-2023.txt")[:600])
	f.Add([]byte(smallPage))
	f.Add([]byte("\uFEFFKai Lüke\r\nSessions\r\n09-13\r\n14:30\r\n0min\r\n\r\n09-13\n99:99\n9999min\n\xff"))
	f.Fuzz(func(t *testing.T, page []byte) {
		d := smallDraft(t)
		if err := format.JoinSpeakerPage(&d, page); err != nil {
			return
		}
		if _, err := schedule.New(d); err != nil {
			t.Error(err)
		}
		d.Warnings = nil
		for i := range d.Speakers {
			d.Speakers[i].Biography = ""
		}
		for i := range d.Slots {
			for j := range d.Slots[i].Speakers {
				d.Slots[i].Speakers[j].Biography = ""
			}
		}
		if diff := cmp.Diff(smallDraft(t), d, cmp.Comparer(sameZone)); diff != "" {
			t.Errorf("the page changed the draft:\n%s", diff)
		}
	})
}
