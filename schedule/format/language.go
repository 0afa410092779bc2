package format

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"usher/schedule"
)

var (
	languageSeparator = regexp.MustCompile(`\s*(?:[,;/|&+]|\s(?:and|or|und|oder|et)\s)\s*`)
	// languageCode is a tag of BCP 47 as people write it: de, eng, en_US, zh-Hans-TW.
	languageCode = regexp.MustCompile(`^[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?$`)
)

// languageTag writes the language of a talk as BCP 47 does: "de", "en-US"; of
// one that is held in several, as a list: "de, en". It understands codes of ISO
// 639 with two or three letters, and names in English, German, French, Spanish and
// in the language itself. What names no language is "".
func languageTag(s string) string {
	s = schedule.Line(s)
	if len(s) == 2 && languageCode.MatchString(s) {
		return oneLanguage(s) // as nearly all have it
	}
	var tags []string
	seen := map[string]bool{}
	for _, part := range languageSeparator.Split(s, -1) {
		if tag := oneLanguage(part); tag != "" && !seen[tag] {
			seen[tag] = true
			tags = append(tags, tag)
		}
	}
	return strings.Join(tags, ", ")
}

// noCodes are codes of small languages that people mean otherwise.
var noCodes = []string{"tba", "tbc", "tbd", "any", "all", "yes", "non", "both"}

func oneLanguage(s string) string {
	if languageCode.MatchString(s) && !slices.Contains(noCodes, strings.ToLower(s)) {
		if tag, err := language.Parse(s); err == nil && tag != language.Und {
			return tag.String()
		}
	}
	if tag, ok := languageNames()[schedule.Fold(s)]; ok {
		return tag
	}
	// "English (slides in German)", "Deutsch mit Übersetzung"
	first, _, more := strings.Cut(s, " ")
	if !more {
		return ""
	}
	return languageNames()[schedule.Fold(strings.Trim(first, "(),.:"))]
}

// languageNames are the tags of languages by their folded names.
var languageNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, tag := range display.Values.Tags() {
		base, confidence := tag.Base()
		if confidence == language.No || tag.String() != base.String() {
			continue // a dialect: what is told apart by region is given by its code
		}
		for _, name := range []string{
			display.Self.Name(tag), display.English.Languages().Name(tag), display.German.Languages().Name(tag),
			display.French.Languages().Name(tag), display.Spanish.Languages().Name(tag),
		} {
			if _, known := names[schedule.Fold(name)]; name != "" && !known {
				names[schedule.Fold(name)] = tag.String()
			}
		}
	}
	return names
})
