package matrix

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"usher/bot"
)

// rendered is text as Matrix takes it: for clients that show HTML, and for those
// that do not, or that read it aloud.
type rendered struct {
	plain, html string
}

// tags are the elements of the styles, of those that clients show
// (spec, "m.room.message msgtypes").
var tags = map[bot.Style]string{
	bot.Bold: "strong", bot.Italic: "em", bot.Strike: "del", bot.Code: "code", bot.Command: "code",
}

func render(body []bot.Paragraph) rendered {
	var plain, formatted []string
	for _, p := range body {
		var line rendered
		for _, span := range p {
			r := renderSpan(span)
			line.plain += r.plain
			line.html += r.html
		}
		plain = append(plain, line.plain)
		formatted = append(formatted, line.html)
	}
	return rendered{strings.Join(plain, "\n"), strings.Join(formatted, "<br>")}
}

func renderSpan(span bot.Span) rendered {
	text, spoken := printable(span.Text), printable(span.Spoken())
	if text == "" {
		return rendered{}
	}
	if span.Style == bot.Command {
		text = typable(text)
		spoken = text
	}
	r := rendered{spoken, escape(text)}
	if tag := tags[span.Style]; tag != "" {
		r.html = "<" + tag + ">" + r.html + "</" + tag + ">"
	}
	switch {
	case span.Style == bot.Strike:
		r.plain = "~~" + spoken + "~~"
	case span.Style == bot.Link && safe(span.URL):
		r.html = `<a href="` + html.EscapeString(printable(span.URL)) + `">` + r.html + "</a>"
		if span.URL != span.Text {
			r.plain = spoken + " (" + printable(span.URL) + ")"
		}
	}
	return r
}

// typable is a command as it is typed here: Element keeps what begins with "/" to
// itself.
func typable(command string) string {
	if rest, ok := strings.CutPrefix(command, "/"); ok && rest != "" {
		return "!" + rest
	}
	return command
}

// escape makes HTML of text, in which line ends are line ends.
func escape(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
}

// safe reports whether clients may be led to a page.
func safe(link string) bool {
	u, err := url.Parse(link)
	return err == nil && slices.Contains([]string{"http", "https", "mailto"}, u.Scheme)
}

// printable is text without what acts on a screen instead of being seen: control
// and bidirectional formatting characters. Line ends stay.
func printable(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }) {
		return s // as nearly all is
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
