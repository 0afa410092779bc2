package schedule_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

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

// version is one of the corpus' versions of a schedule.
func version(t *testing.T, series string, number int) *schedule.Schedule {
	t.Helper()
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	data, err := os.ReadFile(filepath.Join(corpus, "versions", series, fmt.Sprintf("%02d.xml", number)))
	if err != nil {
		t.Fatal(err)
	}
	draft, err := format.Parse(data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
