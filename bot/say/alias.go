package say

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Aliases are the words that name a command beside its own name, in the voice's
// language: "hilfe" for "help". Networks' menus know only the command's own.
func (v Voice) Aliases(command string) []string {
	list, err := v.words.Localize(&i18n.LocalizeConfig{MessageID: "alias." + command, TemplateParser: template.IdentityParser{}})
	if err != nil {
		return nil // a command that not everybody has, such as the demo's
	}
	var all []string
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "-" {
			all = append(all, word)
		}
	}
	return all
}

// AllAliases are Aliases in every language that Usher speaks, also as they are
// typed where a keyboard has no umlauts.
func AllAliases(command string) []string {
	var all []string
	for _, language := range Languages() {
		for _, word := range In(language).Aliases(command) {
			all = append(all, word)
			if plain := umlauts.Replace(word); plain != word {
				all = append(all, plain)
			}
		}
	}
	return all
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")
