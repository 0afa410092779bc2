package format_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// TestCorpus reads every file of the corpus and expects as many slots as
// its list of files says there are talks.
func TestCorpus(t *testing.T) {
	talks := corpusColumn(t, "PROVENANCE.tsv", 7)
	if len(talks) < 42 {
		t.Errorf("the list names only %d files", len(talks))
	}
	for file, want := range talks {
		t.Run(file, func(t *testing.T) {
			s := corpusFile(t, file)
			if file == "pretalx-api/juliacon-speakers-2023.json" { // has people alone
				if got := len(s.Speakers()); got != want {
					t.Errorf("%d speakers, want %d", got, want)
				}
				want = 0
			}
			if got := len(s.Slots()); got != want {
				t.Errorf("%d slots, want %d", got, want)
			}
			sameAsJSON(t, s)
		})
	}
}

// TestCorpusVersions reads every version of the schedules whose history the corpus
// has. Its list counts the entries by their ids, of which a few are shared.
func TestCorpusVersions(t *testing.T) {
	entries := corpusColumn(t, "VERSIONS.tsv", 6)
	root := os.Getenv("USHER_CORPUS")
	err := filepath.WalkDir(filepath.Join(root, "versions"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		t.Run(file, func(t *testing.T) {
			want, listed := entries[filepath.ToSlash(file)]
			if got := len(corpusFile(t, file).Slots()); listed && (got < want-want/20 || got > want+want/20) || got == 0 {
				t.Errorf("%d slots for %d ids", got, want)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sameAsJSON holds that whoever reads `schedule show --json` reads the same schedule.
func sameAsJSON(t *testing.T, s *schedule.Schedule) {
	t.Helper()
	type slot struct {
		Key, Title, Room, Abstract, Description string
		Start                                   time.Time
		End                                     *time.Time
		Cancelled                               bool
		Speakers                                []string
	}
	var written struct {
		Speakers []struct{ Key, Name, Biography, Avatar string }
		Slots    []slot
		Warnings []schedule.Warning
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &written); err != nil {
		t.Fatal(err)
	}
	type id struct {
		key, title, room string
		start            int64
	}
	left := map[id][]slot{}
	for _, w := range written.Slots {
		at := id{w.Key, w.Title, w.Room, w.Start.Unix()}
		left[at] = append(left[at], w)
	}
	for _, own := range s.Slots() {
		want := slot{own.Key, own.Title, own.Room.Name, own.Abstract, own.Description, own.Start, nil, own.Cancelled, []string{}}
		if !own.End.IsZero() {
			want.End = &own.End
		}
		for _, p := range own.Speakers {
			want.Speakers = append(want.Speakers, p.Name)
		}
		at := id{own.Key, own.Title, own.Room.Name, own.Start.Unix()}
		if len(left[at]) == 0 {
			t.Fatalf("%v is not in the JSON", at)
		}
		if diff := cmp.Diff(want, left[at][0]); diff != "" {
			t.Errorf("%s in the JSON (-schedule +JSON):\n%s", own.Title, diff)
		}
		left[at] = left[at][1:]
	}
	if len(written.Slots) != len(s.Slots()) || len(written.Speakers) != len(s.Speakers()) || len(written.Warnings) != len(s.Warnings()) {
		t.Errorf("%d slots, %d speakers, %d warnings in the JSON, want %d, %d, %d", len(written.Slots), len(written.Speakers), len(written.Warnings),
			len(s.Slots()), len(s.Speakers()), len(s.Warnings()))
	}
}

// corpusColumn is a column of numbers of one of the corpus' lists, by file. Lines
// that have no number there are left out.
func corpusColumn(t *testing.T, list string, column int) map[string]int {
	t.Helper()
	numbers := map[string]int{}
	for line := range strings.Lines(string(corpusData(t, list))) {
		columns := strings.Split(line, "\t")
		if n, err := strconv.Atoi(columns[column]); err == nil {
			numbers[columns[0]] = n
		}
	}
	return numbers
}

// corpusFile is the schedule in one of the corpus' files.
func corpusFile(t *testing.T, file string) *schedule.Schedule {
	t.Helper()
	return read(t, string(corpusData(t, file)), format.Options{})
}

// corpusData is one of the corpus' files. Without a corpus the test is skipped.
func corpusData(t testing.TB, file string) []byte {
	t.Helper()
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	data, err := os.ReadFile(filepath.Join(corpus, file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
