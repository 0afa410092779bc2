package say

import (
	"strings"
	"testing"
)

// TestNumbersOnButtons holds of every language where a number stands on a button,
// as networks that press buttons by number go by it: last where it is that of an
// entry ("Unstar 2"), and nowhere last where it counts ("12 more").
func TestNumbersOnButtons(t *testing.T) {
	for _, language := range Languages() {
		v := In(language)
		for _, id := range []string{"button.star.n", "button.unstar.n", "button.keep.n"} {
			if label := v.label(id, facts{"N": 2}); !strings.HasSuffix(label, " 2") || strings.Count(label, " ") != 1 {
				t.Errorf("%s: %s is %q: no network finds its number", language, id, label)
			}
		}
		if label := v.label("button.more", facts{"Number": 2}); strings.HasSuffix(label, "2") {
			t.Errorf("%s: %q would be pressed by 2", language, label)
		}
	}
}
