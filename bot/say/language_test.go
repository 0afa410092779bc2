package say_test

import (
	"slices"
	"testing"

	"usher/bot/say"
)

func TestIn(t *testing.T) {
	for _, test := range []struct {
		hints []string
		want  string
	}{
		{nil, "en"},
		{[]string{"de"}, "de"},
		{[]string{"de-AT"}, "de"},
		{[]string{"de_CH"}, "de"},
		{[]string{"gsw"}, "de"}, // Swiss German
		{[]string{"en-GB", "de"}, "en"},
		{[]string{"", "fr", "de"}, "de"}, // the first that Usher speaks
		{[]string{"not a language"}, "en"},
	} {
		if got := say.In(test.hints...).Language(); got != test.want {
			t.Errorf("In(%q) speaks %s", test.hints, got)
		}
	}
}

func TestMeant(t *testing.T) {
	for typed, want := range map[string]string{
		"de": "de", "DE": "de", "de-AT": "de", "Deutsch": "de", "german": "de", "Englisch": "en", "english": "en", " en ": "en",
		"klingon": "", "fr": "", "": "", "d": "",
	} {
		if got, _ := say.Meant(typed); got != want {
			t.Errorf("%q means %q", typed, got)
		}
	}
}

func TestOwnNames(t *testing.T) {
	var names []string
	for _, lang := range say.Languages() {
		names = append(names, say.OwnName(lang))
	}
	if !slices.Equal(names, []string{"Deutsch", "English"}) {
		t.Errorf("Usher speaks %q", names)
	}
}

// TestNumbers are written as a language groups digits, but for the numbers of
// entries, which stand on buttons, too.
func TestNumbers(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Too long by 1,234 characters. A broadcast has room for 3,500.",
		"de": "1.234 Zeichen zu lang. Eine Nachricht fasst 3.500.",
	} {
		m := say.In(lang).BroadcastTooLong(3500, 1234)
		if got := m.Body[0].Text(); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}
