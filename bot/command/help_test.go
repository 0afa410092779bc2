package command_test

import (
	"regexp"
	"strings"
	"testing"

	"usher/bot"
)

// TestHelpSaysHowToSearch: in a group words alone are said to others.
func TestHelpSaysHowToSearch(t *testing.T) {
	e := shared(t)
	const alone, among = "\nOr type any words: ", "\nOr /search and any words: "
	if got := ask(t, e, "/help"); !strings.Contains(got, alone) || strings.Contains(got, among) {
		t.Errorf("in private: %q", got)
	}
	if got := e.Handle(t.Context(), typedIn("ada", "/help")).Text(); strings.Contains(got, alone) || !strings.Contains(got, among) {
		t.Errorf("in a group: %q", got)
	}
}

// TestHelpForOrganisersIsAPageOfItsOwn, which others do not get.
func TestHelpForOrganisersIsAPageOfItsOwn(t *testing.T) {
	e := shared(t)
	for _, organises := range []bool{true, false} {
		e.Owners = nil
		if organises {
			e.Owners = []bot.Chat{ada}
		}
		first := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/help"})
		page := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/help organisers"}).Text()
		if strings.Contains(first.Text(), "/moveroom") || (len(first.Buttons) == 1) != organises {
			t.Errorf("organiser %v reads %q with %v", organises, first.Text(), first.Buttons)
		}
		if strings.Contains(page, "/moveroom") != organises || strings.Contains(page, "/star") == organises {
			t.Errorf("organiser %v reads %q", organises, page)
		}
	}
}

// TestHelpOnEveryCommandIsInWords: what the catalogue lacks would be read as its key.
func TestHelpOnEveryCommandIsInWords(t *testing.T) {
	e, _ := env(t)
	e.Owners = []bot.Chat{ada}
	key := regexp.MustCompile(`\b[a-z]+\.[a-z]`)
	for _, language := range []string{"en", "de"} {
		ask(t, e, "/language "+language)
		for _, c := range e.Commands {
			got := ask(t, e, "/help "+c.Name)
			if !strings.HasPrefix(got, "/"+c.Name) || key.MatchString(got) {
				t.Errorf("/help %s in %q: %q", c.Name, language, got)
			}
		}
	}
}
