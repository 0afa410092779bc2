package command_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
	"usher/schedule"
)

// linkForm is what a link's payload may be (core.telegram.org/bots/features).
var linkForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// TestLinksLeadToWhatTheyName: all talks, rooms and speakers of a real schedule.
func TestLinksLeadToWhatTheyName(t *testing.T) {
	e, _ := env(t)
	s := e.Schedule()
	direct := map[schedule.Topic]string{}
	for _, slot := range s.Slots() {
		for _, topic := range slot.Topics() {
			direct[topic] = "/" + strings.Replace(string(topic.Kind), "track", "tracks", 1) + " " + topic.Key
		}
	}
	if len(direct) < 90 {
		t.Fatalf("there are only %d things to link to", len(direct))
	}
	for topic, typed := range direct {
		payload := command.Payload(topic)
		if !linkForm.MatchString(payload) {
			t.Errorf("no link can carry %q", payload)
		}
		want := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: typed})
		got := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: "/start " + payload})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-typed +by link)\n%s", payload, diff)
		}
	}
}

// TestALinkOutlivesTheSchedule: what it leads to may be known by another key, or gone,
// and what is no link is as if nothing had been said.
func TestALinkOutlivesTheSchedule(t *testing.T) {
	const (
		welcome = "All Systems Go! 2023 — 13–14 September, Main Hall and Dome."
		gone    = "\nTry /now, /next, or type what interests you."
	)
	for payload, want := range map[string]string{
		"":                        welcome,
		"NYLYDK":                  welcome,
		"poster_7":                welcome,
		"talk_":                   welcome,
		"room_n-dome":             "Dome, Wednesday",
		"speaker_main-n-kai-luke": "Kai Lüke",
		"talk_workshops-c-NYLYDK": ask(t, first(env(t)), "/talk main-c-NYLYDK"),
		"talk_main-c-GONE":        "That talk is not in the schedule any more." + gone,
		"star_main-c-GONE":        "That talk is not in the schedule any more." + gone,
		"room_n-ballroom":         "That room is not in the schedule any more." + gone,
		"room_g-n-dome":           "Dome, Wednesday",
		"speaker_main-c-GONE":     "That person is not in the schedule any more." + gone,
		"track_n-kernel":          "That track is not in the schedule any more." + gone,
	} {
		got := ask(t, first(env(t)), strings.TrimSpace("/start "+payload))
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q leads to\n%s\nwant\n%s", payload, got, want)
		}
	}
}

func first[T, U any](t T, _ U) T { return t }

// TestAStarPressedByAStrangerIsALinkAway: the door that they are shown does what they
// have pressed, once they have gone through it.
func TestAStarPressedByAStrangerIsALinkAway(t *testing.T) {
	e := shared(t)
	refused := e.Handle(t.Context(), pressedIn("eve", "/star main-c-NYLYDK < /now"))
	_, payload, found := strings.Cut(refused.Buttons[0][0].URL, "?start=")
	if !found || !linkForm.MatchString(payload) {
		t.Fatalf("the door is %q", refused.Buttons[0][0].URL)
	}
	eve := bot.Chat{Platform: "test", ID: "eve"}
	answer := e.Handle(t.Context(), bot.Incoming{Chat: eve, Sender: "eve", Text: "/start " + payload}).Text()
	if !strings.Contains(answer, "★ Yours.") {
		t.Errorf("beyond the door stands\n%s", answer)
	}
	w, err := e.Store.Wishes(t.Context(), eve)
	if err != nil || w.Stars() != 1 {
		t.Errorf("starred is %v, %v", w.Follows, err)
	}
	if door := e.Handle(t.Context(), pressedIn("eve", "/mute main-c-NYLYDK")).Buttons[0][0].URL; strings.Contains(door, "?start=") {
		t.Errorf("the door for another press is %q", door)
	}
}
