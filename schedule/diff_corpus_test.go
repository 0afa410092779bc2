package schedule_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// realChanges are what happened between a version and the next. The figures are
// those of the corpus' own list, VERSIONS.tsv, but that it counts by id.
var realChanges = []struct {
	series string
	older  int
	want   map[schedule.ChangeKind]int
}{
	{"pair-room-cccamp-2019", 1, map[schedule.ChangeKind]int{schedule.RoomMoved: 1}},
	{"pair-time-cccamp-2019", 1, map[schedule.ChangeKind]int{schedule.Moved: 1}},
	{"pair-dur-cccamp-2019", 1, map[schedule.ChangeKind]int{schedule.Duration: 1}},
	{"pair-persons-jev-2022", 1, map[schedule.ChangeKind]int{schedule.Speakers: 1}},
	{"pair-offset-respelled-cccamp-2019", 1, map[schedule.ChangeKind]int{}},
	{"39c3-himmel-2025", 1, map[schedule.ChangeKind]int{}},
	{"39c3-himmel-2025", 2, map[schedule.ChangeKind]int{schedule.Speakers: 1}},
	// 44 guids are new; one of them has four slots.
	{"cccamp-2019", 1, map[schedule.ChangeKind]int{
		schedule.Added: 47, schedule.Duration: 1, schedule.Speakers: 3,
		schedule.RoomMoved: 1, schedule.Moved: 1, schedule.Retitled: 1,
	}},
	{"debconf-2017", 1, map[schedule.ChangeKind]int{schedule.Added: 1, schedule.Speakers: 1}},
	{"34c3-workshops-2017", 4, map[schedule.ChangeKind]int{}},
	{"fosdem-2010", 1, map[schedule.ChangeKind]int{schedule.Moved: 281}},
	// Floating times become UTC, and each UID is another.
	{"pyconuk-2015", 1, map[schedule.ChangeKind]int{
		schedule.Added: 1, schedule.Removed: 1, schedule.Retitled: 1, schedule.Speakers: 1,
	}},
	{"pyconuk-2015", 3, map[schedule.ChangeKind]int{schedule.Retitled: 1}},
	{"juliacon-2022", 2, map[schedule.ChangeKind]int{
		schedule.Added: 2, schedule.Removed: 2, schedule.RoomMoved: 1, schedule.Moved: 5,
	}},
}

// TestDiffCorpus compares real versions.
func TestDiffCorpus(t *testing.T) {
	for _, c := range realChanges {
		t.Run(fmt.Sprintf("%s/%d", c.series, c.older), func(t *testing.T) {
			older, newer := version(t, c.series, c.older), version(t, c.series, c.older+1)
			if changes := schedule.Diff(older, older); len(changes) > 0 {
				t.Errorf("changes from itself: %v", kinds(changes))
			}
			got := map[schedule.ChangeKind]int{}
			for _, change := range schedule.Diff(older, newer) {
				got[change.Kind]++
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDiffCorpusCancelled has a talk that was cancelled by its title alone.
func TestDiffCorpusCancelled(t *testing.T) {
	const series = "pair-cancel-33c3"
	for _, change := range schedule.Diff(version(t, series, 1), version(t, series, 2)) {
		if change.Kind == schedule.Cancelled && change.Title() == "Back to the 16bit Era" {
			return
		}
	}
	t.Error("the cancelled talk is missing")
}

// TestPlausibleCorpus has the versions of FOSDEM 2010, which began with the programme
// of 2009, and every other series: no update that was one is held back.
func TestPlausibleCorpus(t *testing.T) {
	doubts := map[string]bool{"fosdem-2010/1": true, "fosdem-2010/2": true}
	for series, versions := range map[string]int{
		"34c3-workshops-2017": 8, "39c3-himmel-2025": 4, "cccamp-2019": 9, "debconf-2017": 4, "fosdem-2010": 4,
		"juliacon-2022": 5, "pair-cancel-33c3": 2, "pyconuk-2015": 5,
	} {
		for i := 1; i < versions; i++ {
			name := fmt.Sprintf("%s/%d", series, i)
			err := schedule.Plausible(version(t, series, i), version(t, series, i+1), time.Time{})
			if (err != nil) != doubts[name] {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// version is one of the corpus' versions of a schedule.
func version(t *testing.T, series string, number int) *schedule.Schedule {
	t.Helper()
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	files, err := filepath.Glob(filepath.Join(corpus, "versions", series, fmt.Sprintf("%02d.*", number)))
	if err != nil || len(files) != 1 {
		t.Fatalf("version %d of %s: %v, %v", number, series, files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var o format.Options
	if series == "pyconuk-2015" { // whose first version names no zone
		if o.Zone, err = time.LoadLocation("Europe/London"); err != nil {
			t.Fatal(err)
		}
	}
	draft, err := format.Parse(data, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
