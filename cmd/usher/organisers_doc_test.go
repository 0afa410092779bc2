package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// onePage is how many lines there are on a page for somebody who is tired.
const onePage = 95

// TestOrganisersDoc plays the transcripts of the pages for organisers, each from its time on
// the first day, and holds the pages against what the organiser reads. On the first one Bob
// has starred a talk.
func TestOrganisersDoc(t *testing.T) {
	for _, page := range []struct {
		name, before string
		atLeast      int
	}{
		{"organisers.md", "bob> /star mount api", 4},
		{"organisers-more.md", "", 5},
	} {
		t.Run(page.name, func(t *testing.T) {
			file := "../../docs/" + page.name
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			now, played := playedAnew(t, string(data), page.before)
			if played < page.atLeast {
				t.Errorf("only %d transcripts were found", played)
			}
			if *update {
				if err := os.WriteFile(file, []byte(now), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(data), now); diff != "" {
				t.Errorf("the page says otherwise (-page +usher; go test ./cmd/usher -update accepts it):\n%s", diff)
			}
		})
	}
	data, err := os.ReadFile("../../docs/organisers.md")
	if lines := strings.Count(string(data), "\n"); err != nil || lines > onePage {
		t.Errorf("the first page has %d lines, more than %d: %v", lines, onePage, err)
	}
}

// playedAnew is a page with its transcripts as they go now, and how many they are. Before
// each of them something is said, unless it is "".
func playedAnew(t *testing.T, page, before string) (now string, played int) {
	t.Helper()
	now = fence.ReplaceAllStringFunc(page, func(block string) string {
		parts := fence.FindStringSubmatch(block)
		if parts[1] != "transcript" {
			return block
		}
		played++
		head := "organiser\nat 2023-09-13 " + parts[2] + "\n\n"
		said := head + parts[3]
		if before != "" {
			said = head + before + "\n\n" + parts[3]
		}
		got := strings.TrimPrefix(converse(t, said, atTerminal), head)
		if before != "" {
			_, got, _ = strings.Cut(got, "\n\n")
		}
		return "```transcript " + parts[2] + "\n" + strings.TrimRight(got, "\n") + "\n```\n"
	})
	return now, played
}
