package bottest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"usher/bot"
)

// hostile are texts that schedules and people write, by accident or not.
var hostile = map[string]string{
	"html":          `<b>bold</b> & <a href="https://example.org">here</a> &lt;`,
	"markdown":      "*a* _b_ [c](https://example.org) `d` ~e~ ||f|| > g\\",
	"mentions":      "@room @usher /next #general https://example.org/x_y_z",
	"right to left": "\u202Ereversed\u202C \u200Fmarks\u200E \u2067isolated\u2069 שלום",
	"escapes":       "\x1b[2J\x1b]0;title\x07cleared\x9b31m\x00\x08\x7f end",
	"long":          strings.Repeat("ten chars ", 1000),
	"long word":     strings.Repeat("ä", 10000),
	"invalid utf-8": "caf\xe9 \xff\xfe au lait\xc3",
	"emoji":         "👩‍👩‍👧‍👦 🇩🇪 ⚠ ★ 1️⃣ 𝒳 Zürich",
	"combining":     "Z" + strings.Repeat("\u0301", 50) + "algo",
}

// literal checks that what is said is shown as it is, or cut, in every style.
func (s Suite) literal(t *testing.T) {
	styles := map[string]bot.Style{"plain": bot.Plain, "bold": bot.Bold, "italic": bot.Italic, "code": bot.Code}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for style, is := range styles {
				s := s.New(t)
				mustSend(t, s, bot.Message{Chat: s.Chat, Body: []bot.Paragraph{{{Text: text, Style: is}}}})
				seen := s.Seen()
				if len(seen) != 1 {
					t.Fatalf("%s: seen as %d messages", style, len(seen))
				}
				asTyped(t, text, seen[0].Text)
			}
		})
	}
}

// heard checks that what people say comes in as it is, or cut.
func (s Suite) heard(t *testing.T) {
	for name, text := range hostile {
		if strings.Contains(name, "mentions") {
			continue // an adapter drops a mention of the bot
		}
		t.Run(name, func(t *testing.T) {
			s := s.New(t)
			next := listen(t, s.Platform)
			s.Say(text)
			in := next()
			if !utf8.ValidString(in.Text) {
				t.Errorf("came in as invalid UTF-8: %q", shortened(in.Text))
			}
			if !sameOrCut(text, in.Text) {
				t.Errorf("said:    %q\ncame in: %q", shortened(text), shortened(in.Text))
			}
		})
	}
}

func asTyped(t *testing.T, sent, seen string) {
	t.Helper()
	if !utf8.ValidString(seen) || strings.ContainsFunc(seen, acts) {
		t.Errorf("shows what drives a screen: %q", shortened(seen))
	}
	if !sameOrCut(sent, seen) {
		t.Errorf("sent: %q\nseen: %q", shortened(sent), shortened(seen))
	}
}

// leastShown is how many characters of a long text have to be shown.
const leastShown = 1000

func sameOrCut(sent, got string) bool {
	want, have := essence(sent), essence(got)
	if want == have {
		return true
	}
	start := strings.TrimRight(strings.TrimSuffix(have, "…"), " ")
	return utf8.RuneCountInString(start) >= leastShown && strings.HasPrefix(want, start)
}

// essence is what has to stay of a text: what can be seen, as valid UTF-8, with
// blanks alike.
func essence(s string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(visible), " ")
}

// acts reports characters that do something to a screen.
func acts(r rune) bool { return unicode.Is(unicode.Cc, r) && r != '\n' }

func shortened(s string) string { return s[:min(len(s), 200)] }
