package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fence is a fenced block of Markdown: what it is, perhaps a file's name, and its text.
var fence = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```\n")

// TestSchedulesDoc plays docs/schedules.md: its examples are saved under their names,
// and its commands are run on them and say what the page shows.
func TestSchedulesDoc(t *testing.T) {
	data, err := os.ReadFile("../../docs/schedules.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	commands := 0
	for _, block := range fence.FindAllStringSubmatch(string(data), -1) {
		kind, name, text := block[1], block[2], block[3]
		if name != "" {
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if kind != "console" {
			continue
		}
		for command := range strings.SplitSeq(strings.TrimPrefix(text, "$ usher "), "\n$ usher ") {
			commands++
			line, want, _ := strings.Cut(command, "\n")
			got := strings.TrimRight(succeeds(t, strings.Fields(line)...), "\n")
			if diff := cmp.Diff(strings.TrimRight(want, "\n"), got); diff != "" {
				t.Errorf("usher %s (-page +usher):\n%s", line, diff)
			}
		}
	}
	if commands < 8 {
		t.Errorf("only %d commands were found", commands)
	}
}
