package command_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// askAt is what is answered at a time of a conference.
func askAt(t *testing.T, s *schedule.Schedule, now, text string) bot.Message {
	t.Helper()
	e, _ := env(t)
	at, err := time.ParseInLocation(stamp, now, s.Zone())
	if err != nil {
		t.Fatal(err)
	}
	e.Schedule = func() *schedule.Schedule { return s }
	e.Now = func() time.Time { return at }
	return e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text})
}

// head are the first lines of a message.
func head(m bot.Message, lines int) string {
	all := strings.Split(m.Text(), "\n")
	return strings.Join(all[:min(lines, len(all))], "\n")
}

// TestTimesAndPlacesAreTheSameHoweverTheyAreAskedFor types one thing in many ways.
func TestTimesAndPlacesAreTheSameHoweverTheyAreAskedFor(t *testing.T) {
	s := asg(t)
	const now = "2023-09-13 11:04"
	for want, ways := range map[string][]string{
		"/at 2023-09-13 15:00":        {"15:00", "3pm", "/at 3", "/now 15:00", "/next 3pm", "/day 15:00", "/room 15:00", "today 15:00", "mi 15 Uhr"},
		"/day 2023-09-14":             {"tomorrow", "/at tomorrow", "/now thu", "/next thu", "/day 14", "/day thu", "14.9.", "thursday", "Do", "/room tomorrow"},
		"/room dome":                  {"dome", "Dome", "/rooms dome", "/at dome", "/day dome", "/room dom"},
		"/room dome 2023-09-14":       {"dome tomorrow", "tomorrow dome", "/room dome thu", "/now dome thu", "/day dome tomorrow", "dome Donnerstag"},
		"/room dome 2023-09-14 10:00": {"dome thu 10", "thu 10 dome", "10 thu dome", "/next dome thu 10", "dome tomorrow at 10", "/at dome thu 10"},
		"/rooms":                      {"rooms", "/room"},
		"/tracks":                     {"/track", "tracks"},
	} {
		expected := askAt(t, s, now, want).Text()
		for _, way := range ways {
			if got := askAt(t, s, now, way).Text(); got != expected {
				t.Errorf("%q is answered with\n%s\nand %q with\n%s", way, got, want, expected)
			}
		}
	}
}

// TestWordsThatLookLikeTimes are found where they stand in titles and names.
func TestWordsThatLookLikeTimes(t *testing.T) {
	at := time.Date(2024, 3, 30, 10, 0, 0, 0, time.UTC)
	slot := func(n int, title, room string) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: fmt.Sprintf("m-i-%d", n), Title: title},
			Room: schedule.Room{Key: schedule.NameKey("", room), Name: room}, Start: at.Add(time.Duration(n) * time.Hour), End: at.Add(time.Duration(n+1) * time.Hour)}
	}
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{
		slot(0, "12 years of tomorrow", "101"), slot(1, "Sun sets", "Hall 2"), slot(2, "3pm coffee", "Hall 11"), slot(3, "Sam speaks", "Noon"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"12":               "Sat 12:00",
		"/search 12":       "12 years of tomorrow",
		"/search dome":     "Nothing matches \"dome\". Try one word of the title, or a speaker's name.",
		"/search 14:30":    "Nothing at 14:30.",
		"12 years":         "12 years of tomorrow",
		"sun":              "Sun sets",
		"sam":              "Sam speaks",
		"3pm coffee":       "3pm coffee",
		"101":              "101, Saturday, 30 March",
		"noon":             "Noon, Saturday, 30 March",
		"hall 2":           "Hall 2, Saturday, 30 March",
		"hall 2 11:00":     "Hall 2, Sat 11:00",
		"hall 11 tomorrow": "Sunday, 31 March is not a day of The conference: that is on 30 March.",
		"saturday":         "Saturday, 30 March",
		"13":               "Sat 13:00",
	} {
		if got := head(askAt(t, s, "2024-03-30 09:30", typed), 1); got != want {
			t.Errorf("%q is answered with %q, want %q", typed, got, want)
		}
	}
}

func TestRoomAroundTheDays(t *testing.T) {
	s := asg(t)
	for _, test := range []struct{ now, typed, want string }{
		{"2023-09-01 09:00", "/room dome", "Dome, Wednesday, 13 September\n1 10:30 — Encrypted Btrfs"},
		{"2023-09-13 11:12", "/room dome", "Dome, Wednesday, 13 September\n2 next, at 11:15 — Forensic"},
		{"2023-09-13 11:20", "/room dome", "Dome, Wednesday, 13 September\n2 now, until 11:55 — Forensic"},
		{"2023-09-13 20:00", "/room dome", "Dome, Thursday, 14 September\nNothing more there today.\n1 10:00 — Adventures"},
		{"2023-09-13 20:00", "/room dome today", "Dome, Wednesday, 13 September\n1 10:30 — Encrypted"},
		{"2023-09-14 02:00", "/room dome", "Dome, Thursday, 14 September\n1 10:00 — Adventures"},
		{"2023-09-20 10:00", "/room dome", "Dome, Thursday, 14 September\n1 10:00 — Adventures"},
		{"2023-09-13 11:04", "/room dome fri", "Friday, 15 September is not a day"},
		{"2023-09-13 11:04", "/room attic", `No room is called "attic".`},
	} {
		if got := askAt(t, s, test.now, test.typed).Text(); !strings.HasPrefix(got, test.want) {
			t.Errorf("at %s %q is answered with\n%s\nnot with\n%s…", test.now, test.typed, got, test.want)
		}
	}
	after := askAt(t, s, "2023-09-20 10:00", "/room dome").Text()
	if !strings.HasSuffix(after, "Nothing more is planned there.") {
		t.Errorf("after the conference it does not say that it is over:\n%s", after)
	}
}

