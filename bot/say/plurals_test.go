package say

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is said of several things into testdata")

// TestPlurals prints every message that counts something for none, one, two and five of it,
// to be read: testdata/plurals-de.txt is what people hear.
func TestPlurals(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language, func(t *testing.T) {
			all := messages(t, language+".toml")
			v := In(language)
			var b strings.Builder
			for _, id := range slices.Sorted(maps.Keys(all)) {
				if all[id].One == "" {
					continue
				}
				f := facts{}
				for _, name := range placeholders(all[id]) {
					f[name] = "(" + name + ")"
				}
				fmt.Fprintln(&b, id)
				for _, n := range []int{0, 1, 2, 5} {
					f["Count"] = n
					fmt.Fprintln(&b, "    "+v.line(id, f).Text())
				}
			}
			golden := filepath.Join("testdata", "plurals-"+language+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("-want +got; read what is new, then -update:\n%s", diff)
			}
		})
	}
}
