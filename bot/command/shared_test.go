package command_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
)

// changing are the commands that change what their chat wants.
var changing = []string{"star", "unstar", "keep", "remind", "mute", "unmute", "language", "forget"}

var group = bot.Chat{Platform: "test", ID: "group"}

// house is a network on which ada runs the group. She and bob have written to Usher
// alone, eve has not.
type house struct{ err error }

func (h house) MayChange(_ context.Context, shared bot.Chat, person string) (bool, error) {
	return shared == group && person == ada.ID, h.err
}

func (h house) Private(_ context.Context, person string) (bot.Chat, bool, error) {
	return bot.Chat{Platform: "test", ID: person}, h.err == nil && person != "eve", h.err
}

func (house) Door(payload string) string {
	if payload == "" {
		return "https://example.org/usher"
	}
	return "https://example.org/usher?start=" + payload
}

// shared is a table of commands on such a network.
func shared(tb testing.TB) *command.Env {
	tb.Helper()
	e, _ := env(tb)
	e.Hosts = map[string]bot.Host{"test": house{}}
	return e
}

// typedIn and pressedIn are what somebody says in the group.
func typedIn(person, text string) bot.Incoming {
	return bot.Incoming{Chat: group, Sender: person, Shared: true, Text: text}
}

func pressedIn(person, text string) bot.Incoming {
	in := typedIn(person, text)
	in.Pressed = bot.Ref{Chat: group, ID: "1"}
	return in
}

// TestWhoMayRunWhat walks the whole table in each setting: where a command runs for
// whom, and what is said in its place.
func TestWhoMayRunWhat(t *testing.T) {
	const (
		rule   = "Only those who run this chat"
		door   = "What you press here is for you alone"
		unsure = "Your network did not answer"
		orga   = "That's for organisers. If you are one, ask an owner for /grant."
	)
	away := map[string]bot.Host{"test": house{errors.New("timeout")}}
	for setting, test := range map[string]struct {
		said bot.Incoming
		net  map[string]bot.Host
		// refused is how a command that changes something is refused; else it runs
		// in a chat.
		refused string
		in      bot.Chat
	}{
		"in private":                           {said: bot.Incoming{Chat: ada, Sender: "ada"}, in: ada},
		"in a private room of another name":    {said: bot.Incoming{Chat: ada, Sender: "@ada"}, in: ada},
		"pressed in private":                   {said: bot.Incoming{Chat: ada, Pressed: bot.Ref{Chat: ada, ID: "1"}}, in: ada},
		"typed by who runs the group":          {said: typedIn("ada", ""), in: group},
		"typed by somebody else":               {said: typedIn("bob", ""), refused: rule},
		"typed by nobody":                      {said: typedIn("", ""), refused: rule},
		"pressed by who runs the group":        {said: pressedIn("ada", ""), in: ada},
		"pressed by somebody else":             {said: pressedIn("bob", ""), in: bot.Chat{Platform: "test", ID: "bob"}},
		"pressed by a stranger":                {said: pressedIn("eve", ""), refused: door},
		"typed while the network is away":      {said: typedIn("ada", ""), net: away, refused: unsure},
		"pressed while the network is away":    {said: pressedIn("ada", ""), net: away, refused: unsure},
		"typed where the network knows none":   {said: typedIn("ada", ""), net: map[string]bot.Host{}, refused: rule},
		"pressed where the network knows none": {said: pressedIn("ada", ""), net: map[string]bot.Host{}, refused: door},
	} {
		t.Run(setting, func(t *testing.T) {
			e := shared(t)
			if test.net != nil {
				e.Hosts = test.net
			}
			for _, c := range e.Commands {
				refused, in := "", test.said.Chat
				switch {
				case c.For != command.Everyone:
					refused = orga
				case slices.Contains(changing, c.Name):
					refused, in = test.refused, test.in
				}
				admits(t, e, c.Name, test.said, refused, in)
			}
		})
	}
}

// admits says a command, and checks how it is refused; "" is that it runs, in a chat.
func admits(t *testing.T, e *command.Env, name string, said bot.Incoming, refused string, in bot.Chat) {
	t.Helper()
	var ran *command.Request
	i := slices.IndexFunc(e.Commands, func(c command.Command) bool { return c.Name == name })
	e.Commands[i].Run = func(_ context.Context, _ *command.Env, r *command.Request) (bot.Message, error) {
		ran = r
		return bot.Message{Body: []bot.Paragraph{{{Text: "done"}}}}, nil
	}
	said.Text = "/" + name + " soft +3 < /now"
	answer := e.Handle(t.Context(), said)
	moved := refused == "" && in != said.Chat
	if moved && answer.Chat != in || !moved && !answer.Chat.IsZero() {
		t.Errorf("/%s is answered in %q", name, answer.Chat)
	}
	switch {
	case refused != "":
		if ran != nil || !strings.HasPrefix(answer.Text(), refused) || !answer.Apart {
			t.Errorf("/%s ran: %t; apart: %t; %q", name, ran != nil, answer.Apart, answer.Text())
		}
	case ran == nil:
		t.Errorf("/%s did not run: %q", name, answer.Text())
	case ran.Chat != in || ran.Args != "soft" || ran.Skip != 3:
		t.Errorf("/%s runs in %s, of %q +%d", name, ran.Chat, ran.Args, ran.Skip)
	case moved && (ran.Shared || ran.From != "" || !ran.Pressed.IsZero()):
		t.Errorf("/%s runs alone as %+v", name, ran.Incoming)
	}
}