// TestManyRooms turns the pages of a conference with as many rooms as FOSDEM 2024
// has.
func TestManyRooms(t *testing.T) {
	const rooms = 35
	var slots []schedule.Slot
	start := time.Date(2024, 2, 3, 9, 0, 0, 0, time.UTC)
	for i := range rooms {
		name := fmt.Sprintf("H.%d", 1300+i)
		slots = append(slots, schedule.Slot{Talk: schedule.Talk{Key: fmt.Sprintf("m-i-%d", i), Title: "Talk", Track: schedule.Track{Key: "n-" + name, Name: "Track " + name}},
			Room: schedule.Room{Key: schedule.NameKey("", name), Name: name}, Start: start, End: start.Add(time.Hour)})
	}
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"/rooms", "/tracks"} {
		read := map[string]bool{}
		for page, turns := command, 0; page != "" && turns < rooms; turns++ {
			m := askAt(t, s, "2024-02-03 09:30", page)
			page = ""
			for _, line := range strings.Split(m.Text(), "\n")[1:] {
				read[line] = true
			}
			for _, row := range m.Buttons {
				for _, b := range row {
					if strings.HasSuffix(b.Label, " more") {
						page = b.Command
					}
				}
			}
		}
		if len(read) != rooms {
			t.Errorf("%s: %d of %d are on its pages", command, len(read), rooms)
		}
	}
	for typed, list := range map[string]string{"/room attic": "/rooms", "/star track attic": "/tracks"} {
		answer := askAt(t, s, "2024-02-03 09:30", typed)
		if b := answer.Buttons; len(b) != 1 || len(b[0]) != 1 || b[0][0].Command != list {
			t.Errorf("%s leads nowhere: %v", typed, answer)
		}
	}
	if got, want := head(askAt(t, s, "2024-02-03 09:30", "h.1302"), 2), "H.1302, Saturday, 3 February\n1 now, until 10:00 — Talk"; got != want {
		t.Errorf("a room is answered with %q, want %q", got, want)
	}
}

func TestPlacesWithoutAny(t *testing.T) {
	s, err := schedule.New(schedule.Draft{})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"/rooms":    "The schedule names no rooms. /now and /day do without.",
		"/room x":   `No room is called "x".`,
		"/tracks":   "The schedule has no tracks. /day shows what there is.",
		"/tracks x": "The schedule has no tracks. /day shows what there is.",
		"15:00":     "Nothing is planned yet. Ask again when the schedule is out.",
		"tomorrow":  "Nothing is planned yet. Ask again when the schedule is out.",
		"/day":      "Nothing is planned yet. Ask again when the schedule is out.",
	} {
		if got := askAt(t, s, "2023-09-13 11:04", typed).Text(); got != want {
			t.Errorf("%q is answered with %q, want %q", typed, got, want)
		}
	}
}

// TestFollowCountsTalks counts a talk that is held three times as one.
func TestFollowCountsTalks(t *testing.T) {
	slot := func(key string, hour int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: key, Title: "Title " + key, Track: schedule.Track{Key: "t-1", Name: "Kernel"}},
			Room: schedule.Room{Key: "r-1", Name: "Dome"}, Start: time.Date(2023, time.September, 13, hour, 0, 0, 0, time.UTC)}
	}
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot("tour", 10), slot("tour", 12), slot("tour", 14), slot("other", 16)}})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"/star room dome": "You follow Dome: 2 talks to come.", "/tracks": "1 track\n1 Kernel — 2 talks", "/tracks kernel": "Kernel — 2 talks to come",
	} {
		if got := askAt(t, s, "2023-09-13 09:00", typed).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", typed, got)
		}
	}
	m := askAt(t, s, "2023-09-13 09:00", "/room dome")
	button(t, m, "★ 2 talks to come")
}

// TestTalkByPlaceAndTime names a talk by where and when it is.
func TestTalkByPlaceAndTime(t *testing.T) {
	s := asg(t)
	for typed, want := range map[string]string{
		"/talk dome 14:30":  "New Mount API\n",
		"/talk 14:45 dome":  "New Mount API\n",
		"/star dome 14:30":  "Yours. I'll ring at 14:20.",
		"/star 2:30pm dome": "Yours. I'll ring at 14:20.",
		"/star dome 13:30":  "Dome, Wed 13:30",
		"/star 14:30":       "Wed 14:30\n1 14:30–15:10 in Main Hall\nLinux",
		"/talk dome":        "18 talks match",
	} {
		if got := askAt(t, s, "2023-09-13 11:04", typed).Text(); !strings.Contains(got, want) {
			t.Errorf("%s: %q", typed, got)
		}
	}
}
