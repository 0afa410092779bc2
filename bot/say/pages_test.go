package say_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"usher/bot"
	"usher/bot/say"
)

// TestLongTextsAreTurned reads a text to its end by pressing the last page's
// button for more: every word comes once, in order, and no page is too long.
func TestLongTextsAreTurned(t *testing.T) {
	words := strings.Fields(strings.Repeat("one two three four five six seven eight nine ten ", 300))
	long := talk("Long", morning(12, 0, 0))
	// A paragraph longer than a page, with an address over the end of one, many
	// short ones, and a word longer than a page.
	words[350] = "https://example.org/" + strings.Repeat("long/", 50)
	long.Abstract = strings.Join(words[:1000], " ")
	for i := 1000; i < 3000; i += 100 {
		long.Abstract += "\n\n" + strings.Join(words[i:i+100], " ")
	}
	long.Description = strings.Repeat("ü", 5000)
	s := build(t, long)
	m := say.In("en").At(s, morning(11, 0, 0), nil)
	var read []string
	pages, card := 0, say.Card{Full: true}
	for more := true; more; pages++ {
		if pages > 20 {
			t.Fatal("there is no end of it")
		}
		page := m.Talk(s.Slots(), card)
		if n := utf8.RuneCountInString(page.Text()); n > 2000 {
			t.Errorf("page %d has %d characters", pages, n)
		}
		for _, p := range page.Body[2:] {
			for _, span := range p {
				if span.Style == bot.Link && span.Text != words[350] {
					t.Errorf("page %d has a part of an address: %s", pages, span.Text)
				}
			}
			read = append(read, strings.Fields(p.Text())...)
		}
		card.Skip, more = skipOf(t, page)
	}
	got, want := strings.Join(read, " "), strings.Join(words, " ")+" "
	if text := strings.ReplaceAll(got, "ü ", "ü"); text != want+long.Description {
		t.Errorf("read %d characters, %d written", len(text), len(want+long.Description))
	}
	if pages < 8 {
		t.Errorf("only %d pages", pages)
	}
	card.Skip = 1000
	if m.Talk(s.Slots(), card).Text() != m.Talk(s.Slots(), say.Card{Full: true}).Text() {
		t.Error("a page beyond the end is not the first")
	}
}

// skipOf is where the next page begins, by the button that leads to it.
func skipOf(t *testing.T, m bot.Message) (skip int, more bool) {
	t.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if _, digits, found := strings.Cut(b.Command, " more +"); found {
				for _, d := range digits {
					skip = 10*skip + int(d-'0')
				}
				return skip, true
			}
		}
	}
	return 0, false
}
