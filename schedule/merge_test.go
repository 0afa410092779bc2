package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

var may = time.Date(2025, time.May, 2, 0, 0, 0, 0, time.UTC)

// held is a talk of a source, at an hour in a room.
func held(key, title, guid, room string, hour int) schedule.Slot {
	return schedule.Slot{
		Talk: schedule.Talk{Key: key, Title: title},
		GUID: guid, Room: schedule.Room{Key: schedule.NameKey("", room), Name: room},
		Start: may.Add(time.Duration(hour) * time.Hour), End: may.Add(time.Duration(hour)*time.Hour + 30*time.Minute),
	}
}

func source(t *testing.T, name string, d schedule.Draft) schedule.Origin {
	t.Helper()
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Origin{Name: name, Schedule: s}
}

func of(t *testing.T, name string, slots ...schedule.Slot) schedule.Origin {
	return source(t, name, schedule.Draft{Slots: slots})
}

// lines are the slots of a schedule, as "10 Hall key Title".
func lines(s *schedule.Schedule) []string {
	var all []string
	for _, slot := range s.Slots() {
		all = append(all, slot.Start.Format("15 ")+slot.Room.Name+" "+slot.Key+" "+slot.Title)
	}
	return all
}

func TestMergeFindsTheSameTalk(t *testing.T) {
	for name, test := range map[string]struct {
		first, second []schedule.Slot
		want          []string
	}{
		"by guid, wherever it is now": {
			[]schedule.Slot{held("main-g-1", "Opening", "1", "Hall", 10)},
			[]schedule.Slot{held("more-g-1", "The opening", "1", "Dome", 11)},
			[]string{"10 Hall main-g-1 Opening"},
		},
		"by title, start and room": {
			[]schedule.Slot{held("main-i-1", "Opening", "", "Hall", 10)},
			[]schedule.Slot{held("more-i-7", "OPENING", "", "hall", 10)},
			[]string{"10 Hall main-i-1 Opening"},
		},
		"but not at another time, or in another room": {
			[]schedule.Slot{held("main-i-1", "Lunch", "", "Hall", 10)},
			[]schedule.Slot{held("more-i-1", "Lunch", "", "Hall", 11), held("more-i-2", "Lunch", "", "Dome", 10)},
			[]string{"10 Hall main-i-1 Lunch", "10 Dome more-i-2 Lunch", "11 Hall more-i-1 Lunch"},
		},
		"not by having no title": {
			[]schedule.Slot{held("main-i-1", "", "", "Hall", 10)},
			[]schedule.Slot{held("more-i-1", "", "", "Hall", 10)},
			[]string{"10 Hall main-i-1 ", "10 Hall more-i-1 "},
		},
		"and what only the second knows is one more slot": {
			[]schedule.Slot{held("main-g-1", "Soldering", "1", "Hall", 10)},
			[]schedule.Slot{held("more-g-1", "Soldering for all", "1", "Hall", 10), held("more-g-1", "Soldering for all", "2", "Hall", 12)},
			[]string{"10 Hall main-g-1 Soldering", "12 Hall main-g-1 Soldering"},
		},
		"where a guid is shared by repeats": {
			[]schedule.Slot{held("main-g-1", "Soldering", "1", "Hall", 10), held("main-g-1", "Soldering", "1", "Hall", 12)},
			[]schedule.Slot{held("more-g-1", "Soldering", "1", "Hall", 12), held("more-g-1", "Soldering", "1", "Hall", 14)},
			[]string{"10 Hall main-g-1 Soldering", "12 Hall main-g-1 Soldering"},
		},
		"where a guid is shared by two titles": {
			[]schedule.Slot{held("main-g-1", "Knitting", "1", "Hall", 10)},
			[]schedule.Slot{held("more-g-a", "Weaving", "1", "Dome", 10), held("more-g-b", "Knitting", "1", "Dome", 12)},
			[]string{"10 Hall main-g-1 Knitting", "10 Dome more-g-a Weaving"},
		},
		"not by a guid that is on everything": {
			[]schedule.Slot{held("main-i-1", "Knitting", "0", "Hall", 10), held("main-i-2", "Sewing", "0", "Hall", 11)},
			[]schedule.Slot{held("more-i-1", "Weaving", "0", "Hall", 12), held("more-i-2", "Sewing", "0", "Dome", 13)},
			[]string{"10 Hall main-i-1 Knitting", "11 Hall main-i-2 Sewing", "12 Hall more-i-1 Weaving"},
		},
		"never within one source": {
			[]schedule.Slot{held("main-g-1", "Knitting", "1", "Hall", 10), held("main-i-2", "Knitting", "1", "Hall", 10)},
			nil,
			[]string{"10 Hall main-g-1 Knitting", "10 Hall main-i-2 Knitting"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(schedule.Merge(of(t, "main", test.first...), of(t, "more", test.second...)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestMergeMakesOneOfWhatHasOneName(t *testing.T) {
	ada := schedule.Speaker{Key: "main-i-1", Name: "Ada Lovelace"}
	a := held("main-i-1", "Opening", "", "Große Halle", 10)
	a.Speakers, a.Track = []schedule.Speaker{ada}, schedule.Track{Key: "n-art", Name: "Art"}
	b := held("more-i-1", "Engines", "", "", 11)
	b.Room = schedule.Room{Key: "g-77", Name: "grosse halle"}
	b.Speakers = []schedule.Speaker{{Key: "more-i-1", Name: "ada lovelace", Biography: "Countess.", Avatar: "https://example.org/ada.png"}}
	b.Track = schedule.Track{Key: "i-3", Name: "ART"}
	// The number of a room means something else in another source.
	c := held("more-i-2", "Looms", "", "", 12)
	c.Room = schedule.Room{Key: a.Room.Key, Name: "Cellar"}
	s := schedule.Merge(of(t, "main", a), of(t, "more", b, c))

	if got := len(s.Rooms()); got != 2 || s.Slots()[1].Room != a.Room || s.Slots()[2].Room.Name != "Cellar" || s.Slots()[2].Room.Key == a.Room.Key {
		t.Errorf("rooms %v", s.Rooms())
	}
	ada.Biography, ada.Avatar = "Countess.", "https://example.org/ada.png"
	if diff := cmp.Diff([]schedule.Speaker{ada}, s.Speakers()); diff != "" {
		t.Errorf("speakers: -want +got:\n%s", diff)
	}
	if got := s.Following(ada.Topic()); len(got) != 2 {
		t.Errorf("who follows Ada sees %d talks, want 2", len(got))
	}
	if got := s.Tracks(); len(got) != 1 || got[0] != a.Track {
		t.Errorf("tracks %v", got)
	}
}

func TestMergeLetsTheFirstSpeakForTheConference(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	first := schedule.Draft{
		Conference: schedule.Conference{Title: "Conf", Zone: time.UTC, Zoneless: true, Start: schedule.DateOf(may)},
		Version:    "1", Slots: []schedule.Slot{held("main-i-1", "Opening", "", "Hall", 10)},
		Warnings: []schedule.Warning{{Line: 3, Text: "an event has no title"}},
	}
	second := schedule.Draft{
		Conference: schedule.Conference{Title: "Workshops", URL: "https://conf.example", Zone: berlin, Start: schedule.DateOf(may).Add(-1)},
		Version:    "2", Slots: []schedule.Slot{held("more-i-1", "Sewing", "", "Hall", 11)},
		Warnings: []schedule.Warning{{Text: "it is late"}},
	}
	s := schedule.Merge(source(t, "main", first), source(t, "more", second))
	c := s.Conference()
	if c.Title != "Conf" || c.URL != "https://conf.example" || c.Zone != berlin || c.Zoneless || c.Start != first.Conference.Start || s.Version() != "1" {
		t.Errorf("%+v, version %s", c, s.Version())
	}
	want := []schedule.Warning{{Line: 3, Text: "main: an event has no title"}, {Text: "more: it is late"}}
	if diff := cmp.Diff(want, s.Warnings()); diff != "" {
		t.Errorf("warnings: -want +got:\n%s", diff)
	}
}

// TestATalkGoesFromOneSourceToAnother follows a star that hangs on a talk's key.
func TestATalkGoesFromOneSourceToAnother(t *testing.T) {
	opening := held("main-i-1", "Opening", "", "Hall", 9)
	inMain, inMore := held("main-g-1", "Looms", "1", "Hall", 10), held("more-c-LOOM", "Looms, revisited", "1", "Hall", 10)
	only := func(slots ...schedule.Slot) *schedule.Schedule {
		return schedule.Merge(of(t, "main", append(slots, opening)...), of(t, "more"))
	}
	both := schedule.Merge(of(t, "main", opening, inMain), of(t, "more", inMore))
	swapped := schedule.Merge(of(t, "more", inMore), of(t, "main", opening, inMain))
	alone := schedule.Merge(of(t, "main", opening), of(t, "more", inMore))
	for name, test := range map[string]struct {
		older, newer *schedule.Schedule
		want         map[string]string
	}{
		"the first has it now, too":    {alone, both, map[string]string{"more-c-LOOM": "main-g-1"}},
		"the first has it no more":     {both, alone, map[string]string{"main-g-1": "more-c-LOOM"}},
		"another source is first":      {both, swapped, map[string]string{"main-g-1": "more-c-LOOM"}},
		"the second has it no more":    {both, only(inMain), map[string]string{}},
		"both have what is still both": {both, both, map[string]string{}},
		"nobody has it":                {both, only(), map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, schedule.Rekeyed(test.older, test.newer)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	for _, c := range schedule.Diff(both, alone) {
		if c.Kind == schedule.Removed || c.Kind == schedule.Added {
			t.Errorf("%s: %s", c.Kind, c.Title())
		}
	}
	// Two that were told apart turn out to be one: the other one goes unseen.
	apart := schedule.Merge(of(t, "main", opening, held("main-g-1", "Looms", "", "Hall", 10)), of(t, "more", inMore))
	if got := schedule.Diff(apart, both); len(got) > 0 {
		t.Errorf("%d changes, the first %s of %s", len(got), got[0].Kind, got[0].Title())
	}
}

func TestMergeOfOneOrNone(t *testing.T) {
	one := of(t, "main", held("main-i-1", "Opening", "", "Hall", 10))
	if got := schedule.Merge(one); got != one.Schedule {
		t.Error("one source's schedule became another")
	}
	if got := schedule.Merge(); len(got.Slots()) != 0 || got.Zone() == nil {
		t.Errorf("%d slots of no source", len(got.Slots()))
	}
}

// TestRenamed finds what is followed by its name under another source's key.
func TestRenamed(t *testing.T) {
	by := func(key, name, room string) schedule.Slot {
		s := held(key, "Talk "+key, "", room, 10)
		s.Room.Key = key[:4] + "-room"
		s.Speakers = []schedule.Speaker{{Key: key + "-p", Name: name}}
		return s
	}
	older := schedule.Merge(of(t, "more", by("more-i-1", "Ada", "Hall"), by("more-i-2", "Bob", "Hall")))
	newer := schedule.Merge(of(t, "main", by("main-i-1", "ADA", "Hall")), of(t, "more", by("more-i-2", "Bob", "Hall")))
	want := map[schedule.Topic]string{
		{Kind: schedule.TopicSpeaker, Key: "more-i-1-p"}: "main-i-1-p",
		{Kind: schedule.TopicRoom, Key: "more-room"}:     "main-room",
	}
	if diff := cmp.Diff(want, schedule.Renamed(older, newer)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := schedule.Renamed(newer, newer); len(got) > 0 {
		t.Errorf("nothing has changed, but %v", got)
	}
}
