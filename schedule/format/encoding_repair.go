package format

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"usher/schedule"
)

// repair mends what would lose a whole document to one slip in it, and says on
// which line. No line changes its number.
func repair(data []byte) ([]byte, []schedule.Warning) {
	var conflicts, badBytes, badRunes, marks, breaks tally
	data = settleConflicts(data, &conflicts)
	if rootElement(data) != "" {
		data = escapeMarks(data, &marks, &badRunes)
	}
	data = replaceBad(data, &badBytes, &badRunes)
	data = escapeBreaks(data, &breaks)
	warnings := conflicts.warning("merge conflicts that nobody has settled: I keep the first side")
	warnings = append(warnings, badBytes.warning("bytes that are not UTF-8, replaced")...)
	warnings = append(warnings, badRunes.warning("control characters, replaced")...)
	warnings = append(warnings, breaks.warning("texts over several lines, in which JSON wants \\n: I read them so")...)
	return data, append(warnings, marks.warning("a bare & or <, which XML wants written as &amp; or &lt;: I read it as it stands")...)
}

var (
	// conflict is what git leaves behind: the first side, maybe what both came
	// from, and the second side.
	conflict = regexp.MustCompile(`(?ms)^<<<<<<<[^\n]*\n(.*?)(?:^\|{7}[^\n]*\n.*?)?^=======\r?\n.*?^>>>>>>>[^\n]*`)
	// conflictMark is one that stands alone.
	conflictMark = regexp.MustCompile(`(?m)^<<<<<<<(?: [^\n]*)?$`)
)

// settleConflicts keeps the first side of merge conflicts: both would have each
// talk twice.
func settleConflicts(data []byte, found *tally) []byte {
	mark := []byte("<<<<<<<")
	if !bytes.HasPrefix(data, mark) && !bytes.Contains(data, append([]byte("\n"), mark...)) {
		return data
	}
	for _, pattern := range []*regexp.Regexp{conflict, conflictMark} {
		var clean []byte
		rest := 0
		for _, at := range pattern.FindAllSubmatchIndex(data, -1) {
			found.addAt(data, at[0])
			clean = append(clean, data[rest:at[0]]...)
			lines := bytes.Count(data[at[0]:at[1]], []byte("\n"))
			if len(at) > 2 {
				clean = append(append(clean, '\n'), data[at[2]:at[3]]...)
				lines -= 1 + bytes.Count(data[at[2]:at[3]], []byte("\n"))
			}
			clean = append(clean, strings.Repeat("\n", lines)...)
			rest = at[1]
		}
		data = append(clean, data[rest:]...)
	}
	return data
}

// escapeMarks escapes each & and < that begins nothing that XML knows, and blanks
// references, such as &#6;, to what it forbids.
func escapeMarks(data []byte, marks, badRunes *tally) []byte {
	var clean []byte
	done := 0 // up to where data is in clean
	replace := func(from, to int, by string) {
		clean = append(append(clean, data[done:from]...), by...)
		done = to
	}
	for i := 0; i < len(data); {
		next := bytes.IndexAny(data[i:], "&<")
		if next < 0 {
			break
		}
		i += next
		switch rest := data[i:]; {
		case rest[0] == '&':
			size, ok, allowed := reference(rest)
			switch {
			case !ok:
				marks.addAt(data, i)
				replace(i, i+1, "&amp;")
			case !allowed:
				badRunes.addAt(data, i)
				replace(i, i+size, " ")
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			i += max(after(rest, "]]>")-1, 0)
		case bytes.HasPrefix(rest, []byte("<!--")):
			// XML forbids -- in comments, in which people put away whole events.
			size := max(after(rest, "-->"), 1)
			if said := rest[min(4, size):max(size-3, min(4, size))]; bytes.Contains(said, []byte("--")) || bytes.HasSuffix(said, []byte("-")) {
				replace(i+4, i+size-3, strings.ReplaceAll(string(said), "-", " "))
			}
			i += size - 1
		case len(rest) > 1 && !beginsTag(rest[1]):
			marks.addAt(data, i)
			replace(i, i+1, "&lt;")
		}
		i++
	}
	if clean == nil {
		return data
	}
	return append(clean, data[done:]...)
}

// beginsTag reports whether a tag, a comment or a declaration may begin with c.
func beginsTag(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf || strings.IndexByte("/!?_:", c) >= 0
}

// reference is the size of the reference at the beginning of text, if there is one
// that we know, and whether XML allows what it stands for.
func reference(text []byte) (size int, ok, allowed bool) {
	const longest = len("&CounterClockwiseContourIntegral;")
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 2 {
		return 0, false, false
	}
	name := string(text[1:end])
	if number, isNumber := strings.CutPrefix(name, "#"); isNumber {
		base := 10
		if number != "" && (number[0] == 'x' || number[0] == 'X') {
			number, base = number[1:], 16
		}
		n, err := strconv.ParseUint(number, base, 31)
		r := rune(n)
		return end + 1, err == nil, !forbidden(r) && utf8.ValidRune(r) && name[1] != 'X'
	}
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return end + 1, true, true
	}
	_, ok = xml.HTMLEntity[name]
	return end + 1, ok, true
}

// replaceBad replaces what is not UTF-8 by U+FFFD, and what XML forbids by a blank.
func replaceBad(data []byte, badBytes, badRunes *tally) []byte {
	if utf8.Valid(data) && !hasForbidden(data) {
		return data
	}
	clean := make([]byte, 0, len(data)+len(data)/16)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			badBytes.addAt(data, i)
			if !bytes.HasSuffix(clean, []byte("\ufffd")) { // one for a run of them
				clean = utf8.AppendRune(clean, r)
			}
		case forbidden(r):
			badRunes.addAt(data, i)
			clean = append(clean, ' ')
		default:
			clean = append(clean, data[i:i+size]...)
		}
		i += size
	}
	return clean
}

// forbidden are the characters that XML forbids (XML 1.0, section 2.2); nor has any
// other format a use for them.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

// hasForbidden is forbidden for all of data, which spares it the look at each
// character that is not one.
func hasForbidden(data []byte) bool {
	for _, c := range data {
		if c < ' ' && forbidden(rune(c)) {
			return true
		}
	}
	return bytes.Contains(data, []byte("\ufffe")) || bytes.Contains(data, []byte("\uffff"))
}
