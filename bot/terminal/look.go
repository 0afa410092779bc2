package terminal

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"usher/bot"
	"usher/schedule"
)

// look is how messages are written out.
type look struct {
	columns int  // where lines are broken; 0 is nowhere
	styled  bool // with escape sequences
	aloud   bool // with words in place of symbols
}

// cell is a character in its style.
type cell struct {
	char  rune
	style bot.Style
}

// message writes a message out, without a line end at its end.
func (l look) message(body []bot.Paragraph, buttons []numbered) string {
	var lines []string
	for _, p := range body {
		for _, line := range l.cells(p) {
			for _, part := range wrap(line, l.columns) {
				lines = append(lines, l.write(part))
			}
		}
	}
	return strings.Join(append(lines, l.row(buttons)...), "\n")
}

// cells are the lines of a paragraph: people's text may bring line ends along.
func (l look) cells(p bot.Paragraph) [][]cell {
	lines := [][]cell{nil}
	for _, span := range p {
		style := span.Style
		if style == bot.Symbol {
			style = bot.Plain
		}
		for _, r := range l.text(span) {
			if r == '\n' {
				lines = append(lines, nil)
				continue
			}
			last := len(lines) - 1
			lines[last] = append(lines[last], cell{r, style})
		}
	}
	return lines
}

// text is what a span says, with what its style means to those who cannot see
// it: a terminal shows no link's target, and without styles nothing struck out.
func (l look) text(span bot.Span) string {
	text := printable(span.Text)
	if l.aloud {
		text = printable(span.Spoken())
	}
	switch {
	case span.Style == bot.Link && span.URL != "" && span.URL != span.Text:
		return text + " (" + printable(span.URL) + ")"
	case span.Style == bot.Strike && !l.styled:
		return "~~" + text + "~~"
	}
	return text
}

// escapes are the SGR parameters (ECMA-48, 8.3.117) of the styles.
var escapes = map[bot.Style]string{
	bot.Bold:    "1",
	bot.Italic:  "3",
	bot.Strike:  "9",
	bot.Code:    "36",
	bot.Command: "36",
	bot.Link:    "4",
}

func (l look) write(line []cell) string {
	var b strings.Builder
	style := bot.Plain
	change := func(to bot.Style) {
		if !l.styled || style == to {
			return
		}
		b.WriteString("\x1b[0")
		if escape := escapes[to]; escape != "" {
			b.WriteString(";" + escape)
		}
		b.WriteByte('m')
		style = to
	}
	for _, c := range line {
		change(c.style)
		b.WriteRune(c.char)
	}
	change(bot.Plain)
	return b.String()
}

// row writes the buttons on one line, or on more where they do not fit; a label
// that is longer than a line goes on in the next.
func (l look) row(buttons []numbered) []string {
	var lines []string
	used := 0
	for i, b := range buttons {
		s := l.button(b)
		gap := "  "
		if i > 0 && b.bare() && buttons[i-1].bare() {
			gap = " "
		}
		need := len(gap) + columns(s)
		if i == 0 || l.columns > 0 && used+need > l.columns {
			for _, part := range wrap(l.cells(bot.Paragraph{{Text: s}})[0], l.columns) {
				lines = append(lines, l.write(part))
				used = columns(lines[len(lines)-1])
			}
			continue
		}
		lines[len(lines)-1] += gap + s
		used += need
	}
	return lines
}

// button writes a button: "[1] ★ Star", or "[1]" if bare.
func (l look) button(b numbered) string {
	s := "[" + strconv.Itoa(b.number) + "]"
	switch {
	case b.bare():
		return s
	case l.aloud:
		return s + " " + printable(b.Spoken())
	}
	return s + " " + printable(b.Label)
}

// wrap breaks a line at blanks. A longer word stays whole, so that an address
// can still be copied.
func wrap(line []cell, limit int) [][]cell {
	if limit == 0 {
		return [][]cell{line}
	}
	var lines [][]cell
	for {
		at := breakAt(line, limit)
		lines = append(lines, line[:at])
		line = line[at:]
		for len(line) > 0 && line[0].char == ' ' {
			line = line[1:]
		}
		if len(line) == 0 {
			return lines
		}
	}
}

// breakAt is where a line has to be broken to fit: at its last blank within the
// limit, else at the first beyond, else at its end.
func breakAt(line []cell, limit int) int {
	used, blank := 0, 0
	for i, c := range line {
		if c.char == ' ' && (used <= limit || blank == 0) {
			blank = i
		}
		used += columnsOf(c.char)
		if used > limit && blank > 0 {
			return blank
		}
	}
	return len(line)
}

func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

// columnsOf is how many columns a character takes: two if it is wide (UAX #11),
// none if it joins the one before.
func columnsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// printable is text that drives no terminal. Line ends stay; a tab would leave
// open how many columns it takes.
func printable(s string) string {
	return strings.ReplaceAll(schedule.Visible(s), "\t", " ")
}
