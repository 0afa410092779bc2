package command_test

import (
	"testing"
	"time"

	"usher/schedule"
)

// TestWhichDay holds which day is meant by a weekday that the conference has twice,
// and by a number: the next of them, else the last there was.
func TestWhichDay(t *testing.T) {
	var slots []schedule.Slot
	for day := range 9 { // Saturday to the Sunday after next
		start := time.Date(2024, time.March, 30+day, 10, 0, 0, 0, time.UTC)
		slots = append(slots, schedule.Slot{Talk: schedule.Talk{Key: schedule.TalkKey("main", start.String(), nil), Title: "Talk"},
			Start: start, End: start.Add(time.Hour)})
	}
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ now, typed, want string }{
		{"2024-03-30 09:00", "sat", "2024-03-30"},
		{"2024-03-30 12:00", "sat", "2024-03-30"},
		{"2024-03-31 09:00", "sat", "2024-04-06"},
		{"2024-03-31 09:00", "wed", "2024-04-03"},
		{"2024-04-04 09:00", "wed", "2024-04-03"},
		{"2024-04-20 09:00", "sat", "2024-04-06"},
		{"2024-03-31 09:00", "30th", "2024-03-30"},
		{"2024-03-31 09:00", "7th", "2024-04-07"},
		{"2024-03-31 09:00", "8th", ""},
		{"2024-03-30 09:00", "sat 10:00", "2024-03-30 10:00"},
		{"2024-03-31 09:00", "sat 10:00", "2024-04-06 10:00"},
	} {
		if got := read(t, s, test.now, test.typed); got != test.want {
			t.Errorf("at %s %q is %q, want %q", test.now, test.typed, got, test.want)
		}
	}
}
