package command_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"usher/bot/command"
	"usher/schedule"
	"usher/schedule/format"
	"usher/testdata"
)

// edges is a schedule with a night talk, an exhibition that lasts for two days and
// a night in which the clocks go forward.
func edges(tb testing.TB) *schedule.Schedule {
	tb.Helper()
	data, err := os.ReadFile("../../testdata/schedules/edges.xml")
	if err != nil {
		tb.Fatal(err)
	}
	return parsed(tb, data)
}

func parsed(tb testing.TB, data []byte) *schedule.Schedule {
	tb.Helper()
	draft, err := format.Parse(data, format.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

const stamp = "2006-01-02 15:04"

// read is what a typed time means, as "2023-09-14 15:00", "2023-09-14" where only
// a day was named, or "" for what is no time.
func read(tb testing.TB, s *schedule.Schedule, now, typed string) string {
	tb.Helper()
	at, err := time.ParseInLocation(stamp, now, s.Zone())
	if err != nil {
		tb.Fatal(err)
	}
	w, ok := command.ReadWhen(typed, s, at)
	switch {
	case !ok:
		return ""
	case w.At.IsZero():
		return w.Day.String()
	}
	return w.At.In(s.Zone()).Format(stamp)
}

// TestReadWhen types every form at 11:04 on the first day, a Wednesday.
func TestReadWhen(t *testing.T) {
	s := asg(t)
	for typed, want := range map[string]string{
		// A clock as it stands.
		"15": "2023-09-13 15:00", "15:00": "2023-09-13 15:00", "15.30": "2023-09-13 15:30", "1530": "2023-09-13 15:30",
		"15h": "2023-09-13 15:00", "15h30": "2023-09-13 15:30", "15 h": "2023-09-13 15:00", "15 Uhr": "2023-09-13 15:00",
		"15 Uhr 30": "2023-09-13 15:30", "15:30 Uhr": "2023-09-13 15:30", "15.30Uhr": "2023-09-13 15:30",
		"3pm": "2023-09-13 15:00", "3 PM": "2023-09-13 15:00", "3:30pm": "2023-09-13 15:30", "3 p.m.": "2023-09-13 15:00",
		"12pm": "2023-09-13 12:00", "10am": "2023-09-14 10:00", "12am": "2023-09-14 00:00",
		"noon": "2023-09-13 12:00", "midday": "2023-09-13 12:00", "mittags": "2023-09-13 12:00",
		"midnight": "2023-09-14 00:00", "Mitternacht": "2023-09-14 00:00", "24 Uhr": "2023-09-14 00:00", "24:00": "2023-09-14 00:00",
		"in 2 hours": "2023-09-13 13:04", "in 2 Stunden": "2023-09-13 13:04", "in 30 min": "2023-09-13 11:34", "in 1 h 30 min": "2023-09-13 12:34",
		"in 2 h": "2023-09-13 13:04", "3 in the afternoon": "2023-09-13 15:00", "in the evening": "", "in 3": "2023-09-13 15:00",
		"at 15": "2023-09-13 15:00", "@15:00": "2023-09-13 15:00", "um 15 Uhr": "2023-09-13 15:00", "ab 15:00": "2023-09-13 15:00",
		"after 15:00": "2023-09-13 15:00", "now": "2023-09-13 11:04", "jetzt": "2023-09-13 11:04",
		// Half a day may be left open.
		"3": "2023-09-13 15:00", "3 o'clock": "2023-09-13 15:00", "３": "2023-09-13 15:00", "three o’clock": "2023-09-13 15:00", "drei Uhr": "2023-09-13 15:00",
		"3:30": "2023-09-13 15:30", "halb vier": "2023-09-13 15:30", "halb 4 Uhr": "2023-09-13 15:30", "5 abends": "2023-09-13 17:00",
		"9": "2023-09-13 21:00", "11": "2023-09-13 11:00", "12": "2023-09-13 12:00", "10": "2023-09-14 10:00",
		// What is over today is tomorrow's.
		"09:45": "2023-09-14 09:45", "10:00": "2023-09-14 10:00", "10:45": "2023-09-13 10:45", "9:45 Uhr": "2023-09-14 09:45",
		"13:20": "2023-09-13 13:20", "03:00": "2023-09-14 03:00", "18:20": "2023-09-13 18:20",
		// Days.
		"today": "2023-09-13", "heute": "2023-09-13", "tonight": "2023-09-13", "tomorrow": "2023-09-14", "morgen": "2023-09-14",
		"morgen früh": "2023-09-14", "yesterday": "2023-09-12", "übermorgen": "2023-09-15", "thu": "2023-09-14", "Thursday": "2023-09-14",
		"thurs": "2023-09-14", "do": "2023-09-14", "Do.": "2023-09-14", "Donnerstag": "2023-09-14", "friday": "2023-09-15",
		"on thursday": "2023-09-14", "am Donnerstag": "2023-09-14", "2023-09-14": "2023-09-14", "14.9.": "2023-09-14", "14.9": "2023-09-14",
		"14. 9.": "2023-09-14", "14.09.2023": "2023-09-14", "14 sep": "2023-09-14", "14. September": "2023-09-14", "sep 14": "2023-09-14",
		"Sept. 14": "2023-09-14", "September 14th": "2023-09-14", "14th": "2023-09-14", "the 14th of September": "2023-09-14",
		"14 September 2023": "2023-09-14", "1. Mai": "2023-05-01", "29.2.2024": "2024-02-29",
		"this afternoon": "2023-09-13", "heute Nachmittag": "2023-09-13", "this evening": "2023-09-13", "this Friday": "2023-09-15",
		"half past 3": "2023-09-13 15:30", "half 3": "2023-09-13 15:30", "half past three pm": "2023-09-13 15:30",
		"quarter past 3": "2023-09-13 15:15", "quarter to 4": "2023-09-13 15:45", "quarter after three": "2023-09-13 15:15",
		"viertel nach drei": "2023-09-13 15:15", "Viertel vor vier": "2023-09-13 15:45", "viertel vor 1": "2023-09-13 12:45",
		"viertel nach 15": "2023-09-13 15:15", "thu half past 10": "2023-09-14 10:30", "nach 15 Uhr": "2023-09-13 15:00",
		// Both.
		"thu 10": "2023-09-14 10:00", "thu 3pm": "2023-09-14 15:00", "10 thu": "2023-09-14 10:00", "Do 10": "2023-09-14 10:00",
		"Thu, 3": "2023-09-14 15:00", "thursday at 3 pm": "2023-09-14 15:00", "tomorrow 10": "2023-09-14 10:00",
		"morgen 10 Uhr": "2023-09-14 10:00", "heute 15": "2023-09-13 15:00", "heute um 15 Uhr": "2023-09-13 15:00",
		"today 10": "2023-09-13 10:00", "2023-09-14 15:00": "2023-09-14 15:00", "2023-09-14T15:00": "2023-09-14 15:00",
		"14. September 10:00": "2023-09-14 10:00", "am 14.9. um 15 Uhr": "2023-09-14 15:00", "sep 14, 10:00": "2023-09-14 10:00",
		"Donnerstag, 14. September": "2023-09-14", "heute Abend": "2023-09-13", "heute Abend um 8": "2023-09-13 20:00",
		"wed 01:30": "2023-09-13 01:30", "thu midnight": "2023-09-15 00:00", "wed 10": "2023-09-13 10:00",
		// No times.
		"this": "", "afternoon": "", "quarter": "", "half": "", "past": "", "quarter 3": "", "viertel vor 0": "",
		"25": "", "15:75": "", "13pm": "", "0pm": "", "24:30": "", "halb 0": "", "2nd floor": "", "40 years": "", "100": "", "dome": "",
		"15 16": "", "thu fri": "", "15:00 15:00": "", "31st": "", "30.2.2023": "", "31. April": "", "14.13.": "", "am": "", "pm": "",
		"three": "", "september": "", "h": "", "": "", "at": "", "-5": "", "15-16": "", "10 years ago": "", "١٥": "",
	} {
		if got := read(t, s, "2023-09-13 11:04", typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

// TestReadWhenAroundTheDays reads what is left open before, on, between and after
// the days.
func TestReadWhenAroundTheDays(t *testing.T) {
	conference, nights := asg(t), edges(t)
	for _, test := range []struct {
		s                *schedule.Schedule
		now, typed, want string
	}{
		{conference, "2023-09-01 09:00", "15:00", "2023-09-13 15:00"},
		{conference, "2023-09-01 09:00", "3", "2023-09-13 15:00"},
		{conference, "2023-09-01 09:00", "today", "2023-09-01"},
		{conference, "2023-09-01 09:00", "thu", "2023-09-14"},
		{conference, "2023-09-01 09:00", "14th", "2023-09-14"},
		{conference, "2023-09-01 09:00", "14.9. 10", "2023-09-14 10:00"},
		{conference, "2023-09-13 15:05", "15:00", "2023-09-13 15:00"}, // what was on then is on
		{conference, "2023-09-13 16:10", "15:00", "2023-09-14 15:00"},
		{conference, "2023-09-13 20:50", "9", "2023-09-13 21:00"},
		{conference, "2023-09-13 23:30", "10", "2023-09-14 10:00"},
		{conference, "2023-09-13 22:00", "today", "2023-09-13"},
		{conference, "2023-09-14 02:00", "today", "2023-09-14"}, // the evening before is over
		{conference, "2023-09-14 02:00", "today 15:00", "2023-09-14 15:00"},
		{conference, "2023-09-14 02:00", "tomorrow", "2023-09-14"}, // before 04:00 it still is the night
		{nights, "2024-03-31 01:40", "today", "2024-03-30"},
		{conference, "2023-09-14 02:00", "10", "2023-09-14 10:00"},
		{conference, "2023-09-14 11:04", "wed 10", "2023-09-13 10:00"},
		{conference, "2023-09-14 11:04", "yesterday 15:00", "2023-09-13 15:00"},
		{conference, "2023-09-14 17:00", "15:00", "2023-09-14 15:00"}, // nothing is after it
		{conference, "2023-09-20 10:00", "15:00", "2023-09-14 15:00"},
		{conference, "2023-09-20 10:00", "3", "2023-09-14 15:00"},
		{conference, "2023-09-20 10:00", "thu", "2023-09-14"},
		{conference, "2023-09-20 10:00", "wed 15", "2023-09-13 15:00"},

		// The night talk is at 01:30 on Sunday and belongs to Saturday.
		{nights, "2024-03-30 10:30", "01:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 10:30", "1:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 22:30", "1:30", "2024-03-31 01:30"},
		{nights, "2024-03-31 01:25", "1:30", "2024-03-31 01:30"},
		{nights, "2024-03-31 01:25", "today 1:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 10:30", "sat 1:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 10:30", "sun 01:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 10:30", "sun 1:30", "2024-03-31 01:30"},
		{nights, "2024-03-30 10:30", "tomorrow", "2024-03-31"},
		{nights, "2024-03-31 01:25", "tomorrow", "2024-03-31"},
		{nights, "2024-03-30 10:30", "2", "2024-03-30 14:00"}, // the exhibition says nothing about the hour
		{nights, "2024-03-30 10:30", "10", "2024-03-30 22:00"},
		{nights, "2024-03-30 10:30", "so 3:45", "2024-03-31 03:45"},
		// There is no 02:30 in that night: an hour later is meant.
		{nights, "2024-03-30 10:30", "sun 02:30", "2024-03-31 03:30"},
	} {
		t.Run(fmt.Sprintf("%s at %s", test.typed, test.now), func(t *testing.T) {
			if got := read(t, test.s, test.now, test.typed); got != test.want {
				t.Errorf("read as %q, want %q", got, test.want)
			}
		})
	}
}

func TestReadWhenWithoutASchedule(t *testing.T) {
	s, err := schedule.New(schedule.Draft{})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"15:00": "2023-09-13 15:00", "thu": "2023-09-14", "tomorrow 9": "2023-09-14 09:00", "14th": ""} {
		if got := read(t, s, "2023-09-13 11:04", typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestReadWhenBare(t *testing.T) {
	s := asg(t)
	for typed, want := range map[string]bool{"15": false, "1530": true, "2023": true, "thu": true, "do": true, "15:00": false, "3pm": false, "thu 10": false,
		"thursday": false, "tomorrow": false, "14th": false, "at 15": false} {
		if w, ok := command.ReadWhen(typed, s, s.Slots()[0].Start); !ok || w.Bare != want {
			t.Errorf("%q: read %v, bare %v", typed, ok, w.Bare)
		}
	}
}

// FuzzWhen reads anything, and reads what Usher writes.
func FuzzWhen(f *testing.F) {
	for _, seed := range []string{"15", "3pm", "fri 10", "14. September 10:00", "halb vier", "2023-09-14T15:00", "15 Uhr 30", "sep 14th, 3:30 p.m.", "24:00 so"} {
		f.Add(seed, uint32(39604))
	}
	schedules := []*schedule.Schedule{parsed(f, testdata.AllSystemsGo2023), edges(f)}
	f.Fuzz(func(t *testing.T, typed string, minute uint32) {
		for _, s := range schedules {
			first := s.Days()[0].At(0, 0, s.Zone())
			now := first.Add(time.Duration(minute%(5*24*60)) * time.Minute)
			if w, ok := command.ReadWhen(typed, s, now); ok && !w.Day.IsZero() && !w.At.IsZero() {
				local := w.At.In(s.Zone())
				if !within(w.Day, local) && s.Day(w.At) != w.Day {
					t.Errorf("%q names %s and is read as %s", typed, w.Day, local)
				}
			}
			for _, written := range written(now.In(s.Zone())) {
				w, ok := command.ReadWhen(written, s, first)
				if !ok || w.At.In(s.Zone()).Format(stamp) != now.In(s.Zone()).Format(stamp) {
					t.Errorf("%q is read as %v", written, w.At)
				}
			}
		}
	})
}

// within reports whether watches show a day, or the midnight that ends it.
func within(day schedule.Date, local time.Time) bool {
	return schedule.DateOf(local) == day || schedule.DateOf(local) == day.Add(1) && local.Hour() == 0 && local.Minute() == 0
}

// written are the ways in which Usher writes an instant in some language. A
// weekday alone is only written in the days around it.
func written(local time.Time) []string {
	german := []string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}[local.Weekday()]
	clock := local.Format("15:04")
	all := []string{local.Format(stamp), local.Format("2 January 2006 15:04"), local.Format("02.01.2006, 15:04") + " Uhr"}
	if local.Weekday() >= time.Wednesday || local.Weekday() == time.Sunday {
		all = append(all, local.Format("Mon 15:04"), german+" "+clock, strings.ToUpper(german)+". um "+clock+" Uhr")
	}
	return all
}
