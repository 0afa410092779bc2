package command_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"usher/bot"
)

// vocabulary are the words of a language's catalogue, without the facts.
func vocabulary(t *testing.T, file string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("../say/catalogue/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var sentences map[string]any
	if err := toml.Unmarshal(data, &sentences); err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	var read func(any)
	read = func(value any) {
		switch v := value.(type) {
		case string:
			for _, word := range wordsOf(regexp.MustCompile("\\{\\w+\\}|`[^`]*`").ReplaceAllString(v, " ")) {
				all[word] = true
			}
		case map[string]any:
			for id, under := range v {
				if id != "typed" && id != "alias" { // which people say, in any language
					read(under)
				}
			}
		}
	}
	read(sentences)
	return all
}

var (
	oneWord = regexp.MustCompile(`\pL{2,}`)
	typed   = regexp.MustCompile(`/\pL+`)
)

// wordsOf are the words of a text but for the names of commands.
func wordsOf(text string) []string {
	return oneWord.FindAllString(strings.ToLower(typed.ReplaceAllString(text, " ")), -1)
}

// TestGermanIsGerman listens for words that only the English catalogue has, in
// all that is said in German about a schedule that is Greek to both.
func TestGermanIsGerman(t *testing.T) {
	english, german := vocabulary(t, "en.toml"), vocabulary(t, "de.toml")
	maps.DeleteFunc(english, func(word string, _ bool) bool { return german[word] })
	if len(english) < 200 || !english["starting"] || english["talk"] {
		t.Fatalf("these %d words are not English: %v", len(english), slices.Sorted(maps.Keys(english)))
	}
	s := long(t, longest)
	for when, now := range moments(s) {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			crawl(t, s, "de", now, sayings(s, s.Slots()[0]), func(text string, m bot.Message) {
				for _, said := range prose(m) {
					for _, word := range wordsOf(said) {
						if english[word] {
							t.Errorf("%.60q: %q is English in %.120q", text, word, said)
						}
					}
				}
			})
		})
	}
}

// prose is what a message says in words, without what can be typed and where
// links lead.
func prose(m bot.Message) []string {
	var all []string
	for _, p := range m.Body {
		var line strings.Builder
		for _, span := range p {
			if span.Style != bot.Code && span.Style != bot.Command && span.Style != bot.Link {
				line.WriteString(span.Text)
			}
		}
		all = append(all, line.String())
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if !strings.HasPrefix(b.Label, "/") {
				all = append(all, b.Label)
			}
		}
	}
	return all
}
