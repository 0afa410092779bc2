package matrix

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"usher/bot"
)

// markup is all that formatted_body may have of it.
var markup = regexp.MustCompile(`</?(?:strong|em|del|code)>|<br>|<a href="(?:https?|mailto):[^"<>]*">|</a>`)

// FuzzRender holds that nothing of a text becomes markup, and nothing of it is
// lost, however it is cut up.
func FuzzRender(f *testing.F) {
	f.Add("<b>bold</b> & \"quoted\"", "https://example.org/?a=\"b\"", 1)
	f.Add("/next dome\n\x00\u202Eend", "javascript:alert(1)", 5)
	f.Add("caf\xe9 &lt;br&gt;", "mailto:a@example.org", 6)
	f.Add("👩‍👩‍👧‍👦 \r\n", "", 3)
	f.Fuzz(func(t *testing.T, text, url string, style int) {
		span := bot.Span{Text: text, URL: url, Style: bot.Style(style % int(bot.Link+1))}
		r := render([]bot.Paragraph{{{Text: text}, span}, {}, {span}})
		for _, s := range []string{r.plain, r.html} {
			if !utf8.ValidString(s) {
				t.Errorf("invalid UTF-8: %q", s)
			}
		}
		shown := markup.ReplaceAllStringFunc(r.html, func(tag string) string {
			if tag == "<br>" {
				return "\n"
			}
			return ""
		})
		if strings.ContainsAny(shown, "<>\"") {
			t.Errorf("foreign markup in %q", r.html)
		}
		if want := printable(text); want != "" && !strings.HasPrefix(html.UnescapeString(shown), want) {
			t.Errorf("shows %q, want %q first", html.UnescapeString(shown), want)
		}
	})
}

func TestSplit(t *testing.T) {
	for name, test := range map[string]struct {
		piece             string
		times, paragraphs int
	}{
		"one line":               {"tpm", 1, 1},
		"words":                  {"ten chars ", 3000, 2},
		"many short":             {"ten chars ", 30, 200},
		"hostile":                {"👩‍👩‍👧‍👦<&>\"", 5000, 1},
		"one long word":          {"ä", 40_000, 3},
		"nothing":                {"", 1, 3},
		"bytes that are no text": {"\xff", 30_000, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var body []bot.Paragraph
			for range test.paragraphs {
				body = append(body, bot.Paragraph{{Text: strings.Repeat(test.piece, test.times), Style: bot.Bold}, {Text: test.piece}})
			}
			var got strings.Builder
			for _, part := range split(body) {
				if !fits(part) {
					t.Error("a part does not fit")
				}
				for _, p := range part {
					got.WriteString(p.Text())
				}
			}
			if want := strings.ReplaceAll(bot.Message{Body: body}.Text(), "\n", ""); got.String() != want {
				t.Errorf("%d bytes of %d are left", got.Len(), len(want))
			}
		})
	}
}
