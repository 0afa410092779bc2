package command_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/schedule"
)

func TestLanguage(t *testing.T) {
	for typed, want := range map[string]string{
		"german":  "Ab jetzt spreche ich Deutsch mit dir",
		"Deutsch": "Ab jetzt spreche ich Deutsch mit dir",
		"de":      "Ab jetzt spreche ich Deutsch mit dir",
		"de-AT":   "Ab jetzt spreche ich Deutsch mit dir",
		"english": "From now on I speak English with you",
		"default": "From now on I speak English with you",
		"klingon": `I don't speak "klingon". I speak Deutsch and English.`,
		"fr":      `I don't speak "fr".`,
		"":        "I speak English with you",
	} {
		e, _ := env(t)
		if got := ask(t, e, "/language "+typed); !strings.HasPrefix(got, want) {
			t.Errorf("/language %s: %q", typed, got)
		}
	}
}

// TestLanguageIsKept holds that what was chosen outlives the answer, and that
// taking it back leaves it to the network.
func TestLanguageIsKept(t *testing.T) {
	e, _ := env(t)
	woken := 0
	e.Wake = func() { woken++ }
	ask(t, e, "/language de")
	if got := ask(t, e, "/unmute"); got != "Nichts war stumm. Ich melde mich wie immer." {
		t.Errorf("the next answer is %q", got)
	}
	if chosen := wishes(t, e).Chosen; chosen != "de" || woken == 0 {
		t.Errorf("kept as %q, planned %d times", chosen, woken)
	}
	in := bot.Incoming{Chat: ada, Sender: ada.ID, Language: "de-CH", Text: "/language english"}
	if got := e.Handle(t.Context(), in).Text(); !strings.HasPrefix(got, "From now on I speak English") {
		t.Errorf("what was chosen does not win: %q", got)
	}
	in.Text = "/language default"
	if got := e.Handle(t.Context(), in).Text(); !strings.HasPrefix(got, "Ab jetzt spreche ich Deutsch mit dir") {
		t.Errorf("taken back: %q", got)
	}
}

// TestSettingsLeadBack holds that whatever is changed from the settings shows
// them again as they are then, and that looking at one leads back.
func TestSettingsLeadBack(t *testing.T) {
	e, _ := env(t)
	say := func(text string) bot.Message {
		return e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text, Pressed: bot.Ref{Chat: ada, ID: "1"}})
	}
	m := say("/settings")
	for _, path := range []struct{ look, change, want string }{
		{"Reminders: 10 min", "30 min", "I ring 30 min before what is yours."},
		{"Mute", "1 h", "Muted until 12:04: nothing rings."},
		{"Language", "Deutsch", "Ich spreche Deutsch, auch in Erinnerungen."},
		{"Sprache", "English", "I speak English, in rings too."},
	} {
		look := say(button(t, m, path.look))
		back := "Back"
		if path.look == "Sprache" {
			back = "Zurück"
		}
		if got := say(button(t, look, back)); got.Text() == look.Text() || len(got.Body) != len(m.Body) {
			t.Errorf("back from %s: %q", path.look, got.Text())
		}
		m = say(button(t, look, path.change))
		if !strings.Contains(m.Text(), path.want) {
			t.Errorf("%s, %s: %q", path.look, path.change, m.Text())
		}
	}
	if m = say(button(t, m, "Unmute")); !strings.Contains(m.Text(), "Nothing is muted.") {
		t.Errorf("unmuted: %q", m.Text())
	}
	for _, label := range []string{"What I keep", "Forget me"} {
		back := map[string]string{"What I keep": "Back", "Forget me": "Keep it all"}[label]
		if got := say(button(t, say(button(t, m, label)), back)); got.Text() != m.Text() {
			t.Errorf("back from %s: %q", label, got.Text())
		}
	}
}

