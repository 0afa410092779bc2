package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme plays the README's conversation: what it shows is what people get.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```text\n")
	shown, _, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("the README shows no conversation")
	}
	prompt := regexp.MustCompile(`^\d\d:\d\d › (.*)$`)
	var said, want []string
	for line := range strings.Lines(shown) {
		line = strings.TrimSuffix(line, "\n")
		if m := prompt.FindStringSubmatch(line); m != nil {
			said = append(said, m[1])
		} else if line != "" {
			want = append(want, line)
		}
	}
	var got []string
	for line := range strings.Lines(chats(t, said)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			got = append(got, line)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the README promises otherwise (-README +usher):\n%s", diff)
	}
}
