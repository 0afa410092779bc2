package schedule_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

var (
	dome = schedule.Room{Key: "g-dome", Name: "Dome"}
	hall = schedule.Room{Key: "g-hall", Name: "Main Hall"}
	ada  = schedule.Speaker{Key: "main-i-1", Name: "Ada"}
	bo   = schedule.Speaker{Key: "main-i-2", Name: "Bo"}
)

// at is a time on the first day, in UTC.
func at(hour, minute int) time.Time { return time.Date(2023, 9, 13, hour, minute, 0, 0, time.UTC) }

// mount is a talk of 40 minutes in the Dome.
func mount() schedule.Slot {
	return schedule.Slot{
		Talk: schedule.Talk{
			Key: "main-c-MOUNT", Title: "New Mount API", Speakers: []schedule.Speaker{ada, bo},
			Language: "en", Track: schedule.Track{Key: "n-kernel", Name: "Kernel"},
		},
		GUID: "m", Room: dome, Start: at(14, 30), End: at(15, 10),
	}
}

// with is a talk that differs from mount.
func with(change func(*schedule.Slot)) schedule.Slot {
	slot := mount()
	change(&slot)
	return slot
}

// build makes a schedule of slots, which have to be usable.
func build(t testing.TB, slots ...schedule.Slot) *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Draft{Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// kinds are the kinds of changes, in order.
func kinds(changes []schedule.Change) []schedule.ChangeKind {
	var all []schedule.ChangeKind
	for _, c := range changes {
		all = append(all, c.Kind)
	}
	return all
}

func TestDiffKinds(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*schedule.Slot)
		want   []schedule.ChangeKind
	}{
		"nothing":   {func(*schedule.Slot) {}, nil},
		"cancelled": {func(s *schedule.Slot) { s.Cancelled = true }, []schedule.ChangeKind{schedule.Cancelled}},
		"moved": {func(s *schedule.Slot) { s.Start, s.End = at(15, 15), at(15, 55) },
			[]schedule.ChangeKind{schedule.Moved}},
		"moved by a day": {func(s *schedule.Slot) { s.Start, s.End = s.Start.AddDate(0, 0, 1), s.End.AddDate(0, 0, 1) },
			[]schedule.ChangeKind{schedule.Moved}},
		"room":     {func(s *schedule.Slot) { s.Room = hall }, []schedule.ChangeKind{schedule.RoomMoved}},
		"no room":  {func(s *schedule.Slot) { s.Room = schedule.Room{} }, []schedule.ChangeKind{schedule.RoomMoved}},
		"title":    {func(s *schedule.Slot) { s.Title = "Newer Mount API" }, []schedule.ChangeKind{schedule.Retitled}},
		"speakers": {func(s *schedule.Slot) { s.Speakers = []schedule.Speaker{ada} }, []schedule.ChangeKind{schedule.Speakers}},
		"duration": {func(s *schedule.Slot) { s.End = at(15, 0) }, []schedule.ChangeKind{schedule.Duration}},
		"language": {func(s *schedule.Slot) { s.Language = "de" }, []schedule.ChangeKind{schedule.Language}},
		"track": {func(s *schedule.Slot) { s.Track = schedule.Track{Key: "n-fs", Name: "Filesystems"} },
			[]schedule.ChangeKind{schedule.Retracked}},
		"several": {func(s *schedule.Slot) { s.Start, s.Room, s.Title = at(14, 0), hall, "X" },
			[]schedule.ChangeKind{schedule.Moved, schedule.RoomMoved, schedule.Retitled, schedule.Duration}},

		"another spelling of the start": {func(s *schedule.Slot) { s.Start = s.Start.In(time.FixedZone("", 7200)) }, nil},
		"room renamed":                  {func(s *schedule.Slot) { s.Room.Name = "The Dome" }, nil},
		"room's key made anew":          {func(s *schedule.Slot) { s.Room.Key = "n-dome" }, nil},
		"speakers in another order":     {func(s *schedule.Slot) { s.Speakers = []schedule.Speaker{bo, ada} }, nil},
		"a speaker named twice":         {func(s *schedule.Slot) { s.Speakers = []schedule.Speaker{ada, bo, ada} }, nil},
		"a speaker without a name": {func(s *schedule.Slot) {
			s.Speakers = append(s.Speakers, schedule.Speaker{Key: "main-i-3"})
		}, nil},
		"speakers' keys made anew": {func(s *schedule.Slot) { s.Speakers = []schedule.Speaker{{Key: "x", Name: "Ada"}, bo} }, nil},
		"end unknown":              {func(s *schedule.Slot) { s.End = time.Time{} }, nil},
		"language in capitals":     {func(s *schedule.Slot) { s.Language = "EN" }, nil},
		"language unknown":         {func(s *schedule.Slot) { s.Language = "" }, nil},
		"white space in the title": {func(s *schedule.Slot) { s.Title = "New  Mount\u00a0API " }, nil},
		"texts": {func(s *schedule.Slot) {
			s.Abstract, s.Description, s.URL, s.Subtitle, s.Type = "a", "b", "c", "d", "e"
		}, nil},
		"guid":    {func(s *schedule.Slot) { s.GUID = "other" }, nil},
		"all ids": {func(s *schedule.Slot) { s.Key, s.GUID = "main-g-1", "1" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			changes := schedule.Diff(build(t, mount()), build(t, with(c.change)))
			if diff := cmp.Diff(c.want, kinds(changes)); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiffTitleComposed(t *testing.T) {
	a := with(func(s *schedule.Slot) { s.Title = "K\u00e4se" })
	b := with(func(s *schedule.Slot) { s.Title = "Ka\u0308se" })
	if changes := schedule.Diff(build(t, a), build(t, b)); len(changes) > 0 {
		t.Errorf("the same title in another form: %v", kinds(changes))
	}
}

func TestDiffComesAndGoes(t *testing.T) {
	off := with(func(s *schedule.Slot) { s.Cancelled = true })
	other := with(func(s *schedule.Slot) { s.Key, s.GUID, s.Title = "main-c-OTHER", "o", "Other" })
	for name, c := range map[string]struct {
		older, newer []schedule.Slot
		want         schedule.ChangeKind
		key          string
	}{
		"added":    {[]schedule.Slot{mount()}, []schedule.Slot{mount(), other}, schedule.Added, "main-c-OTHER"},
		"removed":  {[]schedule.Slot{mount(), other}, []schedule.Slot{mount()}, schedule.Removed, "main-c-OTHER"},
		"restored": {[]schedule.Slot{off}, []schedule.Slot{mount()}, schedule.Restored, "main-c-MOUNT"},
	} {
		changes := schedule.Diff(build(t, c.older...), build(t, c.newer...))
		if len(changes) != 1 || changes[0].Kind != c.want || changes[0].Key != c.key {
			t.Errorf("%s: %+v", name, changes)
		}
	}
}

// TestDiffRepeats has a talk that is held several times.
func TestDiffRepeats(t *testing.T) {
	slot := func(guid string, room schedule.Room, hour int) schedule.Slot {
		return with(func(s *schedule.Slot) { s.GUID, s.Room, s.Start, s.End = guid, room, at(hour, 0), at(hour+1, 0) })
	}
	for name, c := range map[string]struct {
		older, newer []schedule.Slot
		want         []string
	}{
		// pretalx gives a talk's only slot another guid than the first of two.
		"an earlier one is added": {
			[]schedule.Slot{slot("g", dome, 14)},
			[]schedule.Slot{slot("g-0", dome, 10), slot("g-1", dome, 14)},
			[]string{"added 10:00"},
		},
		"guids swapped": {
			[]schedule.Slot{slot("a", dome, 10), slot("b", dome, 14)},
			[]schedule.Slot{slot("b", dome, 10), slot("a", dome, 14)},
			nil,
		},
		"one moves, by its guid": {
			[]schedule.Slot{slot("a", dome, 10), slot("b", dome, 14)},
			[]schedule.Slot{slot("b", dome, 9), slot("a", dome, 10)},
			[]string{"moved 09:00"},
		},
		"the later goes": {
			[]schedule.Slot{slot("", dome, 10), slot("", dome, 14)},
			[]schedule.Slot{slot("", hall, 10)},
			[]string{"room 10:00", "removed 14:00"},
		},
		"no ids, all later": {
			[]schedule.Slot{slot("", dome, 10), slot("", dome, 14)},
			[]schedule.Slot{slot("", dome, 11), slot("", dome, 15)},
			[]string{"moved 11:00", "moved 15:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range schedule.Diff(build(t, c.older...), build(t, c.newer...)) {
				slot := c.After
				if slot == nil {
					slot = c.Before
				}
				got = append(got, fmt.Sprintf("%s %s", c.Kind, slot.Start.Format("15:04")))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDiffBreaks has talks that differ in nothing but their ids and starts: with
// new ids, those at the same time are still the same.
func TestDiffBreaks(t *testing.T) {
	lunch := func(key string, hour int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: key, Title: "Lunch"}, Start: at(hour, 0)}
	}
	changes := schedule.Diff(build(t, lunch("a", 12), lunch("b", 13)), build(t, lunch("c", 11), lunch("d", 12), lunch("e", 13)))
	if len(changes) != 1 || changes[0].Kind != schedule.Added || changes[0].Key != "c" {
		t.Errorf("%v, want only the new one", kinds(changes))
	}
}

func TestChangeJSON(t *testing.T) {
	later := with(func(s *schedule.Slot) { s.Start = at(15, 0) })
	later.End = time.Time{}
	changes := schedule.Diff(build(t, mount()), build(t, later))
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	changes[0].Zone = berlin
	data, err := json.Marshal(changes[0])
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Kind, Key, Title string
		Before, After    struct {
			Start, Room string
			End         *string
			Minutes     *int
			Speakers    []string
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Kind != "moved" || got.Key != "main-c-MOUNT" || got.Title != "New Mount API" ||
		got.Before.Start != "2023-09-13T16:30:00+02:00" || *got.Before.End != "2023-09-13T17:10:00+02:00" || *got.Before.Minutes != 40 ||
		got.After.Start != "2023-09-13T17:00:00+02:00" || got.After.End != nil || got.After.Minutes != nil ||
		!slices.Equal(got.After.Speakers, []string{"Ada", "Bo"}) {
		t.Errorf("%s", data)
	}
	gone, err := json.Marshal(schedule.Diff(build(t, mount()), build(t))[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(gone), `"after":null}`) {
		t.Errorf("a removed talk: %s", gone)
	}
}
