package command_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
	"usher/schedule"
)

// TestAliases holds what commands are called in each language: nothing is the name
// of two, and each language has a word for all that a visitor uses, but the one
// whose words the names themselves are.
func TestAliases(t *testing.T) {
	whose := map[string]string{}
	for _, c := range command.Commands() {
		whose[c.Name] = c.Name
	}
	for _, c := range command.Commands() {
		for _, language := range say.Languages() {
			names := say.In(language).Aliases(c.Name)
			if len(names) == 0 && language != "en" && c.For == command.Everyone {
				t.Errorf("%s has no word for /%s", language, c.Name)
			}
			for _, name := range names {
				if strings.ContainsAny(name, " /.") {
					t.Errorf("%q cannot be typed after a slash", name)
				}
				if other, taken := whose[schedule.Fold(name)]; taken {
					t.Errorf("%q is /%s and /%s", name, other, c.Name)
				}
				whose[schedule.Fold(name)] = c.Name
			}
		}
	}
}

// TestNamesInEachLanguage types names of commands as people do, in either language
// whatever is spoken.
func TestNamesInEachLanguage(t *testing.T) {
	e, _ := env(t)
	for _, language := range []string{"en", "de"} {
		says := func(text string) string {
			return e.Handle(t.Context(), bot.Incoming{Chat: bot.Chat{Platform: "test", ID: language}, Language: language, Text: text}).Text()
		}
		for typed, same := range map[string]string{
			"hilfe": "/help", "/Hilfe": "/help", "Räume": "/rooms", "/räume": "/rooms", "/RAEUME": "/rooms",
			"einstellungen": "/settings", "Einstellungen": "/settings", "/sprache": "/language", "Agenda": "/agenda",
			"/wer lennart": "/speaker lennart", "/vormerken": "/star", "Programm": "/day", "/tag fr": "/day fr",
			"/raum dome": "/room dome", "/suche tpm": "/search tpm", "vormerken": "/star", "/um 15:00": "/at 15:00",
			"/heute": "/day heute", "/Morgen": "/day morgen", "/today": "/day", "/tomorrow": "/day tomorrow",
			"/freitag": "/day freitag", "/15:00": "/at 15:00", "/dome": "/room dome", "/dome 15 Uhr": "dome 15:00",
			"/help hilfe": "/help help", "hallo": "/start", "subscribe": "/star", "/jetzt": "/now", "jetzt": "/now",
			"Next?": "/next", "now!": "/now", "Hilfe!": "/help",
		} {
			if got, want := says(typed), says(same); got != want {
				t.Errorf("%s: %q is answered %q, but %q %q", language, typed, got, same, want)
			}
		}
		if got := says("/hilf"); !strings.Contains(got, "/help") {
			t.Errorf("%s: /hilf leads to %q", language, got)
		}
	}
	if got := ask(t, e, "stumm"); !strings.HasPrefix(got, "Muted:") {
		t.Errorf("stumm: %q", got)
	}
}

// TestCommandsAreCommandsInSentences holds of all that can be said that a command in
// it is marked as one: not every network's begin with a slash.
func TestCommandsAreCommandsInSentences(t *testing.T) {
	s := asg(t)
	names := []string{"nxt", "frobnicate"}
	for _, c := range command.Commands() {
		names = append(append(names, c.Name), say.AllAliases(c.Name)...)
	}
	typed := regexp.MustCompile(`(^|[\s,])/(` + strings.Join(names, "|") + `)\b`)
	for _, language := range say.Languages() {
		starts := append(sayings(s, s.Slots()[0]), "/nxt", "/frobnicate", "/help day")
		crawl(t, s, language, moments(s)["on"], starts, func(text string, m bot.Message) {
			for _, line := range m.Body {
				for _, span := range line {
					if span.Style != bot.Command && span.Style != bot.Link && typed.MatchString(span.Text) {
						t.Errorf("%s: %q is answered with %q, of which %q is no command", language, text, line.Text(), span.Text)
					}
				}
			}
		})
	}
}

// TestWordsAreNotNames types words with which names of commands begin, and the
// name of a room that is a command's elsewhere: they are looked for.
func TestWordsAreNotNames(t *testing.T) {
	slot := func(key, title string, hour int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: key, Title: title}, Room: schedule.Room{Key: "r-1", Name: "Saal"},
			Start: time.Date(2023, time.September, 13, hour, 0, 0, 0, time.UTC)}
	}
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot("a", "Räume im Wandel", 10), slot("b", "Who are we", 12)}})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := env(t)
	e.Schedule = func() *schedule.Schedule { return s }
	for typed, want := range map[string]string{
		"räume im wandel": "Räume im Wandel", "who are we": "Who are we", "saal": "Saal, Wednesday",
	} {
		if got := ask(t, e, typed); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q", typed, got)
		}
	}
}
