package command_test

import (
	"context"
	"errors"
	"testing"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
)

// TestTheLanguageOfAnAnswer holds that what was chosen for the chat beats what
// the person's network says, that what it said last, and that the conference.
func TestTheLanguageOfAnAnswer(t *testing.T) {
	group := bot.Chat{Platform: "test", ID: "group"}
	for name, test := range map[string]struct {
		chat                     bot.Chat
		chosen, last, conference string
		hint                     string
		want                     string
	}{
		"nothing known":               {chat: ada, want: "en"},
		"the conference's":            {chat: ada, conference: "de", want: "de"},
		"the network's":               {chat: ada, conference: "en", hint: "de", want: "de"},
		"what the network said last":  {chat: ada, conference: "en", last: "de", want: "de"},
		"chosen":                      {chat: ada, conference: "en", last: "en", hint: "en", chosen: "de", want: "de"},
		"the speaker's, in a group":   {chat: group, conference: "en", hint: "de", want: "de"},
		"another's hint, in a group":  {chat: group, conference: "en", last: "de", want: "en"},
		"chosen, in a group":          {chat: group, conference: "en", hint: "en", chosen: "de", want: "de"},
		"a network's nobody speaks":   {chat: ada, conference: "de", hint: "fr", want: "de"},
		"the network's, of two words": {chat: ada, conference: "en", hint: "de-AT", want: "de"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := env(t)
			e.Language = test.conference
			said := func(hint string) string {
				return e.Handle(t.Context(), bot.Incoming{Chat: test.chat, Sender: ada.ID, Shared: test.chat == group, Text: "/unheardof", Language: hint}).Text()
			}
			said(test.last)
			if err := e.Store.SetLanguage(t.Context(), test.chat, test.chosen); err != nil {
				t.Fatal(err)
			}
			if got, want := said(test.hint), say.In(test.want).UnknownCommand("unheardof", "", "").Text(); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// unreadable is a store that cannot tell what anybody wants.
type unreadable struct{ command.Store }

func (unreadable) Wishes(context.Context, bot.Chat) (bot.Wishes, error) {
	return bot.Wishes{}, errors.New("disk on fire")
}

// TestWhatNeedsNoWishesIsAnsweredWithout has a store that fails: the person's
// language is not lost with it.
func TestWhatNeedsNoWishesIsAnsweredWithout(t *testing.T) {
	e, logged := env(t)
	e.Store = unreadable{e.Store}
	v := say.In("de")
	for text, want := range map[string]string{
		"/unheardof": v.UnknownCommand("unheardof", "", "").Text(),
		"/agenda":    v.OurFault().Text(),
	} {
		if got := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text, Language: "de"}).Text(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if logged.Len() == 0 {
		t.Error("nobody knows of the fire")
	}
}

// counting counts how often it is asked what a chat wants.
type counting struct {
	command.Store
	asked int
}

func (c *counting) Wishes(ctx context.Context, chat bot.Chat) (bot.Wishes, error) {
	c.asked++
	return c.Store.Wishes(ctx, chat)
}

// TestWishesAreReadOnce holds that an answer reads them once, and again only
// after it has changed them.
func TestWishesAreReadOnce(t *testing.T) {
	e, _ := env(t)
	store := &counting{Store: e.Store}
	e.Store = store
	for text, most := range map[string]int{
		"/agenda": 1, "luca": 1, "soft reboot": 1, "/now": 1, "/help": 1, "/star mount api": 2, "/unstar mount api < /now": 2, "/forget": 1,
	} {
		store.asked = 0
		ask(t, e, text)
		if store.asked > most {
			t.Errorf("%s asked %d times", text, store.asked)
		}
	}
}