// TestMyDataHidesNothing holds that every star and everything followed is named,
// page after page, what has left the schedule included.
func TestMyDataHidesNothing(t *testing.T) {
	e, _ := env(t)
	for _, slot := range e.Schedule().Slots()[:12] {
		ask(t, e, "/star "+slot.Key)
	}
	ask(t, e, "/star room dome")
	ask(t, e, "/star speaker lennart")
	gone := []schedule.Topic{{Kind: schedule.TopicTalk, Key: "main-c-GONE00"}, {Kind: schedule.TopicTrack, Key: "n-gone"}}
	for _, topic := range gone {
		if _, err := e.Store.Follow(t.Context(), ada, bot.Follow{Topic: topic}); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Store.Mute(t.Context(), ada, bot.Mute{Talk: "main-c-GONE01", Until: e.Now().Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for text := "/mydata"; text != ""; {
		m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Text: text})
		all.WriteString(m.Text() + "\n")
		text = ""
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasSuffix(b.Label, " more") {
					text = b.Command
				}
			}
		}
	}
	for _, slot := range e.Schedule().Slots()[:12] {
		if !strings.Contains(all.String(), "Star: "+slot.Title+"\n") {
			t.Errorf("%q is not named", slot.Title)
		}
	}
	for _, want := range []string{
		"Its name on the network: test:ada.", "Language: none.", "Reminders: none chosen.",
		"13 stars and 3 rooms, speakers or tracks you follow",
		"Room: Dome", "Speaker: Lennart Poettering",
		"Star: (not in the schedule any more: main-c-GONE00)", "Track: (not in the schedule any more: n-gone)",
		"Muted until 10:04, which is over: (not in the schedule any more: main-c-GONE01).", "/forget deletes all of it.",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, all.String())
		}
	}
}

// TestMyDataOfAGroup holds that a group is told that the data is its own.
func TestMyDataOfAGroup(t *testing.T) {
	e, _ := env(t)
	for _, shared := range []bool{true, false} {
		// On Matrix somebody alone with Usher has another name than the room, too.
		m := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: "eve", Shared: shared, Text: "/mydata"})
		if got := strings.Contains(m.Text(), "Everyone in this chat shares it."); got != shared {
			t.Errorf("shared %t: %q", shared, m.Text())
		}
	}
}

// TestHelpIsGrouped holds that help fits a phone's two screens, and that
// organisers see theirs.
func TestHelpIsGrouped(t *testing.T) {
	e, _ := env(t)
	got := ask(t, e, "/help")
	for _, group := range []string{"Questions", "Yours", "Settings", "Besides"} {
		if strings.Count(got, "\n\n"+group+"\n") != 1 {
			t.Errorf("%s does not stand once in:\n%s", group, got)
		}
	}
	if strings.Contains(got, "For organisers") {
		t.Errorf("help for everyone: %s", got)
	}
	e.Owners = []bot.Chat{ada}
	if got := ask(t, e, "/help organisers"); !strings.HasPrefix(got, "For organisers\n") {
		t.Errorf("help for organisers: %s", got)
	}
	if got, want := ask(t, e, "/help star"), "/star words — "; !strings.HasPrefix(got, want) {
		t.Errorf("help on one: %q", got)
	}
	if got := ask(t, e, "/help nonsense"); !strings.HasPrefix(got, "What you can ask") {
		t.Errorf("help on none: %q", got)
	}
}

// TestMyDataNamesWhatIsOver holds that a mute which has ended, and is kept, is not
// said to keep anything from ringing.
func TestMyDataNamesWhatIsOver(t *testing.T) {
	e, _ := env(t)
	ask(t, e, "/mute 1h")
	if got := ask(t, e, "/mydata"); !strings.Contains(got, "\nMuted until 12:04: everything.\n") {
		t.Errorf("while it lasts: %s", got)
	}
	clock := clockAt(e, 13, 0)
	e.Now = func() time.Time { return clock }
	if got := ask(t, e, "/mydata"); !strings.Contains(got, "\nMuted until 12:04, which is over: everything.\n") {
		t.Errorf("once it is over: %s", got)
	}
}

// TestClashByGuess stars a talk while another runs whose end nobody knows.
func TestClashByGuess(t *testing.T) {
	slot := func(key, room string, minute int) schedule.Slot {
		return schedule.Slot{Talk: schedule.Talk{Key: key, Title: "Title " + key}, Room: schedule.Room{Key: room, Name: room},
			Start: time.Date(2023, time.September, 13, 14, minute, 0, 0, time.UTC)}
	}
	s, err := schedule.New(schedule.Draft{Slots: []schedule.Slot{slot("long", "Dome", 0), slot("late", "Hall", 30), slot("with", "Attic", 30)}})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := env(t)
	e.Schedule = func() *schedule.Schedule { return s }
	ask(t, e, "/star title long")
	if got := ask(t, e, "/star title late"); !strings.Contains(got, "⚠ May overlap Title long") {
		t.Errorf("a star that may clash: %s", got)
	}
	if got := ask(t, e, "/star title with"); !strings.Contains(got, "⚠ May overlap Title long") || !strings.Contains(got, "⚠ Same time as Title late") {
		t.Errorf("a star that clashes: %s", got)
	}
	if got := ask(t, e, "/agenda"); !strings.Contains(got, "Title long ⚠ may run into 14:30") || !strings.Contains(got, "⚠ same time as the next") {
		t.Errorf("the agenda: %s", got)
	}
}
