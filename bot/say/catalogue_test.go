package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// messages are all messages of a catalogue, by id.
func messages(t *testing.T, file string) map[string]*i18n.Message {
	t.Helper()
	data, err := fs.ReadFile(catalogue, "catalogue/"+file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := i18n.ParseMessageFileBytes(data, file, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*i18n.Message{}
	for _, m := range parsed.Messages {
		all[m.ID] = m
	}
	return all
}

// used are the ids that the code names as string literals: whole ones, and the
// beginnings of those that it completes ("weekday.short.").
func used(t *testing.T) (whole, begun map[string]bool) {
	t.Helper()
	whole, begun = map[string]bool{}, map[string]bool{}
	id := regexp.MustCompile(`^[a-z]+(\.[a-z]+)*\.?$`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				s, err := strconv.Unquote(lit.Value)
				if err == nil && id.MatchString(s) {
					whole[s] = true
					if strings.HasSuffix(s, ".") {
						begun[s] = true
					}
				}
			}
			return true
		})
	}
	return whole, begun
}

// TestCatalogueIsWhole holds the code and the catalogue against each other: no
// sentence is missing, none is left over.
func TestCatalogueIsWhole(t *testing.T) {
	english := messages(t, "en.toml")
	whole, begun := used(t)
	for id := range whole {
		known := english[id] != nil || begun[id]
		if strings.Contains(id, ".") && !known {
			t.Errorf("the code says %q, which the catalogue lacks", id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(english)) {
		completed := slices.ContainsFunc(slices.Collect(maps.Keys(begun)), func(b string) bool { return strings.HasPrefix(id, b) })
		if !whole[strings.TrimSuffix(id, ".aloud")] && !completed {
			t.Errorf("nobody says %q", id)
		}
	}
}

// TestLanguagesAgree holds every other catalogue against the English one: the
// same sentences with the same facts in them.
func TestLanguagesAgree(t *testing.T) {
	files, err := fs.ReadDir(catalogue, "catalogue")
	if err != nil {
		t.Fatal(err)
	}
	english := messages(t, "en.toml")
	for _, f := range files {
		other := messages(t, f.Name())
		for id, m := range english {
			if other[id] == nil {
				t.Errorf("%s lacks %q", f.Name(), id)
				continue
			}
			if want, got := placeholders(m), placeholders(other[id]); !slices.Equal(want, got) {
				t.Errorf("%s: %q has the facts %v, in English %v", f.Name(), id, got, want)
			}
		}
		for id := range other {
			if english[id] == nil {
				t.Errorf("%s has %q, which English lacks", f.Name(), id)
			}
		}
	}
}

func placeholders(m *i18n.Message) []string {
	found := regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(m.Other, -1)
	var names []string
	for _, f := range found {
		names = append(names, f[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
