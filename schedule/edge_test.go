package schedule_test

import (
	"testing"
	"time"

	"usher/schedule"
)

func heldAt(key, title, room string, start time.Time, d time.Duration) schedule.Slot {
	return schedule.Slot{Talk: schedule.Talk{Key: key, Title: title}, Room: schedule.Room{Key: "n-" + room, Name: room}, Start: start, End: start.Add(d)}
}

func scheduleOf(t *testing.T, slots ...schedule.Slot) *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var saturday = time.Date(2024, 3, 30, 10, 0, 0, 0, time.UTC)

// A thing that runs for days must not hold the calendar back.
func TestDayOnTheSecondDayOfAnExhibition(t *testing.T) {
	s := scheduleOf(t, heldAt("m-i-1", "Exhibition", "Foyer", saturday, 30*time.Hour), heldAt("m-i-2", "Talk", "A", saturday.Add(26*time.Hour), time.Hour))
	at := saturday.Add(25 * time.Hour)
	if got, want := s.Day(at), (schedule.Date{Year: 2024, Month: 3, Day: 31}); got != want {
		t.Errorf("Day(%v) = %v, want %v", at, got, want)
	}
}

// A cancelled first talk begins nothing; a schedule whose talks are all cancelled in the future is not over.
func TestBegunIgnoresCancelled(t *testing.T) {
	c := heldAt("m-i-1", "Off", "A", saturday, time.Hour)
	c.Cancelled = true
	s := scheduleOf(t, c, heldAt("m-i-2", "Talk", "A", saturday.Add(26*time.Hour), time.Hour))
	if s.Begun(saturday.Add(time.Hour)) {
		t.Error("begun by a cancelled talk")
	}
	if scheduleOf(t, c).Over(saturday.Add(-time.Hour)) {
		t.Error("over before it starts")
	}
}

// What was cancelled already and now is left out of the file is no news; what
// appears cancelled is no new talk.
func TestDiffOfCancelled(t *testing.T) {
	a := heldAt("m-i-1", "Off", "A", saturday, time.Hour)
	a.Cancelled = true
	b := heldAt("m-i-2", "On", "A", saturday.Add(2*time.Hour), time.Hour)
	for _, c := range schedule.Diff(scheduleOf(t, a, b), scheduleOf(t, b)) {
		t.Errorf("cancelled, then left out: %s", c.Kind)
	}
	for _, c := range schedule.Diff(scheduleOf(t, b), scheduleOf(t, a, b)) {
		t.Errorf("new and cancelled: %s", c.Kind)
	}
}

// Nobody meant a talk of which one of three words was found somewhere.
func TestSearchNeverMeansATalkByOneOfManyWords(t *testing.T) {
	x := heldAt("m-i-1", "Images", "A", saturday, time.Hour)
	x.Abstract = "a long timeline of reproducible builds"
	y := heldAt("m-i-2", "Kernel", "A", saturday.Add(2*time.Hour), time.Hour)
	if slot, ok := scheduleOf(t, x, y).Search("please ring before the reproducible thing").Talk(); ok {
		t.Errorf("meant %q", slot.Title)
	}
}
