package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheck(t *testing.T) {
	want := "48 talks in 2 rooms on 2 days, Wed 13 to Thu 14 Sep 2023, Europe/Berlin. Nothing to look at.\n"
	if diff := cmp.Diff(want, succeeds(t, "schedule", "check", seed)); diff != "" {
		t.Errorf("check of the seed (-want +got):\n%s", diff)
	}
	path := file(t, small(`<event id="1"><start>10:00</start><duration>1:00</duration><title>One</title><persons><person id="1">Ada</person></persons></event>
<event id="2"><start>10:30</start><duration>1:00</duration><title>Two</title></event>
<event id="3"><title>Three</title></event></room><room name="Attic">
<event id="4"><start>10:45</start><duration>x</duration><title>Four</title><persons><person id="1">Ada</person></persons></event></room>
<event id="5"><start>10:15</start><duration>0:10</duration><title>Five</title></event><room name="x">`))
	want = `line 5: left out, because it has no start that I can read: Three
line 6: I can't read the duration "x", and do without it
1 talk has no room: Wed 10:15 Five. Rings can't say where to go
1 talk has no end: Wed 10:45 Four. I count it as running until the next in its room, at most 60 min
In these rooms talks overlap. I show both, and people can't tell which it is:
  Dome: Wed 10:00 One and Wed 10:30 Two
These speakers are in two rooms at once. Whoever follows them is rung for both:
  Ada: Wed 10:00 One (Dome) and Wed 10:45 Four (Attic)
4 talks in 2 rooms on 1 day, Wed 13 Sep 2023, Europe/Berlin. 6 things to look at.
`
	if diff := cmp.Diff(want, succeeds(t, "schedule", "check", path)); diff != "" {
		t.Errorf("check (-want +got):\n%s", diff)
	}
}

// held is an event of a small schedule; its speakers are their own ids.
func held(id int, start, length, title string, speakers ...string) string {
	persons := ""
	for _, p := range speakers {
		persons += fmt.Sprintf("<person id=%q>%[1]s</person>", p)
	}
	return fmt.Sprintf("<event id='%d'><start>%s</start><duration>%s</duration><title>%s</title><persons>%s</persons></event>",
		id, start, length, title, persons)
}

