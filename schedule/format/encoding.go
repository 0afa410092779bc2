package format

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"usher/schedule"
)

// declared finds the encoding that an XML declaration names.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']`)

// decode turns data in any encoding into clean UTF-8 without changing the
// number of a line, and says what it had to mend. Real exports hold stray
// control characters; strict parsers would lose the whole file to one of them.
func decode(data []byte) ([]byte, []schedule.Warning) {
	var warnings []schedule.Warning
	enc, err := encodingOf(data)
	if err != nil {
		warnings = append(warnings, schedule.Warning{Line: 1, Text: err.Error() + "; I read it as UTF-8"})
	}
	if enc != nil {
		if text, err := enc.NewDecoder().Bytes(data); err == nil {
			data = text
		}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) && sniffICal(data) {
		data = joinFolded(data)
	}
	data, mended := mend(data)
	return data, append(warnings, mended...)
}

// encodingOf is the encoding of data by its first bytes or its XML declaration;
// nil for UTF-8.
func encodingOf(data []byte) (encoding.Encoding, error) {
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("<\x00")):
		return little, nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.HasPrefix(data, []byte("\x00<")):
		return big, nil
	}
	m := declared.FindSubmatch(data[:min(len(data), 1024)])
	if m == nil {
		return nil, nil
	}
	enc, err := htmlindex.Get(string(m[1]))
	if err != nil {
		return nil, fmt.Errorf("it says it is in %q, an encoding I don't know", schedule.Line(string(m[1])))
	}
	// A declaration that can be read as ASCII cannot be in UTF-16, whatever it
	// says.
	if name, _ := htmlindex.Name(enc); name == "utf-8" || name == "utf-16le" || name == "utf-16be" {
		return nil, nil
	}
	return enc, nil
}

// mend replaces what is not UTF-8 by U+FFFD, and what XML forbids (XML 1.0,
// section 2.2) by a blank.
func mend(data []byte) ([]byte, []schedule.Warning) {
	var badBytes, badRunes tally
	data = mendReferences(data, &badRunes)
	if utf8.Valid(data) && !bytes.ContainsFunc(data, forbidden) {
		return data, badRunes.warning("characters that XML forbids")
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
	return clean, append(badBytes.warning("bytes that are not UTF-8"), badRunes.warning("characters that XML forbids")...)
}

func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

var reference = regexp.MustCompile(`&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});`)

// mendReferences blanks the character references, such as &#6;, to what XML
// forbids.
func mendReferences(data []byte, bad *tally) []byte {
	mended := false
	for _, at := range reference.FindAllSubmatchIndex(data, -1) {
		number, base := string(data[at[2]:at[3]]), 10
		if number[0] == 'x' {
			number, base = number[1:], 16
		}
		n, err := strconv.ParseInt(number, base, 32)
		if err == nil && !forbidden(rune(n)) && utf8.ValidRune(rune(n)) {
			continue
		}
		if !mended {
			data, mended = slices.Clone(data), true // the caller's bytes are not ours
		}
		bad.addAt(data, at[0])
		copy(data[at[0]:at[1]], bytes.Repeat([]byte(" "), at[1]-at[0]))
	}
	return data
}

// tally counts things of one kind and remembers where the first of them was.
type tally struct{ count, line int }

func (t *tally) add(line int) {
	if t.count == 0 {
		t.line = line
	}
	t.count++
}

// addAt is add where the line is not known yet: only the first needs it.
func (t *tally) addAt(data []byte, at int) {
	line := 0
	if t.count == 0 {
		line = 1 + bytes.Count(data[:at], []byte("\n"))
	}
	t.add(line)
}

func (t *tally) warning(what string) []schedule.Warning {
	if t.count == 0 {
		return nil
	}
	return []schedule.Warning{{Line: t.line, Text: fmt.Sprintf("%s, replaced (%d, the first on this line)", what, t.count)}}
}
