package format_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

var update = flag.Bool("update", false, "rewrite the golden dumps")

// TestGolden holds what is read from the plain-text seeds, to the letter: a
// change in a parser shows as a change in the dumps.
func TestGolden(t *testing.T) {
	abstracts := func(d *schedule.Draft) error {
		format.JoinAbstracts(d, seedFile(t, "all-systems-go-2018-abstracts.txt"))
		return nil
	}
	page := func(d *schedule.Draft) error {
		return format.JoinSpeakerPage(d, seedFile(t, "luca-boccassi-2023.txt"))
	}
	for _, tc := range []struct {
		golden, source string
		join           func(*schedule.Draft) error
	}{
		{"all-systems-go-2018", "all-systems-go-2018.txt", nil},
		{"all-systems-go-2018-with-abstracts", "all-systems-go-2018.txt", abstracts},
		{"all-systems-go-2023-with-page", "all-systems-go-2023.xml", page},
	} {
		t.Run(tc.golden, func(t *testing.T) {
			d, err := format.Parse(seedFile(t, tc.source), berlin2018(t))
			if err != nil {
				t.Fatal(err)
			}
			if tc.join != nil {
				if err := tc.join(&d); err != nil {
					t.Fatal(err)
				}
			}
			holdGolden(t, d, filepath.Join("..", "..", "testdata", "schedules", tc.golden+".json"))
		})
	}
}

func holdGolden(t *testing.T, d schedule.Draft, path string) {
	t.Helper()
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	dump, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, dump, "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the dump has changed (-want +got; go test ./schedule/format -update accepts it):\n%s", diff)
	}
}
