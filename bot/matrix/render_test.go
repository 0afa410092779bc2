package matrix

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"usher/bot"
)

// markup is all that formatted_body may have of it. Schemes are written in
// either case (RFC 3986, section 3.1).
var markup = regexp.MustCompile(`</?(?:strong|em|del|code)>|<br>|<a href="(?i:https?|mailto):[^"<>]*">|</a>`)

// FuzzRender holds that nothing of a text becomes markup, and nothing of it is
// lost, however it is cut up.
func FuzzRender(f *testing.F) {
	f.Add("<b>bold</b> & \"quoted\"", "https://example.org/?a=\"b\"", 1)
	f.Add("/next dome\n\x00\u202Eend", "javascript:alert(1)", 5)
	f.Add("caf\xe9 &lt;br&gt;", "mailto:a@example.org", 6)
	f.Add("👩‍👩‍👧‍👦 \r\n", "", 3)
	f.Add("write to us", "MAilto:a@example.org", int(bot.Link))
	f.Fuzz(func(t *testing.T, text, url string, style int) {
		span := bot.Span{Text: text, URL: url, Style: bot.Style(style % int(bot.Symbol+1))}
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

// TestPlainBodyIsReadAloud holds that whoever does not see symbols is told the
// same in words, in the names of the buttons, too.
func TestPlainBodyIsReadAloud(t *testing.T) {
	rows := [][]bot.Button{{
		{Label: "★ 1", Aloud: "Star 1", Command: "/star a"}, {Label: "★ 2", Aloud: "Star 2", Command: "/star b"},
		{Label: "Next", Command: "/next"},
	}}
	r := render([]bot.Paragraph{
		{{Text: "1", Style: bot.Bold}, {Text: " ★", Style: bot.Symbol, Aloud: " (yours)"}, {Text: " in Dome"}},
		{{Text: "⚠ ", Style: bot.Symbol}, {Text: "Same time as TPM"}},
		legend(rows),
	})
	if want := "1 (yours) in Dome\nSame time as TPM\n1️⃣ Star 1 · 2️⃣ Star 2 · ➡️ Next"; r.plain != want {
		t.Errorf("read aloud: %q, want %q", r.plain, want)
	}
	want := "<strong>1</strong> ★ in Dome<br>⚠ Same time as TPM<br><em>★ 1️⃣</em> <em>2️⃣</em> · <em>➡️ Next</em>"
	if r.html != want {
		t.Errorf("seen: %q, want %q", r.html, want)
	}
}

// TestButtonsThatAreCommandsAreTypedAsHere: their labels say what to type.
func TestButtonsThatAreCommandsAreTypedAsHere(t *testing.T) {
	rows := [][]bot.Button{{{Label: "/next", Command: "/next"}, {Label: "/dev/null", Command: "/room r-1"}}}
	if got, want := render([]bot.Paragraph{legend(rows)}).plain, "➡️ !next · 📍 /dev/null"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