// TestCheckFinds has, for each kind of doubt, a schedule with that alone.
func TestCheckFinds(t *testing.T) {
	const attic = `</room><room name="Attic">`
	night := func(starts ...string) string {
		events := ""
		for i, start := range starts {
			events += held(i+1, start, "0:30", fmt.Sprint("Talk ", i+1))
		}
		return small(events)
	}
	lightning := held(1, "10:00", "1:00", "Lightning talks")
	for i, start := range []string{"10:00", "10:10", "10:20"} {
		lightning += held(i+2, start, "0:10", fmt.Sprint("Flash ", i+1))
	}
	var many, workshops string
	for i := range 5 {
		many += held(2*i+1, fmt.Sprintf("1%d:00", i), "0:50", fmt.Sprint("A", i))
		many += held(2*i+2, fmt.Sprintf("1%d:20", i), "0:50", fmt.Sprint("B", i))
	}
	for i := range 8 {
		workshops += held(2*i+1, fmt.Sprintf("1%d:00", i), "0:30", fmt.Sprint("A", i), "Forum") + attic +
			held(2*i+2, fmt.Sprintf("1%d:00", i), "0:30", fmt.Sprint("B", i), "Forum") + `</room><room name="Dome">`
	}
	for name, c := range map[string]struct {
		source string
		want   []string // its lines but the last
	}{
		"nothing":                              {small(held(1, "10:00", "0:30", "One") + held(2, "10:30", "0:30", "Two")), nil},
		"a speaker goes on in the same room":   {small(held(1, "10:00", "0:30", "One", "Ada") + attic + held(2, "10:30", "0:30", "Two", "Ada")), nil},
		"lunch is everywhere":                  {small(held(1, "12:00", "1:00", "Lunch") + attic + held(2, "12:00", "1:00", "Lunch")), nil},
		"what is cancelled is in nobody's way": {small(held(1, "12:00", "1:00", "CANCELLED - One") + held(2, "12:00", "1:00", "Two")), nil},
		"a length that is assumed proves nothing": {small(held(1, "12:00", "", "One") + held(2, "12:30", "1:00", "Two")),
			[]string{"1 talk has no end: Wed 12:00 One. I count it as running until the next in its room, at most 60 min"}},
		"many without an end": {small(held(1, "10:00", "", "One") + held(2, "11:00", "", "Two") + held(3, "12:00", "", "Three") + held(4, "13:00", "", "Four")),
			[]string{"4 talks have no end: Wed 10:00 One; Wed 11:00 Two; Wed 12:00 Three; and 1 more. I count each as running until the next in its room, at most 60 min"}},
		"a placeholder": {small(held(1, "10:00", "0:30", "TBA") + held(2, "10:00", "0:30", "One")),
			[]string{"1 talk looks like a placeholder: Wed 10:00 TBA. I show it like any talk"}},
		"an exhibition": {small(held(1, "09:00", "13:20", "Paintings") + held(2, "10:00", "0:30", "One")),
			[]string{"1 talk lasts for more than 12 hours: Wed 09:00 Paintings (13 h 20 min). Right for an exhibition; /now has it all that time"}},
		"the same twice": {small(held(1, "10:00", "0:30", "One") + held(2, "10:00", "0:30", "One")),
			[]string{"These stand several times at the same time, and so I show them:", "  Wed 10:00 One, 2 times in Dome"}},
		"the same with its speaker in two rooms": {small(held(1, "10:00", "0:30", "One", "Ada") + attic + held(2, "10:00", "0:30", "One", "Ada")),
			[]string{"These stand several times at the same time, and so I show them:", "  Wed 10:00 One, with the same speaker in Dome, Attic"}},
		"a session of short ones": {small(lightning),
			[]string{"These seem to be made of the shorter ones in the same room, and I show both:", "  Wed 10:00 Lightning talks, until 11:00 in Dome, and 3 others meanwhile"}},
		"a crowded room": {small(many),
			[]string{"In these rooms talks overlap. I show both, and people can't tell which it is:",
				"  Dome, 9 times: Wed 10:00 A0 and Wed 10:20 B0; Wed 10:20 B0 and Wed 11:00 A1; and 7 more"}},
		"a group as a speaker": {small(workshops),
			[]string{"These speakers are in two rooms at once. Whoever follows them is rung for both:",
				"  Forum, 8 times, so perhaps no single person: Wed 10:00 A0 (Dome) and Wed 10:00 B0 (Attic); Wed 11:00 A1 (Dome) and Wed 11:00 B1 (Attic); and 6 more"}},
		"a zone eight hours off": {night("23:00", "23:30", "00:00", "00:30", "01:00", "02:00"),
			[]string{"6 of 6 talks start at night in Europe/Berlin, such as Wed 23:00 Talk 1; Wed 23:30 Talk 2; Thu 00:00 Talk 3; and 3 more: the time zone is most likely wrong, and with it every ring"}},
		"a long evening": {night("10:00", "11:00", "12:00", "22:00", "23:00", "00:00", "01:00", "20:00", "21:00"), nil},
		"a day between": {strings.Replace(small(held(1, "10:00", "0:30", "One")), "</schedule>",
			`<day date="2023-09-16"><room name="Dome">`+held(2, "10:00", "0:30", "Two")+`</room></day></schedule>`, 1),
			[]string{"nothing is on Thu 14 to Fri 15 Sep 2023, though the conference says it is Wed 13 to Sat 16 Sep 2023: are these days still to come?"}},
		"a talk too early": {strings.Replace(small(held(1, "10:00", "0:30", "One")), "<conference>", "<conference><start>2023-09-14</start><end>2023-09-14</end>", 1),
			[]string{"1 talk is before or after the conference, which says it is Thu 14 Sep 2023: Wed 10:00 One. I go by the talks",
				"nothing is on Thu 14 Sep 2023, though the conference says it is Thu 14 Sep 2023: are these days still to come?"}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := strings.Split(strings.TrimSpace(succeeds(t, "schedule", "check", file(t, c.source))), "\n")
			if diff := cmp.Diff(strings.Join(c.want, "\n"), strings.Join(lines[:len(lines)-1], "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCheckAll names all of what is otherwise cut.
func TestCheckAll(t *testing.T) {
	var events string
	for i := range 15 {
		events += fmt.Sprintf("</room><room name='Room %d'>", i)
		events += held(2*i+1, "10:00", "0:50", fmt.Sprint("A", i)) + held(2*i+2, "10:20", "", fmt.Sprint("B", i))
	}
	path := file(t, small(events))
	short, all := succeeds(t, "schedule", "check", path), succeeds(t, "schedule", "check", "--all", path)
	if !strings.Contains(short, "and 3 more; --all names them") || strings.Contains(short, "Room 14") {
		t.Errorf("check says\n%s", short)
	}
	if strings.Contains(all, "more") || !strings.Contains(all, "Room 14: Wed 10:00 A14 and Wed 10:20 B14") || !strings.Contains(all, "Wed 10:20 B7;") {
		t.Errorf("check --all says\n%s", all)
	}
	for _, out := range []string{short, all} {
		if !strings.HasSuffix(out, "30 talks in 15 rooms on 1 day, Wed 13 Sep 2023, Europe/Berlin. 16 things to look at.\n") {
			t.Errorf("check ends\n%s", out)
		}
	}
}
