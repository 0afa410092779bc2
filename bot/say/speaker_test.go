package say_test

import (
	"testing"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// TestSpeakerHasAPicture holds that a person's picture is a link, where there is
// one that networks take, and on the first page alone.
func TestSpeakerHasAPicture(t *testing.T) {
	ada := schedule.Speaker{Key: "main-c-ADALOV", Name: "Ada Lovelace", Avatar: "https://pics.example/ada.jpg"}
	var slots []schedule.Slot
	for hour := range 9 {
		slots = append(slots, talk("Engines", morning(9+hour, 30, 0)))
	}
	s := build(t, slots...)
	list := say.List{Slots: s.Slots(), Command: "/speaker " + ada.Key}
	for language, want := range map[string]string{"en": "Picture", "de": "Bild"} {
		m := say.In(language).At(s, morning(11, 4, 0), nil)
		if got := linkTo(m.Speaker(ada, false, "", list), ada.Avatar); got != want {
			t.Errorf("%s: the picture is the button %q, want %q", language, got, want)
		}
		later := list
		later.Skip = 6
		if got := linkTo(m.Speaker(ada, false, "", later), ada.Avatar); got != "" {
			t.Errorf("%s: the next page has it again: %q", language, got)
		}
		script := schedule.Speaker{Key: ada.Key, Name: ada.Name, Avatar: "javascript:alert(1)"}
		if got := linkTo(m.Speaker(script, false, "", list), script.Avatar); got != "" {
			t.Errorf("%s: a button %q that runs a script", language, got)
		}
	}
}

// linkTo is the label of the button that opens a URL; "" if none does.
func linkTo(m bot.Message, url string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.URL == url {
				return b.Label
			}
		}
	}
	return ""
}
