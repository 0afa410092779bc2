package command_test

import (
	"regexp"
	"strings"
	"testing"

	"usher/bot"
)

// inWords are what says the same as a symbol, in each language.
var inWords = map[string]*regexp.Regexp{
	"★ en": regexp.MustCompile(`(?i)\b(yours|star)\b`),
	"★ de": regexp.MustCompile(`(?i)(vorgemerkt|vormerken)`),
	"⚠ en": regexp.MustCompile(`(?i)\b(same time|overlaps|runs into|cancelled|held back|not answered|nothing I can use)\b`),
	"⚠ de": regexp.MustCompile(`(?i)(gleichzeitig|überschneidet|fällt aus|zurückgehalten|antwortet|nichts Brauchbares)`),
}

// TestEverythingReadsAloud holds of all that can be said that who does not see
// symbols is told as much: for each there is a word on the same line or button.
func TestEverythingReadsAloud(t *testing.T) {
	s := asg(t)
	for _, language := range []string{"en", "de"} {
		for _, name := range []string{"on", "between"} {
			t.Run(language+" "+name, func(t *testing.T) {
				symbols := 0
				crawl(t, s, language, moments(s)[name], sayings(s, s.Slots()[0]), func(text string, m bot.Message) {
					for _, line := range m.Body {
						symbols += readsAloud(t, text, language, line.Text(), line.Spoken())
					}
					for _, row := range m.Buttons {
						for _, b := range row {
							symbols += readsAloud(t, text, language, b.Label, b.Spoken())
						}
					}
				})
				if symbols < 20 {
					t.Errorf("only %d symbols were seen: this is not what it was to be about", symbols)
				}
			})
		}
	}
}

// readsAloud counts the symbols that are seen, and looks what is heard for them.
func readsAloud(t *testing.T, typed, language, seen, heard string) (symbols int) {
	t.Helper()
	if strings.ContainsAny(heard, "★⚠") {
		t.Errorf("%q: a symbol is read aloud: %q", typed, heard)
	}
	if strings.TrimSpace(heard) == "" && strings.TrimSpace(seen) != "" {
		t.Errorf("%q: %q is seen, and nothing heard", typed, seen)
	}
	for _, symbol := range []string{"★", "⚠"} {
		if !strings.Contains(seen, symbol) {
			continue
		}
		symbols++
		if !inWords[symbol+" "+language].MatchString(heard) {
			t.Errorf("%q: %q is seen, but only %q heard", typed, seen, heard)
		}
	}
	return symbols
}
