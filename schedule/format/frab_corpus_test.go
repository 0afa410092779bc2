package format_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/schedule/format"
)

// TestCorpus reads every file of the corpus and expects as many slots as
// its list of files says there are talks.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	talks := corpusTalks(t, filepath.Join(corpus, "PROVENANCE.tsv"), "frab-xml", "pentabarf-xml", "wafer-xml", "schedule-json", "pretalx-api", "ics", "malformed")
	delete(talks, "pretalx-api/juliacon-speakers-2023.json") // has speakers only: TestCorpusSpeakers
	if len(talks) < 20 {
		t.Errorf("the list names only %d files", len(talks))
	}
	for file, want := range talks {
		t.Run(file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(corpus, file))
			if err != nil {
				t.Fatal(err)
			}
			if got := len(read(t, string(data), format.Options{}).Slots()); got != want {
				t.Errorf("%d slots, want %d", got, want)
			}
		})
	}
}

// TestCorpusVersions reads every version of the schedules whose history the corpus
// has. Its list counts the entries by their ids, of which a few are shared.
func TestCorpusVersions(t *testing.T) {
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	list, err := os.ReadFile(filepath.Join(corpus, "VERSIONS.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		columns := strings.Split(line, "\t")
		entries, err := strconv.Atoi(columns[6])
		if ext := filepath.Ext(columns[0]); err != nil || ext != ".xml" && ext != ".ics" && ext != ".json" {
			continue
		}
		t.Run(columns[0], func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(corpus, columns[0]))
			if err != nil {
				t.Fatal(err)
			}
			if got := len(read(t, string(data), format.Options{}).Slots()); got < entries-entries/20 || got > entries+entries/20 {
				t.Errorf("%d slots for %d ids", got, entries)
			}
		})
	}
}

// corpusTalks are the numbers of talks in the corpus' files of some kinds.
func corpusTalks(t *testing.T, list string, kinds ...string) map[string]int {
	t.Helper()
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	talks := map[string]int{}
	for line := range strings.Lines(string(data)) {
		columns := strings.Split(line, "\t")
		if !slices.Contains(kinds, columns[1]) {
			continue
		}
		if talks[columns[0]], err = strconv.Atoi(columns[7]); err != nil {
			t.Fatal(err)
		}
	}
	return talks
}
