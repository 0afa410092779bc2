package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
)

// bilingual is a draft to everyone with a text in German beside the first.
func bilingual(t *testing.T) (e *command.Env, preview bot.Message) {
	t.Helper()
	e = organised(t)
	says(t, e, olga, "/broadcast all: Lunch is at 12.")
	return e, says(t, e, olga, "/broadcast de 1 Essen um 12.")
}

// TestEachTextOfABroadcastIsEditedByButton, or left out, and none of the others with it.
func TestEachTextOfABroadcastIsEditedByButton(t *testing.T) {
	const first, german = "Message from the organisers\nLunch is at 12.", "Nachricht der Orga\nEssen um 12."
	for press, test := range map[string]struct {
		types string // what is typed then
		want  []string
	}{
		"The first":      {"Lunch is at 13.", []string{"Message from the organisers\nLunch is at 13.", german}},
		"The German one": {"Essen um 13.", []string{first, "Nachricht der Orga\nEssen um 13."}},
		"Without German": {"", []string{first}},
		"Back":           {"", []string{first, german}},
	} {
		t.Run(press, func(t *testing.T) {
			e, preview := bilingual(t)
			which := says(t, e, olga, button(t, preview, "Edit"))
			if diff := cmp.Diff(" [The first] [The German one] [Without German] [Back]", labels(which)); diff != "" {
				t.Fatal(diff)
			}
			pressed := button(t, which, press)
			got := says(t, e, olga, pressed)
			if test.types != "" {
				got = says(t, e, olga, test.types)
			}
			var texts []string
			for _, begins := range []string{"Message from", "Nachricht der"} {
				if at := strings.Index(got.Text(), begins); at >= 0 {
					text, _, _ := strings.Cut(got.Text()[at:], "\n\n")
					texts = append(texts, text)
				}
			}
			if diff := cmp.Diff(test.want, texts); diff != "" || !strings.HasPrefix(got.Text(), "To everyone") {
				t.Errorf("%s\n%s", got.Text(), diff)
			}
			if press == "Back" {
				return
			}
			if again := says(t, e, olga, pressed).Text(); !strings.HasPrefix(again, "You have changed this since.") {
				t.Errorf("pressed again: %q", again)
			}
		})
	}
}

// TestABroadcastOfOneTextIsEditedAtOnce.
func TestABroadcastOfOneTextIsEditedAtOnce(t *testing.T) {
	e := organised(t)
	says(t, e, olga, button(t, says(t, e, olga, "/broadcast all: Lunch is at 12."), "Edit"))
	if got := says(t, e, olga, "Lunch is at 13.").Text(); !strings.HasSuffix(got, "\nLunch is at 13.") {
		t.Errorf("%q", got)
	}
}

// TestABroadcastWithoutATextIsAskedForIt, and what goes along with it is not forgotten.
func TestABroadcastWithoutATextIsAskedForIt(t *testing.T) {
	for typed, want := range map[string]string{
		"everyone:":          "To everyone: 1 person",
		"everyone":           "To everyone: 1 person",
		"an alle:":           "To everyone: 1 person",
		"room Dome":          "To those who follow Dome",
		"everyone at 18:00:": "Wed 18:00, to everyone",
		"at 18:00":           "To whom, Wed 18:00?",
		"room Dme:":          `No room is called "Dme". Did you mean Dome?`,
		"":                   "To whom?",
	} {
		t.Run(typed, func(t *testing.T) {
			e := organised(t)
			photo := bot.Attachment{Platform: "test", ID: "1", Name: "map.jpg", MIME: "image/jpeg"}
			in := bot.Incoming{Chat: bot.Chat{Platform: "test", ID: "room"}, Sender: olga.ID, Text: strings.TrimSpace("/broadcast " + typed), File: photo}
			asks := e.Handle(t.Context(), in).Text()
			if typed != "" && !strings.HasPrefix(asks, "What shall I tell them? Type the text") {
				t.Fatalf("%q", asks)
			}
			got := says(t, e, olga, "Party!\nCome.").Text()
			if !strings.HasPrefix(got, want) || !strings.Contains(got, "\nParty!\nCome.\nWith it goes a photo.") {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
	for _, text := range []string{"Today", "Lunch:", "Now:\nCome"} {
		e := organised(t)
		got := says(t, e, olga, "/broadcast "+text).Text()
		if text != "Today" && !strings.HasPrefix(got, "To whom?") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestATimeThatIsOverForTodayIsSaidFirst: it is Wednesday, 11:04.
func TestATimeThatIsOverForTodayIsSaidFirst(t *testing.T) {
	const over = "10:00 is over for today. Shall it go out Thu 10:00?"
	for typed, want := range map[string]string{
		"everyone at 10:00: Party!":          over,
		"at 10:00: Party!":                   over,
		"everyone tomorrow at 10:00: Party!": "Thu 10:00, to everyone",
		"everyone thu 10:00: Party!":         "Thu 10:00, to everyone",
		"everyone at 18:00: Party!":          "Wed 18:00, to everyone",
		"everyone in 23 h: Party!":           "Thu 10:04, to everyone",
	} {
		e := organised(t)
		if got := says(t, e, olga, "/broadcast "+typed).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", typed, got)
		}
	}
	for press, want := range map[string]string{
		"Thu 10:00":    "Thu 10:00, to everyone: 1 person as of now.",
		"At once":      "To everyone: 1 person.",
		"Another time": "When?",
		"Cancel":       "Cancelled.",
	} {
		e := organised(t)
		said := says(t, e, olga, "/broadcast everyone at 10:00: Party!")
		if got := says(t, e, olga, button(t, said, press)).Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", press, got)
		}
	}
	e := organised(t)
	says(t, e, olga, "/broadcast everyone: Party!")
	if got := says(t, e, olga, "/broadcast at 1 10:00").Text(); got != over {
		t.Errorf("a draft: %q", got)
	}
}

// TestWhoHasMutedUsherIsCounted: they are told, if without a sound.
func TestWhoHasMutedUsherIsCounted(t *testing.T) {
	e := organised(t)
	says(t, e, olga, "/whoami")
	e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: "/mute"})
	if got := says(t, e, olga, "/broadcast everyone: Lunch.").Text(); !strings.HasPrefix(got, "To everyone: 1 person and 1 group.") && !strings.HasPrefix(got, "To everyone: 2 people.") {
		t.Errorf("%q", got)
	}
}

// TestTheFirstTextOfABroadcastIsNotLeftOut by what begins like a button's command: it is a
// text then, and the draft stays as it is.
func TestTheFirstTextOfABroadcastIsNotLeftOut(t *testing.T) {
	e, _ := bilingual(t)
	says(t, e, olga, "/broadcast without 1.2")
	if got := says(t, e, olga, "/broadcast show 1").Text(); !strings.Contains(got, "Lunch is at 12.") {
		t.Errorf("%q", got)
	}
}
