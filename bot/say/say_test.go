package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

var berlin = mustZone("Europe/Berlin")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// morning is 13 September 2023 at a time of day in Berlin.
func morning(hour, minute, second int) time.Time {
	return time.Date(2023, time.September, 13, hour, minute, second, 0, berlin)
}

// talk is a slot in the Dome from start for 40 minutes.
func talk(title string, start time.Time) schedule.Slot {
	return schedule.Slot{
		Talk: schedule.Talk{Key: schedule.TalkKey("main", title, nil), Title: title,
			Speakers: []schedule.Speaker{{Key: "main-i-1", Name: "Ada Lovelace"}}},
		Room:  schedule.Room{Key: "n-dome", Name: "Dome"},
		Start: start, End: start.Add(40 * time.Minute),
	}
}

func build(t *testing.T, slots ...schedule.Slot) *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Draft{
		Conference: schedule.Conference{Title: "Small Conference", Zone: berlin}, Slots: slots,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// markup shows a message with its styles, as the catalogue writes them.
func markup(m bot.Message) string {
	marks := map[bot.Style]string{bot.Bold: "**", bot.Italic: "*", bot.Strike: "~~", bot.Code: "`", bot.Command: "`"}
	var b strings.Builder
	for _, p := range m.Body {
		for _, s := range p {
			if s.Style == bot.Link {
				b.WriteString("[" + s.Text + "](" + s.URL + ")")
				continue
			}
			b.WriteString(marks[s.Style] + s.Text + marks[s.Style])
		}
		b.WriteString("\n")
	}
	for _, row := range m.Buttons {
		for i, button := range row {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString("[" + button.Label + "]")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// star is the topic of a slot's own talk.
func star(slot *schedule.Slot) schedule.Topic {
	return schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key}
}

func equal(t *testing.T, got bot.Message, want ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(want, "\n")+"\n", markup(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRing(t *testing.T) {
	slot := talk("New Mount API", morning(14, 30, 0))
	s := build(t, slot)
	rung := []say.Rung{{Slot: s.Slots()[0], Because: star(s.Slots()[0])}}
	for now, head := range map[time.Time]string{
		morning(14, 20, 0):  "**Starting in 10 min in Dome: New Mount API**",
		morning(14, 20, 1):  "**Starting in 10 min in Dome: New Mount API**", // minutes round up
		morning(14, 29, 30): "**Starting in 1 min in Dome: New Mount API**",
		morning(14, 30, 0):  "**Starting now in Dome: New Mount API**",
		morning(14, 30, 59): "**Starting now in Dome: New Mount API**",
		morning(14, 32, 10): "**Started 2 min ago in Dome: New Mount API**",
		morning(13, 25, 0):  "**Starting in 1 h 5 min in Dome: New Mount API**",
	} {
		m := say.In("en").Rings(s, rung, now)
		equal(t, m, head, "14:30–15:10 · Ada Lovelace", "[Details] [Unstar]")
		if !m.Rings {
			t.Error("a ring rings nobody")
		}
	}
}

func TestRingWithoutAStar(t *testing.T) {
	s := build(t, talk("New Mount API", morning(14, 30, 0)))
	m := say.In("en").Rings(s, []say.Rung{{s.Slots()[0], schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}}}, morning(14, 20, 0))
	equal(t, m, "**Starting in 10 min in Dome: New Mount API**", "14:30–15:10 · Ada Lovelace", "You follow **Dome**.",
		"[Details] [★ Star] [Unfollow Dome]")
}

func TestRingsForSeveral(t *testing.T) {
	one, two := talk("One", morning(14, 30, 0)), talk("Two", morning(14, 30, 0))
	two.Room = schedule.Room{Key: "n-hall", Name: "Main Hall"}
	later := talk("Three", morning(14, 35, 0))
	s := build(t, one, two, later)
	rungs := []say.Rung{{s.Slots()[0], star(s.Slots()[0])}, {s.Slots()[1], star(s.Slots()[1])}}
	equal(t, say.In("en").Rings(s, rungs, morning(14, 20, 0)),
		"**Starting in 10 min, two of yours:**",
		"**1** in **Dome** — One",
		"**2** in **Main Hall** — Two",
		"[Keep 1] [Keep 2] [Keep both]")
	rungs = append(rungs, say.Rung{Slot: s.Slots()[2], Because: star(s.Slots()[2])})
	equal(t, say.In("en").Rings(s, rungs, morning(14, 27, 0)),
		"**3 of yours, the first in 3 min:**",
		"**1** 14:30 in **Dome** — One",
		"**2** 14:30 in **Main Hall** — Two",
		"**3** 14:35 in **Dome** — Three",
		"[1] [2] [3]")
	equal(t, say.In("en").Rings(s, rungs[:2], morning(14, 31, 0)),
		"**Started 1 min ago, two of yours:**",
		"**1** in **Dome** — One",
		"**2** in **Main Hall** — Two",
		"[Keep 1] [Keep 2] [Keep both]")
}

func TestTitlesAreNeverMarkup(t *testing.T) {
	const title = "**bold** {Room} `code` ~~gone~~ <b>[x](y)"
	s := build(t, talk(title, morning(14, 30, 0)))
	m := say.In("en").Rings(s, []say.Rung{{Slot: s.Slots()[0]}}, morning(14, 20, 0))
	want := bot.Paragraph{{Text: "Starting in 10 min in Dome: " + title, Style: bot.Bold}}
	if diff := cmp.Diff(want, m.Body[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTitlesEndSentences(t *testing.T) {
	s := build(t, talk("Why strace?", morning(14, 30, 0)))
	m := say.In("en").At(s, morning(9, 0, 0), nil).Quiet()
	equal(t, m, "**Small Conference starts Wednesday, 13 September, at 14:30** in Dome with *Why strace?*", "[Today]")
}

func TestProse(t *testing.T) {
	slot := talk("Texts", morning(14, 30, 0))
	slot.Speakers = nil
	slot.Abstract = "Stars *, <b> and _lines_, see the page (https://example.org/x_(y)), http://example.org.\n\n" +
		"What:\n\n• one\n• two\n\nAn address that is none: https://"
	slot.Description = "1. more"
	s := build(t, slot)
	equal(t, say.In("en").At(s, morning(9, 0, 0), nil).Talk(s.Slots(), say.Card{Full: true}),
		"**Texts**",
		"Wed 14:30–15:10 in **Dome**",
		"",
		"Stars *, <b> and _lines_, see the page ([https://example.org/x_(y)](https://example.org/x_(y))), [http://example.org](http://example.org).",
		"",
		"What:",
		"",
		"• one",
		"• two",
		"",
		"An address that is none: https://",
		"",
		"1. more",
		"[★ Star]")
}

// TestAddressesAreNotCut has an address where the text is cut: it is shown whole
// or left out.
func TestAddressesAreNotCut(t *testing.T) {
	const address = "https://example.org/a-rather-long-address/of-a-page"
	for before := 200; before < 310; before++ {
		slot := talk("Long", morning(14, 30, 0))
		slot.Abstract = strings.Repeat("w", before-8) + " page (" + address + ") and " + strings.Repeat("so on ", 50)
		s := build(t, slot)
		m := say.In("en").At(s, morning(9, 0, 0), nil).Talk(s.Slots(), say.Card{})
		shown := m.Body[2].Text()
		if rest := strings.ReplaceAll(shown, address, ""); strings.Contains(rest, "http") || strings.HasSuffix(rest, "(…") {
			t.Fatalf("%d characters before it: %q", before, shown)
		}
		if n := len([]rune(shown)); n > 300 {
			t.Errorf("%d characters before it: %d are shown", before, n)
		}
	}
}

func TestAbstractIsCutAtAWord(t *testing.T) {
	slot := talk("Long", morning(14, 30, 0))
	slot.Abstract = strings.Repeat("seven77 ", 100)
	s := build(t, slot)
	m := say.In("en").At(s, morning(9, 0, 0), nil).Talk(s.Slots(), say.Card{})
	shown := m.Body[2].Text()
	if n := len([]rune(shown)); n > 300 || n < 280 || !strings.HasSuffix(shown, "seven77…") {
		t.Errorf("%d characters are shown: %q", n, shown)
	}
	if !strings.Contains(markup(m), "[More]") {
		t.Error("there is no way to the rest")
	}
}

func TestUnknownEndIsMarked(t *testing.T) {
	slot := talk("Open end", morning(11, 0, 0))
	slot.End = time.Time{}
	s := build(t, slot)
	m := say.In("en").At(s, morning(11, 4, 0), nil).Now(say.List{Slots: s.Slots(), Command: "/now"})
	equal(t, m, "**Now, Wed 11:04**", "**1** until about 12:00 in **Dome**", "Open end", "Ada Lovelace", "[★ 1] [Next]")
}

func TestTimesAreTheConferences(t *testing.T) {
	// The clocks go back in the night between the two days.
	sat := talk("Saturday", time.Date(2023, time.October, 28, 16, 0, 0, 0, berlin))
	sun := talk("Sunday", time.Date(2023, time.October, 29, 16, 0, 0, 0, berlin))
	s := build(t, sat, sun)
	yours := func(*schedule.Slot) bool { return true }
	m := say.In("en").At(s, time.Date(2023, time.October, 28, 10, 0, 0, 0, berlin), yours)
	agenda := say.Agenda{Slots: s.Slots(), Leads: []time.Duration{10 * time.Minute}}
	agenda.Day = s.Days()[0]
	equal(t, m.Agenda(agenda), "**Your Saturday** (times in Berlin, CEST)", "16:00 Dome — Saturday", "**Sunday** 1 talk.",
		"[Saturday] [Sunday]", "[Reminders: 10 min]")
	agenda.Day = s.Days()[1]
	equal(t, m.Agenda(agenda), "**Your Sunday** (times in Berlin, CET)", "16:00 Dome — Sunday", "**Saturday** 1 talk.",
		"[Saturday] [Sunday]", "[Reminders: 10 min]")
}

func TestSpeaks(t *testing.T) {
	for lang, want := range map[string]bool{"en": true, "en-GB": true, "de-AT": true, "de_CH": true, "gsw": true, "fr": false, "": false, "not a language": false} {
		if got := say.Speaks(lang); got != want {
			t.Errorf("Speaks(%q) = %v", lang, got)
		}
	}
}

// TestClashes says how two talks of one person are at odds: a same start is one
// thing, running into each other another.
func TestClashes(t *testing.T) {
	mine := talk("Mine", morning(12, 30, 0))
	same := talk("Same", morning(12, 30, 0))
	same.Room = schedule.Room{Key: "n-hall", Name: "Main Hall"}
	before := talk("Before", morning(12, 20, 0))
	before.Room = schedule.Room{}
	s := build(t, mine, same, before)
	slots := s.Slots() // before, mine, same
	yours := func(slot *schedule.Slot) bool { return slot.Title == "Mine" }
	m := say.In("en").At(s, morning(11, 0, 0), yours)
	equal(t, m.Talk(slots[1:2], say.Card{Star: say.Star{Leads: tenMinutes, Clashes: []*schedule.Slot{slots[0], slots[2]}}}),
		"**Mine**", "Wed 12:30–13:10 in **Dome** · Ada Lovelace", "★ **Yours.** I'll ring at 12:20.",
		"⚠ Overlaps *Before* (12:20–13:00).",
		"⚠ Same time as *Same* (12:30, Main Hall).",
		"[Unstar] [Mute] [Ada Lovelace]")
}

// TestHeldAgainIsNoRing holds that when a talk is held again does not read as when
// it rings: that is before.
func TestHeldAgainIsNoRing(t *testing.T) {
	again := talk("Tour", morning(14, 0, 0))
	s := build(t, talk("Tour", morning(11, 0, 0)), again)
	m := say.In("en").At(s, morning(10, 0, 0), titled("Tour"))
	card := m.Talk(s.Slots(), say.Card{Brief: true, Star: say.Star{Leads: tenMinutes}}).Text()
	if want := "Yours. I'll ring at 10:50. It is held again at 14:00."; !strings.Contains(card, want) {
		t.Errorf("the card lacks %q:\n%s", want, card)
	}
}
