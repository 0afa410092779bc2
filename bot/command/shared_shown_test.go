package command_test

import (
	"slices"
	"strings"
	"testing"

	"usher/bot"
)

// TestWhatAGroupIsShown holds that what is said of a group's own is not said as if it
// were somebody's.
func TestWhatAGroupIsShown(t *testing.T) {
	e := shared(t)
	e.Handle(t.Context(), typedIn("ada", "/star soft reboot"))
	for _, test := range []struct{ typed, want string }{
		{"/start", "All Systems Go! 2023 — 13–14 September, Main Hall and Dome.\n" +
			"I know the schedule, and I ring here before the talks that are starred here. Those who run this chat do that, by typing: /star.\n" +
			"Try /now, /next, or /search with what interests you. For stars of your own, write to me in private."},
		{"/settings", "The settings of this chat\nI ring 10 min before what is yours."},
		{"/mydata", "What I keep about this chat\nIts name on the network: test:group.\nEveryone in this chat shares it. What I keep about you alone I say in private."},
		{"/forget", "Forget this chat? I would delete its settings and 1 star. There is no way back. For that, type /forget yes."},
		{"/forget yes", "Forgotten. I keep nothing about this chat any more. /start begins anew."},
	} {
		if got := e.Handle(t.Context(), typedIn("ada", test.typed)).Text(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %q", test.typed, got)
		}
	}
	if w, err := e.Store.Wishes(t.Context(), group); err != nil || len(w.Follows) > 0 {
		t.Errorf("of the group is kept %+v, %v", w, err)
	}
}

// TestButtonsInAGroupAreForAnybody holds that none of them would change what whoever
// presses it has set, and that stars are there to be taken though the group has them.
func TestButtonsInAGroupAreForAnybody(t *testing.T) {
	e := shared(t)
	slot := e.Schedule().Search("mount api").Talks[0]
	for _, text := range append(sayings(e.Schedule(), slot), "/mute", "/settings") {
		for _, row := range e.Handle(t.Context(), typedIn("ada", text)).Buttons {
			for _, b := range row {
				name, _, _ := strings.Cut(strings.TrimPrefix(b.Command, "/"), " ")
				if name != "star" && slices.Contains(changing, name) {
					t.Errorf("%q has the button %q, which says %q", text, b.Label, b.Command)
				}
			}
		}
	}
	for _, text := range []string{"/star mount api", "/star room dome", "/star speaker " + slot.Speakers[0].Key} {
		e.Handle(t.Context(), typedIn("ada", text))
	}
	for text, label := range map[string]string{
		"/talk mount api": "★ Star", "/at 14:30": "★ 2", "/room dome": "★ ", "/speaker " + slot.Speakers[0].Key: "★ ",
	} {
		button(t, e.Handle(t.Context(), typedIn("bob", text)), label)
	}
}

// TestAGroupIsNotItsPeople holds that what an organiser wrote for everyone is neither
// shown nor forgotten with the group in which she asks.
func TestAGroupIsNotItsPeople(t *testing.T) {
	e := shared(t)
	e.Owners = []bot.Chat{ada}
	e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/broadcast Lunch is late."})
	if got := e.Handle(t.Context(), typedIn("ada", "/mydata")).Text(); strings.Contains(got, "message to everyone") {
		t.Errorf("a group is told: %q", got)
	}
	e.Handle(t.Context(), typedIn("ada", "/forget yes"))
	if got := ask(t, e, "/mydata"); !strings.Contains(got, "1 message to everyone, with your name.") {
		t.Errorf("after the group was forgotten: %q", got)
	}
}

// TestAForumIsToldThingsWhereItIsSetUp holds that the topic in which a group's settings
// change is where it is told things, and that no question, no press and nobody who does
// not run it changes that.
func TestAForumIsToldThingsWhereItIsSetUp(t *testing.T) {
	e := shared(t)
	told := func(in bot.Incoming) string {
		t.Helper()
		in.Topics = true
		e.Handle(t.Context(), in)
		w, err := e.Store.Wishes(t.Context(), group)
		if err != nil {
			t.Fatal(err)
		}
		return w.Thread
	}
	said := func(who, thread, text string) bot.Incoming {
		in := typedIn(who, text)
		in.Thread = thread
		return in
	}
	pressed := said("ada", "18", "/star tpm")
	pressed.Pressed = bot.Ref{Chat: group, ID: "7"}
	for _, test := range []struct {
		in   bot.Incoming
		want string
	}{
		{said("ada", "17", "/star soft reboot"), "17"},
		{said("ada", "18", "/next"), "17"},
		{said("bob", "18", "/star mount api"), "17"},
		{pressed, "17"},
		{said("ada", "18", "/remind 5"), "18"},
		{said("ada", "", "/remind 10"), ""},
	} {
		if got := told(test.in); got != test.want {
			t.Errorf("after %s of %s in %q it is told in %q", test.in.Text, test.in.Sender, test.in.Thread, got)
		}
		kept := e.Handle(t.Context(), typedIn("bob", "/mydata")).Text()
		if named := strings.Contains(kept, "in the topic in which they were last set up"); named != (test.want != "") {
			t.Errorf("told in %q, what is kept reads %s", test.want, kept)
		}
	}
}
