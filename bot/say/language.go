package say

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"usher/schedule"
)

// In is the voice for the first of some languages that Usher speaks, BCP 47 tags
// as networks hint at them: "de-AT" and "gsw" are German. English where it speaks
// none of them.
func In(langs ...string) Voice {
	for _, lang := range langs {
		if spoken, ok := match(lang); ok {
			return voices()[spoken]
		}
	}
	return voices()["en"]
}

// Languages are the languages that Usher speaks, as BCP 47 tags.
func Languages() []string {
	var all []string
	for _, t := range bundle().LanguageTags() {
		all = append(all, t.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Speaks reports whether Usher speaks a language: "en-GB" is English too.
func Speaks(lang string) bool {
	_, ok := match(lang)
	return ok
}

// OwnName is what those who speak a language call it: "Deutsch" for "de".
func OwnName(lang string) string { return display.Self.Name(language.Make(lang)) }

// Meant is the language that somebody names, among those that Usher speaks: by
// its tag, its own name, or its name in any of them. "de-AT", "Deutsch" and
// "german" are "de".
func Meant(typed string) (lang string, ok bool) {
	folded := schedule.Fold(strings.TrimSpace(typed))
	for _, lang := range Languages() {
		for _, in := range Languages() {
			if folded == schedule.Fold(display.Languages(language.Make(in)).Name(language.Make(lang))) {
				return lang, true
			}
		}
	}
	return match(strings.TrimSpace(typed))
}

// match finds what comes nearest to a language among those that Usher speaks, as
// CLDR has it; false if nothing comes near.
func match(lang string) (spoken string, ok bool) {
	tag, err := language.Parse(lang)
	if err != nil {
		return "", false
	}
	_, i, confidence := matcher().Match(tag)
	if confidence == language.No {
		return "", false
	}
	return Languages()[i], true
}

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, lang := range Languages() {
		tags = append(tags, language.Make(lang))
	}
	return language.NewMatcher(tags)
})

// voices are by language.
var voices = sync.OnceValue(func() map[string]Voice {
	all := map[string]Voice{}
	for _, lang := range Languages() {
		all[lang] = Voice{words: i18n.NewLocalizer(bundle(), lang, "en"), language: language.Make(lang)}
	}
	return all
})

var bundle = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := catalogue.ReadDir("catalogue")
	if err != nil {
		panic(fmt.Sprintf("say: the catalogues are embedded: %v", err))
	}
	for _, f := range files {
		if _, err := b.LoadMessageFileFS(catalogue, "catalogue/"+f.Name()); err != nil {
			panic(fmt.Sprintf("say: catalogue %s: %v", f.Name(), err))
		}
	}
	return b
})
