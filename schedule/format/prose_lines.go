package format

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// finish is the text of a page, with its soft breaks decided on.
func (p *page) finish() string {
	p.closeLink()
	text := string(p.b)
	paragraphs := strings.Split(text, "\n\n")
	for i, s := range paragraphs {
		paragraphs[i] = joinLines(s)
	}
	text = strings.Join(paragraphs, "\n\n")
	if strings.Contains(text, "](http") {
		text = markdownLink.ReplaceAllString(text, "$1 ($2)")
	}
	return strings.ReplaceAll(text, string(angle), "<")
}

// markdownLink finds Markdown's links in what was taken for HTML.
var markdownLink = regexp.MustCompile(`\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)`)

// joinLines decides on the soft breaks in a paragraph, which may have lines that
// end for sure.
func joinLines(s string) string {
	if !strings.ContainsAny(s, "\n-*+•"+string(softBreak)) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = unwrap(strings.Split(l, string(softBreak)))
	}
	return strings.Join(lines, "\n")
}

// How long the longest line of a text is that an editor or mail programme has
// wrapped.
const (
	minWrap = 60
	maxWrap = 100
)

// unwrap joins the lines that an editor has wrapped: those that had no room for
// the next word, where most are like that and as long as editors make them. Where
// people end a line on purpose, it stays one: pretalx and frab show it so.
func unwrap(lines []string) string {
	width := 0
	for i, l := range lines {
		l = strings.TrimSuffix(l, `\`) // Markdown's hard break, with a blank after it
		if rest, ok := cutBullet(l); ok {
			l = "• " + rest
		}
		lines[i] = strings.TrimRight(l, " ")
		width = max(width, utf8.RuneCountInString(lines[i]))
	}
	full := make([]bool, len(lines))
	count := 0
	for i := range lines[1:] {
		full[i] = isFull(lines[i], lines[i+1], width)
		if full[i] {
			count++
		}
	}
	wrapped := width >= minWrap && width <= maxWrap && 2*count >= len(lines)-1 &&
		(len(lines) > 2 || !endsSentence(lines[0]))
	var b strings.Builder
	for i, l := range lines {
		b.WriteString(l)
		switch {
		case i+1 == len(lines):
		case wrapped && full[i]:
			b.WriteByte(' ')
		default:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// isFull reports whether a line of a text of this width has no room for the first
// word of the next.
func isFull(l, next string, width int) bool {
	first, _, _ := strings.Cut(next, " ")
	return first != "•" && utf8.RuneCountInString(l)+1+utf8.RuneCountInString(first) > width
}

// cutBullet takes off the sign with which people write the items of a list where
// Markdown sees none.
func cutBullet(l string) (string, bool) {
	for _, sign := range []string{"- ", "* ", "+ ", "•"} {
		if rest, ok := strings.CutPrefix(l, sign); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return l, false
}
