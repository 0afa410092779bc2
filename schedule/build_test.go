package schedule_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// talk is a slot of a talk of its own, named by its title.
func talk(title string, room schedule.Room, start, end time.Time) schedule.Slot {
	return schedule.Slot{Talk: schedule.Talk{Key: "k-" + title, Title: title}, Room: room, Start: start, End: end}
}

// titles are the titles of slots, in order.
func titles(slots []*schedule.Slot) []string {
	var all []string
	for _, s := range slots {
		all = append(all, s.Title)
	}
	return all
}

func TestNewRefuses(t *testing.T) {
	for name, slot := range map[string]schedule.Slot{
		"no key":   {Start: at(10, 0)},
		"no start": {Talk: schedule.Talk{Key: "k"}},
	} {
		if _, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot}}); !errors.Is(err, schedule.ErrSlot) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewOrders(t *testing.T) {
	s, err := schedule.New(schedule.Draft{
		Rooms: []schedule.Room{hall, dome},
		Slots: []schedule.Slot{
			talk("late", hall, at(12, 0), at(13, 0)),
			talk("dome", dome, at(10, 0), at(11, 0)),
			talk("hall", hall, at(10, 0), at(11, 0)),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"hall", "dome", "late"}, titles(s.Slots())); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestNewLeavesTheDraft holds that a draft can be used again.
func TestNewLeavesTheDraft(t *testing.T) {
	slots := []schedule.Slot{talk("b", dome, at(12, 0), time.Time{}), talk("a", dome, at(10, 0), time.Time{})}
	build(t, slots...)
	if slots[0].Title != "b" || !slots[0].Until.IsZero() || !slots[0].Day.IsZero() {
		t.Errorf("the draft has changed: %+v", slots[0])
	}
}

func TestUntil(t *testing.T) {
	off := talk("off", dome, at(10, 20), time.Time{})
	off.Cancelled = true
	s := build(t,
		talk("known", dome, at(9, 0), at(9, 10)),
		talk("until the next", dome, at(10, 0), time.Time{}),
		off,
		talk("an hour", dome, at(10, 40), time.Time{}),
		talk("elsewhere", hall, at(11, 0), time.Time{}),
		talk("no length", dome, at(12, 0), at(12, 0)),
		talk("no room", schedule.Room{}, at(13, 0), time.Time{}),
		talk("no room either", schedule.Room{}, at(13, 10), time.Time{}),
	)
	want := map[string]time.Time{
		"known": at(9, 10), "until the next": at(10, 40), "off": at(10, 40), "an hour": at(11, 40),
		"elsewhere": at(12, 0), "no length": at(13, 0), "no room": at(14, 0), "no room either": at(14, 10),
	}
	for _, slot := range s.Slots() {
		if !slot.Until.Equal(want[slot.Title]) {
			t.Errorf("%s counts as over at %v, want %v", slot.Title, slot.Until, want[slot.Title])
		}
	}
	if _, known := s.Slots()[len(s.Slots())-3].Minutes(); known {
		t.Error("a length of nothing counts as known")
	}
}

// TestDays puts the small hours to the evening before.
func TestDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	on := func(day, hour int) schedule.Slot {
		return talk("t", dome, time.Date(2023, 9, day, hour, 0, 0, 0, berlin), time.Time{})
	}
	given := on(16, 5)
	given.Day = schedule.Date{Year: 2023, Month: 9, Day: 15}
	s, err := schedule.New(schedule.Draft{
		Conference: schedule.Conference{Zone: berlin},
		Slots:      []schedule.Slot{on(13, 10), on(14, 1), on(14, 3), given},
	})
	if err != nil {
		t.Fatal(err)
	}
	first, last := schedule.Date{Year: 2023, Month: 9, Day: 13}, given.Day
	if diff := cmp.Diff([]schedule.Date{first, last}, s.Days()); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if c := s.Conference(); c.Start != first || c.End != last {
		t.Errorf("from %v to %v", c.Start, c.End)
	}
	if got := len(s.On(first)); got != 3 {
		t.Errorf("%d slots on the first day, want 3", got)
	}
}

// TestCollects lists rooms and speakers that only slots name, and lets what the
// draft lists stand for what has the same key.
func TestCollects(t *testing.T) {
	known := schedule.Speaker{Key: ada.Key, Name: "Ada", Biography: "Counts."}
	s, err := schedule.New(schedule.Draft{Speakers: []schedule.Speaker{known}, Slots: []schedule.Slot{mount()}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]schedule.Speaker{known, bo}, s.Speakers()); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
	if got := s.Slots()[0].Speakers[0]; got != known {
		t.Errorf("the slot has %+v", got)
	}
	if diff := cmp.Diff([]schedule.Room{dome}, s.Rooms()); diff != "" {
		t.Errorf("rooms (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]schedule.Track{{Key: "n-kernel", Name: "Kernel"}}, s.Tracks()); diff != "" {
		t.Errorf("tracks (-want +got):\n%s", diff)
	}
}
