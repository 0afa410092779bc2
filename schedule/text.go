package schedule

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Line makes one line of plain text out of what somebody wrote: Visible, with
// white space runs as one blank.
func Line(s string) string {
	return strings.Join(strings.Fields(Visible(s)), " ")
}

// Lines is Line for text of several paragraphs: line breaks stay, trailing
// blanks and outer blank lines go.
func Lines(s string) string {
	lines := strings.Split(Visible(s), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRightFunc(l, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// Visible is the text without what cannot be seen but acts on what can: control
// and bidirectional formatting characters, which could drive a terminal or turn
// round the words beside them, and those of no width that split a word for a
// search. It is valid UTF-8; every line end is "\n", and tabs stay.
func Visible(s string) string {
	if !anyChanges(s) {
		return s // as most texts are
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if !anyChanges(s) {
		return s // as most others are
	}
	return strings.Map(visible, strings.ToValidUTF8(s, "\uFFFD"))
}

// anyChanges reports whether there may be something to change about a text.
func anyChanges(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c >= 0x7F) && c != '\n' {
			return strings.IndexFunc(s[i:], changes) >= 0
		}
	}
	return false
}

// changes reports whether there may be something to change about a character.
func changes(r rune) bool {
	if r >= ' ' && r < 0x7F || r == '\n' {
		return false
	}
	return r == utf8.RuneError || visible(r) != r
}

// visible is a character as Visible has it, -1 where it leaves it out.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r', r == '\u2028', r == '\u2029':
		return '\n'
	case unicode.IsControl(r):
		if unicode.IsSpace(r) {
			return ' '
		}
		return -1
	case isBidi(r), r == '\u200B', r == '\u2060', r == '\uFEFF', r == '\u00AD':
		return -1
	}
	return r
}

// isBidi reports Unicode's explicit bidirectional formatting characters
// (UAX #9, section 2).
func isBidi(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' ||
		r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// Cut shortens text to at most limit characters, at a word where one ends in
// the second half, and marks the cut with an ellipsis.
func Cut(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	cut := runes[:limit-1]
	for i := len(cut); i > len(cut)/2; i-- {
		if unicode.IsSpace(runes[i]) {
			cut = cut[:i]
			break
		}
	}
	return strings.TrimRightFunc(string(cut), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:–—-", r)
	}) + "…"
}

// Fold writes text as search sees it: lower case, without accents, with plain
// letters for those that Unicode does not decompose.
func Fold(s string) string {
	if isPlainASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "")) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := undecomposed[r]; ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

var undecomposed = map[rune]string{
	'ß': "ss", 'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th",
	'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŧ': "t",
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Words are the folded words of a text: its runs of letters and digits.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
