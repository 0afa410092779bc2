package schedule_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"usher/schedule"
	"usher/schedule/format"
)

// inCorpus reads a file of the corpus as a source of that name.
func inCorpus(t *testing.T, name, file string) schedule.Origin {
	t.Helper()
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS is not set")
	}
	data, err := os.ReadFile(filepath.Join(corpus, file))
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	draft, err := format.Parse(data, format.Options{Source: name, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	return source(t, name, draft)
}

// TestMergeCorpus merges what really has several sources: files of the same
// conference, in two formats or one a part of the other.
func TestMergeCorpus(t *testing.T) {
	for _, c := range []struct {
		whole, again string
		more         int // slots that only the second has
	}{
		{"frab-xml/36c3-stages-2019.xml", "frab-xml/36c3-stages-2019.xml", 0},
		{"frab-xml/34c3-everything-2017.xml", "schedule-json/34c3-everything-2017.json", 0},
		{"frab-xml/cccamp-everything-2019.xml", "schedule-json/cccamp-everything-2019.json", 0},
		{"frab-xml/34c3-everything-2017.xml", "frab-xml/34c3-dlf-2017.xml", 4},
		{"frab-xml/klimacamp-2015.xml", "schedule-json/klimacamp-2015.json", 0},
	} {
		t.Run(c.again, func(t *testing.T) {
			whole, again := inCorpus(t, "main", c.whole), inCorpus(t, "more", c.again)
			both := schedule.Merge(whole, again)
			if got, want := len(both.Slots()), len(whole.Slots())+c.more; got != want {
				t.Errorf("%d slots, want %d", got, want)
			}
			if got, want := len(both.Rooms()), len(whole.Rooms()); got != want {
				t.Errorf("%d rooms, want %d", got, want)
			}
			if changes := schedule.Diff(whole.Schedule, both); len(changes) > c.more {
				t.Errorf("%d changes: %v", len(changes), kinds(changes))
			}
		})
	}
}

// TestASourceThatIsMissingLosesNothing has the stages of 36C3 as two sources, one of
// which was missing for a while in their history: that is no version without 36
// talks, as long as its last copy is merged.
func TestASourceThatIsMissingLosesNothing(t *testing.T) {
	whole := inCorpus(t, "main", "frab-xml/36c3-stages-2019.xml")
	rooms := whole.Rooms()
	part := func(name string, in func(room string) bool) schedule.Origin {
		d := schedule.Draft{Conference: whole.Conference(), Version: whole.Version()}
		for _, slot := range whole.Slots() {
			if in(slot.Room.Key) {
				d.Slots = append(d.Slots, *slot)
			}
		}
		return source(t, name, d)
	}
	last := rooms[len(rooms)-1].Key
	stages, other := part("stages", func(room string) bool { return room != last }), part("other", func(room string) bool { return room == last })
	merged := schedule.Merge(stages, other)
	if changes := schedule.Diff(whole.Schedule, merged); len(changes) > 0 {
		t.Errorf("%d changes: %v", len(changes), kinds(changes))
	}
}
