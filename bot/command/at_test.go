package command_test

import (
	"strings"
	"testing"
	"time"

	"usher/schedule"
)

// sparse is two days with gaps: on Saturday Long ends after Short, which began
// later, and what would be in the gaps is cancelled.
func sparse(t *testing.T) *schedule.Schedule {
	t.Helper()
	at := func(hour, minute int) time.Time { return time.Date(2024, time.March, 30, hour, minute, 0, 0, time.UTC) }
	slot := func(title, room string, start, end time.Time) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: schedule.TalkKey("main", title, nil), Title: title},
			Room: schedule.Room{Key: schedule.NameKey("", room), Name: room}, Start: start, End: end}
	}
	off, gone := slot("Off", "Hall 2", at(11, 0), at(13, 0)), slot("Gone", "Lounge", at(15, 0), at(16, 0))
	off.Cancelled, gone.Cancelled = true, true
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{
		slot("Long", "Lounge", at(9, 0), at(10, 30)), slot("Short", "Hall 2", at(9, 30), at(10, 0)), off,
		slot("Late", "Hall 2", at(14, 0), at(15, 0)), slot("Later", "Hall 2", at(16, 0), at(17, 0)), gone,
		slot("Latest", "Hall 2", at(18, 0), at(19, 0)), slot("Sunday", "Lounge", at(33, 0), at(34, 0)), slot("Too", "Hall 2", at(33, 0), at(34, 0)),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAtNothing holds what was before a time at which nothing is on, and what
// comes next: neither is what is cancelled.
func TestAtNothing(t *testing.T) {
	s := sparse(t)
	for typed, want := range map[string]string{
		"/at 2024-03-30 12:00": "Nothing at 12:00.\nUntil 10:30 in Lounge: Long.\nNext at 14:00 in Hall 2: Late.",
		"/at 2024-03-30 15:30": "Nothing at 15:30.\nUntil 15:00 in Hall 2: Late.\nNext at 16:00 in Hall 2: Later.",
		"/at 2024-03-29 08:00": "Friday, 29 March is not a day of The conference: that is on 30–31 March.",
		"/at 2024-03-30 08:00": "Nothing at 08:00.\nNext at 09:00 in Lounge: Long.",
		"/at 2024-03-30 20:00": "Nothing at 20:00.\nUntil 19:00 in Hall 2: Latest.\nNext Sun at 09:00 in Lounge: Sunday.",
		"/at 2024-03-31 11:00": "Nothing Sun at 11:00.\nUntil 10:00 in Lounge: Sunday.",
		"/at 2024-04-02 11:00": "Tuesday, 2 April is not a day of The conference: that is on 30–31 March.",
	} {
		if got := askAt(t, s, "2024-03-30 07:00", typed).Text(); got != want {
			t.Errorf("%s is answered with\n%s\nnot with\n%s", typed, got, want)
		}
	}
}

// TestRoomAtAnHour holds that a room at a time is what is on there then and what
// follows, without what is cancelled; or what comes on another day.
func TestRoomAtAnHour(t *testing.T) {
	s := sparse(t)
	for typed, want := range map[string]string{
		"hall 2 9:45":             "Hall 2, Sat 09:45\n1 Sat 09:30–10:00 — Short\n2 Sat 14:00–15:00 — Late",
		"hall 2 10:00":            "Hall 2, Sat 10:00\n1 Sat 14:00–15:00 — Late\n2 Sat 16:00–17:00 — Later",
		"hall 2 11:30":            "Hall 2, Sat 11:30\n1 Sat 14:00–15:00 — Late\n2 Sat 16:00–17:00 — Later",
		"lounge 2024-03-30 15:30": "Nothing in Lounge at 15:30.\nNext there Sun at 09:00: Sunday.",
		"lounge 2024-03-31 12:00": "Nothing in Lounge Sun at 12:00.",
	} {
		if got := askAt(t, s, "2024-03-30 09:40", typed).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s is answered with\n%s\nnot with\n%s", typed, got, want)
		}
	}
}

// TestRoomNumbersAreNoHours holds that the number of the one hall there is belongs
// to its name before it is an hour.
func TestRoomNumbersAreNoHours(t *testing.T) {
	s := sparse(t)
	for typed, want := range map[string]string{
		"hall 2 sunday": "Hall 2, Sunday, 31 March",
		"sunday hall 2": "Hall 2, Sunday, 31 March",
		"hall sunday":   "Hall 2, Sunday, 31 March",
		"hall 2 2pm":    "Hall 2, Sat 14:00",
		"hall 2pm":      "Hall 2, Sat 14:00",
	} {
		if got := head(askAt(t, s, "2024-03-30 09:40", typed), 1); got != want {
			t.Errorf("%q is answered with %q, want %q", typed, got, want)
		}
	}
}

// TestMisspeltIsNotSought holds that a time is a time where only another spelling
// of it is in a title, and that nobody is meant by a name that is spelt otherwise
// in talks.
func TestMisspeltIsNotSought(t *testing.T) {
	at := time.Date(2024, time.March, 30, 9, 0, 0, 0, time.UTC)
	slot := func(title, speaker string, hours int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: schedule.TalkKey("main", title, nil), Title: title,
			Speakers: []schedule.Speaker{{Key: schedule.NameKey("", speaker), Name: speaker}}},
			Room: schedule.Room{Key: "n-hall", Name: "Hall"}, Start: at.Add(time.Duration(hours) * time.Hour), End: at.Add(time.Duration(hours+1) * time.Hour)}
	}
	more := slot("More", "Ada Lovelace", 24)
	more.Abstract = "In 11 ways."
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot("Here tomorow, gone", "Ada Lovelace", 0), slot("Another", "Grace Hopper", 1),
		more, slot("After Hopper", "Ada Lovelace", 25)}})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"11":               "Nothing at 11:00.", // which an abstract has, but no title
		"/search 11":       "More",
		"/search tomorrow": "Sunday, 31 March",
		"/search tomorow":  "Here tomorow, gone",
		"tomorrow":         "Sunday, 31 March",
		"lovelace":         "Ada Lovelace",
		"hopper":           `2 talks match "hopper"`, // hers, and one about her
		"lovelase":         `Nothing matches "lovelase". Closest: lovelace, 3 talks.`,
	} {
		if got := head(askAt(t, s, "2024-03-30 08:00", typed), 1); got != want {
			t.Errorf("%q is answered with %q, want %q", typed, got, want)
		}
	}
}
