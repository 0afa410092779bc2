package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrganisersDoc plays the transcripts of docs/organisers.md, each from its time on the
// first day, and holds the page against what the organiser reads.
func TestOrganisersDoc(t *testing.T) {
	const file = "../../docs/organisers.md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	played := 0
	page := fence.ReplaceAllStringFunc(string(data), func(block string) string {
		parts := fence.FindStringSubmatch(block)
		if parts[1] != "transcript" {
			return block
		}
		played++
		head := "organiser\nat 2023-09-13 " + parts[2] + "\n\n"
		got := strings.TrimPrefix(converse(t, head+parts[3], atTerminal), head)
		return "```transcript " + parts[2] + "\n" + strings.TrimRight(got, "\n") + "\n```\n"
	})
	if played < 5 {
		t.Errorf("only %d transcripts were found", played)
	}
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(data), page); diff != "" {
		t.Errorf("the page says otherwise (-page +usher; go test ./cmd/usher -update accepts it):\n%s", diff)
	}
}
