package format_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"usher/schedule"
	"usher/schedule/format"
)

// TestCorpus reads every schedule.xml of the corpus and expects as many slots as
// its list of files says there are talks.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	list, err := os.Open(filepath.Join(corpus, "PROVENANCE.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	tested := 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		columns := strings.Split(lines.Text(), "\t")
		kind, _, _ := strings.Cut(columns[0], "/")
		if kind != "frab-xml" && kind != "pentabarf-xml" && kind != "wafer-xml" {
			continue
		}
		tested++
		want, err := strconv.Atoi(columns[7])
		if err != nil {
			t.Fatal(err)
		}
		t.Run(columns[0], func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(corpus, columns[0]))
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
			if got := len(s.Slots()); got != want {
				t.Errorf("%d slots, want %d", got, want)
			}
			if testing.Verbose() {
				t.Logf("%s, %d rooms, %d speakers, %v", s.Zone(), len(s.Rooms()), len(s.Speakers()), s.Days())
				for i, w := range s.Warnings() {
					if i < 8 {
						t.Logf("%d: %s", w.Line, w.Text)
					}
				}
				for _, slot := range s.Slots() {
					if slot.Cancelled {
						t.Logf("cancelled: %s", slot.Title)
					}
				}
			}
		})
	}
	if tested == 0 {
		t.Error("the list names no schedule.xml")
	}
}
