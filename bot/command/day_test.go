package command_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

// TestDayAsItGoesBy holds with what a day begins: today with what is not over,
// any other and one that is named in full with its first talk.
func TestDayAsItGoesBy(t *testing.T) {
	s := sparse(t)
	for _, test := range []struct{ now, typed, want, first string }{
		{"2024-03-29 10:00", "/day", "Saturday, 30 March", "1 09:00 in Lounge — Long"},
		{"2024-03-30 10:29", "/day", "Saturday, 30 March", "1 09:00 in Lounge — Long"},
		{"2024-03-30 10:30", "/day", "Saturday, 30 March", "3 11:00 in Hall 2 — Off (cancelled)"},
		{"2024-03-30 10:30", "/day today", "Saturday, 30 March", "3 11:00 in Hall 2 — Off (cancelled)"},
		{"2024-03-30 10:30", "/day 30", "Saturday, 30 March", "3 11:00 in Hall 2 — Off (cancelled)"},
		{"2024-03-30 10:30", "/day 2024-03-30", "Saturday, 30 March", "1 09:00 in Lounge — Long"},
		{"2024-03-30 10:30", "/day 31.", "Sunday, 31 March", "1 09:00 in Lounge — Sunday"},
		{"2024-03-30 18:59", "/day", "Saturday, 30 March", "7 18:00 in Hall 2 — Latest"},
		{"2024-03-30 19:00", "/day", "Sunday, 31 March", "1 09:00 in Lounge — Sunday"},
		{"2024-03-31 09:30", "/day saturday", "Saturday, 30 March", "1 09:00 in Lounge — Long"},
		{"2024-04-02 09:30", "/day sunday", "Sunday, 31 March", "1 09:00 in Lounge — Sunday"},
		{"2024-03-30 10:30", "/day 29", "29 is not a day of The conference: that is on 30–31 March.", ""},
		{"2024-03-30 10:30", "/day xyzzy", "xyzzy is not a day of The conference: that is on 30–31 March.", ""},
	} {
		m := askAt(t, s, test.now, test.typed)
		if got := head(m, 2); got != strings.TrimSpace(test.want+"\n"+test.first) {
			t.Errorf("at %s %s is answered with\n%s\nnot with\n%s\n%s", test.now, test.typed, got, test.want, test.first)
		}
		earlier := slices.ContainsFunc(slices.Concat(m.Buttons...), func(b bot.Button) bool { return b.Label == "Earlier" })
		if left := test.first != "" && test.first[0] != '1'; earlier != left {
			t.Errorf("at %s %s leads to what is left out: %v", test.now, test.typed, earlier)
		}
	}
}

// TestTrack holds that a track shows what is not over of it, all once all is, and
// that the list of tracks counts what is held.
func TestTrack(t *testing.T) {
	at := time.Date(2024, time.March, 30, 9, 0, 0, 0, time.UTC)
	slot := func(title string, hours int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: schedule.TalkKey("main", title, nil), Title: title, Track: schedule.Track{Key: "n-main", Name: "Main"}},
			Room: schedule.Room{Key: "n-hall", Name: "Hall"}, Start: at.Add(time.Duration(hours) * time.Hour), End: at.Add(time.Duration(hours+1) * time.Hour)}
	}
	off := slot("Off", 3)
	off.Cancelled = true
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot("One", 0), slot("Two", 1), slot("Three", 2), off}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ now, typed, want string }{
		{"2024-03-30 08:00", "/tracks", "1 track\n1 Main — 3 talks"},
		{"2024-03-30 08:00", "/tracks main", "Main — 3 talks to come\n1 Sat 09:00 in Hall — One"},
		{"2024-03-30 10:00", "/tracks main", "Main — 1 talk to come\n1 Sat 10:00 in Hall — Two"},
		{"2024-03-30 13:00", "/tracks main", "Main — all its talks are over\n1 Sat 09:00 in Hall — One"},
		{"2024-03-30 08:00", "/tracks side", `No track is called "side".`},
	} {
		if got := askAt(t, s, test.now, test.typed).Text(); !strings.HasPrefix(got, test.want) {
			t.Errorf("at %s %s is answered with\n%s\nnot with\n%s", test.now, test.typed, got, test.want)
		}
	}
}
