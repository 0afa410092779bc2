package command_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/command"
)

// look is what ada finds in a chat that Usher is not in.
func look(t *testing.T, e *command.Env, text string, skip int) bot.Finds {
	t.Helper()
	return e.Find(t.Context(), bot.Query{Chat: ada, Language: "en", Text: text, Skip: skip, Most: 5})
}

func titles(finds bot.Finds) []string {
	var all []string
	for _, c := range finds.Cards {
		all = append(all, c.Title)
	}
	return all
}

// TestFindsWhatIsMeant by words, a place, a time, or by nothing: then it is what is on
// and comes next.
func TestFindsWhatIsMeant(t *testing.T) {
	e := shared(t)
	for text, want := range map[string][]string{
		"soft reboot": {"Soft Reboot: atomically replace rootfs and reboot userspace without kernel restart"},
		"soft rebot":  {"Soft Reboot: atomically replace rootfs and reboot userspace without kernel restart"},
		"dome 14:30":  {"New Mount API"},
		"wed 17:30":   {"64-bit time_t on armhf: Running abi-compliance-checker on all of Ubuntu"},
		"": {
			"Gaining Linux insights with Inspektor Gadget, an eBPF tool and systems inspection framework",
			"Encrypted Btrfs Subvolumes: Keeping Container Storage Safe",
			"System and Configuration Extensions for Image-based Linux Distros and Beyond",
			"Forensic container checkpointing and analysis",
		},
		"xyzzyxyzzy": nil,
	} {
		got := look(t, e, text, 0)
		if diff := cmp.Diff(want, titles(got)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
	if got := look(t, e, "", 0).Otherwise; got != "Nothing matches. Ask me in private" {
		t.Errorf("otherwise it says %q", got)
	}
	e.Now = func() time.Time { return time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC) }
	if got := look(t, e, "", 0); len(got.Cards) != 5 || !got.More {
		t.Errorf("of what is over there are %d cards, and more: %t", len(got.Cards), got.More)
	}
}

// TestFindsAPageAtATime, each talk once, also one that is held several times.
func TestFindsAPageAtATime(t *testing.T) {
	e := shared(t)
	var all []string
	for skip := 0; ; skip += 5 {
		page := look(t, e, "linux", skip)
		all = append(all, titles(page)...)
		if !page.More {
			break
		}
	}
	slices.Sort(all)
	if n := len(slices.Compact(slices.Clone(all))); n < 12 || n != len(all) {
		t.Errorf("%d cards of %d talks", len(all), n)
	}
	if past := look(t, e, "linux", 1000); len(past.Cards) != 0 || past.More {
		t.Errorf("beyond the end: %+v", past)
	}
}

// TestACardHoldsForEverybody: who chooses sees their star, who reads does not; the
// buttons are for anybody.
func TestACardHoldsForEverybody(t *testing.T) {
	e := shared(t)
	ask(t, e, "/star soft reboot")
	card := look(t, e, "soft reboot", 0).Cards[0]
	const (
		title = "★ Soft Reboot: atomically replace rootfs and reboot userspace without kernel restart"
		what  = "Wed 12:30–12:55 in Main Hall · Luca Boccassi"
	)
	if card.Title != title || card.What != what || card.Key != "main-c-XVV9QY" {
		t.Errorf("to choose from: %q, %q", card.Title, card.What)
	}
	text := card.Message.Text()
	if !strings.Contains(text, what) || strings.Contains(text, "Yours") || strings.Contains(text, "★") {
		t.Errorf("everybody reads\n%s", text)
	}
	want := [][]bot.Button{{
		{Label: "★ Star", Aloud: "Star", Command: "/star main-c-XVV9QY", Undo: "/unstar main-c-XVV9QY"},
		{Label: "More", URL: "https://example.org/usher?start=talk_main-c-XVV9QY"},
		{Label: "Page", URL: "https://cfp.all-systems-go.io/all-systems-go-2023/talk/XVV9QY/"},
	}}
	if diff := cmp.Diff(want, card.Message.Buttons); diff != "" {
		t.Error(diff)
	}
	german := e.Find(t.Context(), bot.Query{Chat: bot.Chat{Platform: "test", ID: "bob"}, Language: "de", Text: "soft reboot", Most: 1}).Cards[0]
	if want := "Mi 12:30–12:55 in Main Hall · Luca Boccassi"; german.What != want || strings.HasPrefix(german.Title, "★") {
		t.Errorf("to another: %q, %q", german.Title, german.What)
	}
}

// TestAStarUnderACardIsThePressers: in their own chat, by a whisper; a stranger is
// shown the door that does it, and is none of those whom Usher knows.
func TestAStarUnderACardIsThePressers(t *testing.T) {
	e := shared(t)
	press := func(person, text string) bot.Message {
		chat := bot.Chat{Platform: "test", ID: person}
		return e.Handle(t.Context(), bot.Incoming{Chat: chat, Sender: person, Elsewhere: true, Text: text, Pressed: bot.Ref{Chat: chat, ID: "press"}})
	}
	if got := press("bob", "/star main-c-XVV9QY").Text(); got != "★ Yours. I'll ring at 12:20." {
		t.Errorf("bob is told %q", got)
	}
	refused := press("eve", "/star main-c-XVV9QY")
	if door := refused.Buttons[0][0].URL; door != "https://example.org/usher?start=star_main-c-XVV9QY" {
		t.Errorf("eve is shown %q", door)
	}
	for _, text := range []string{"/forget yes", "/star room Dome", "/star main-c-GONE", "words"} {
		if got := press("bob", text).Text(); got != "That talk is not in the schedule any more." {
			t.Errorf("%q is answered %q", text, got)
		}
	}
	for person, stars := range map[string]int{"bob": 1, "eve": 0} {
		w, err := e.Store.Wishes(t.Context(), bot.Chat{Platform: "test", ID: person})
		if err != nil || w.Stars() != stars {
			t.Errorf("%s has %d stars, %v", person, w.Stars(), err)
		}
	}
	e.Hosts["test"] = house{errors.New("timeout")}
	if got := press("bob", "/star main-c-XVV9QY").Text(); !strings.HasPrefix(got, "Your network did not answer") {
		t.Errorf("while nobody knows: %q", got)
	}
}
