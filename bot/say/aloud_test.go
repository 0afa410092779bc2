package say

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// TestSymbolsHaveWords holds of every sentence of every language that it says
// something without its symbols. A star on a button stands for a word: what it is
// called aloud says another one than the label does.
func TestSymbolsHaveWords(t *testing.T) {
	files, err := fs.ReadDir(catalogue, "catalogue")
	if err != nil {
		t.Fatal(err)
	}
	fact := regexp.MustCompile(`\{\w+\}`)
	found := 0
	for _, f := range files {
		all := messages(t, f.Name())
		for id, m := range all {
			if !strings.ContainsAny(m.Other, "★⚠") {
				continue
			}
			found++
			heard := In("en").fill(m.Other, nil).Spoken()
			if aloud := all[id+".aloud"]; aloud != nil {
				if heard = aloud.Other; !strings.Contains(m.Other, "★ ") || strings.Contains(heard, "★") {
					t.Errorf("%s: %q is heard as %q", f.Name(), m.Other, heard)
				}
			}
			if strings.ContainsAny(heard, "★⚠") {
				t.Errorf("%s: %s has a symbol that is read aloud: %q", f.Name(), id, heard)
			}
			if words := strings.Trim(fact.ReplaceAllString(heard, ""), " .,:()"); words == "" {
				t.Errorf("%s: %s says nothing without its symbol: %q", f.Name(), id, m.Other)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d sentences have symbols: are they looked for as they are written?", found)
	}
}

// TestSymbolsWithinALine: only a warning parts what is around it.
func TestSymbolsWithinALine(t *testing.T) {
	for sentence, want := range map[string]string{
		"14:30 Dome ⚠ same time as the next": "14:30 Dome – same time as the next",
		"press ★ Star on it":                 "press Star on it",
		"★ Yours.":                           "Yours.",
	} {
		if heard := In("en").fill(sentence, nil).Spoken(); heard != want {
			t.Errorf("%q is heard as %q, want %q", sentence, heard, want)
		}
	}
}
