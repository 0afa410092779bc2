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
	if strings.IndexByte(s, '\n') < 0 && !strings.Contains(s, string(softBreak)) && strings.TrimLeft(s, "-*+•|") == s {
		return s // as most are
	}
	var lines []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = unwrap(strings.Split(l, string(softBreak))); l != "" {
			lines = append(lines, l)
		}
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
	lines = cleanRows(lines)
	width := 0
	for _, l := range lines {
		width = max(width, utf8.RuneCountInString(l))
	}
	full := make([]bool, len(lines))
	count := 0
	for i := range max(0, len(lines)-1) {
		if full[i] = isFull(lines[i], lines[i+1], width); full[i] {
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
// word of the next. Items and rows begin lines of their own.
func isFull(l, next string, width int) bool {
	first, _, _ := strings.Cut(next, " ")
	return first != "•" && !strings.Contains(next, columns) && utf8.RuneCountInString(l)+1+utf8.RuneCountInString(first) > width
}

// columns is what stands between the cells of a row.
const columns = " | "

// cleanRows writes what begins lines in Markdown, but not everywhere, as a page
// has it: items and the rows of tables.
func cleanRows(lines []string) []string {
	var rows []string
	for _, l := range lines {
		l = strings.TrimRight(strings.TrimSuffix(l, `\`), " ") // Markdown's hard break, with a blank after it
		if rest, ok := cutBullet(l); ok {
			l = "• " + rest
		}
		if strings.HasPrefix(l, "|") {
			l = cleanRow(l)
		}
		if !tableRule.MatchString(l) || !strings.Contains(l, "|") {
			rows = append(rows, l)
		}
	}
	return rows
}

// tableRule is the line under the heads of a table.
var tableRule = regexp.MustCompile(`^[ \t]*(?::?-+:?[ \t]*\|?[ \t]*)+$`)

func cleanRow(l string) string {
	var cells []string
	for c := range strings.SplitSeq(strings.Trim(l, "| "), "|") {
		cells = append(cells, strings.TrimSpace(c))
	}
	return strings.Join(cells, columns)
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