// TestTheChatsWishesStay holds that nothing that somebody who does not run a group
// types there, and nothing that anybody presses, changes what the group wants.
func TestTheChatsWishesStay(t *testing.T) {
	e := shared(t)
	slots := e.Schedule().Slots()
	for _, text := range []string{"/star " + slots[3].Key, "/star room dome", "/mute 1h", "/remind 15", "/language german"} {
		e.Handle(t.Context(), typedIn("ada", text))
	}
	before, err := e.Store.Wishes(t.Context(), group)
	if err != nil || len(before.Follows) != 2 || len(before.Mutes) != 1 || before.Chosen != "de" {
		t.Fatalf("the group wants %+v, %v", before, err)
	}
	for _, text := range append(sayings(e.Schedule(), slots[3]), "/forget yes", "/unmute all", "/unstar room dome") {
		e.Handle(t.Context(), typedIn("bob", text))
		for _, person := range []string{"ada", "bob", "eve"} {
			e.Handle(t.Context(), pressedIn(person, text))
		}
	}
	after, err := e.Store.Wishes(t.Context(), group)
	if diff := cmp.Diff(before, after); err != nil || diff != "" {
		t.Errorf("%v; the group's wishes have changed (-before +after):\n%s", err, diff)
	}
}

// TestAStarInAGroupIsWhoseItIs holds that a star belongs to whoever presses it, and
// that they are told so, alone.
func TestAStarInAGroupIsWhoseItIs(t *testing.T) {
	e := shared(t)
	key := e.Schedule().Search("mount api").Talks[0].Key
	e.Handle(t.Context(), pressedIn("bob", "/language"))
	if people, err := e.Store.People(t.Context()); err != nil || people != 2 {
		t.Errorf("%d chats are known, %v", people, err)
	}
	answer := e.Handle(t.Context(), pressedIn("bob", "/star "+key+" < /now"))
	bob := bot.Chat{Platform: "test", ID: "bob"}
	if got := answer.Text(); answer.Chat != bob || answer.Rings || !strings.Contains(got, "New Mount API") || !strings.Contains(got, "Yours. I'll ring at 14:20.") {
		t.Errorf("in %s: %q", answer.Chat, got)
	}
	for chat, want := range map[bot.Chat]int{bob: 1, group: 0} {
		if w, err := e.Store.Wishes(t.Context(), chat); err != nil || w.Stars() != want {
			t.Errorf("%s has %d stars, %v", chat, w.Stars(), err)
		}
	}
}

// TestAStrangerIsShownTheDoor holds that who has no private chat with Usher learns in
// the group how to begin one, and loses nothing that stands there.
func TestAStrangerIsShownTheDoor(t *testing.T) {
	e := shared(t)
	answer := e.Handle(t.Context(), pressedIn("eve", "/star soft reboot < /now"))
	want := [][]bot.Button{{{Label: "Write to me", URL: "https://example.org/usher"}}}
	if diff := cmp.Diff(want, answer.Buttons); diff != "" || !answer.Apart {
		t.Errorf("apart: %t, buttons (-want +got):\n%s", answer.Apart, diff)
	}
}

// TestAPressSpeaksThePersonsLanguage holds that what is said to somebody alone is in
// the language chosen there, and not in the group's.
func TestAPressSpeaksThePersonsLanguage(t *testing.T) {
	e := shared(t)
	bob := bot.Chat{Platform: "test", ID: "bob"}
	if err := e.Store.SetLanguage(t.Context(), bob, "de"); err != nil {
		t.Fatal(err)
	}
	if got := e.Handle(t.Context(), pressedIn("bob", "/mute")).Text(); !strings.HasPrefix(got, "Stumm") {
		t.Errorf("%q", got)
	}
	// A hint at the language of one of its people is none at the group's.
	in := pressedIn(group.ID, "/now")
	in.Language = "de"
	e.Handle(t.Context(), in)
	if w, err := e.Store.Wishes(t.Context(), group); err != nil || w.Language != "" {
		t.Errorf("the group speaks %q, %v", w.Language, err)
	}
}
