package format

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
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
	if !utf8.Valid(data) {
		if sniffICal(data) {
			data = joinFolded(data)
		}
		if isWindows1252(data) {
			warnings = append(warnings, schedule.Warning{Line: 1, Text: "it does not say so, but it is in Windows-1252, and I read it so"})
			if text, err := charmap.Windows1252.NewDecoder().Bytes(data); err == nil {
				data = text
			}
		}
	}
	data, mended := repair(data)
	return data, append(warnings, mended...)
}

// isWindows1252 reports data that is not ASCII, of which no byte is part of a
// character in UTF-8, and all are characters in Windows-1252. ÿ is left out: no
// schedule has it, and it is what noise looks like.
func isWindows1252(data []byte) bool {
	found := false
	for i, c := range data {
		if c < utf8.RuneSelf {
			continue
		}
		found = true
		_, size := utf8.DecodeRune(data[i:])
		if size > 1 || slices.Contains([]byte{0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF}, c) {
			return false
		}
	}
	return found
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

// warning says what there were, and how many; nothing where there were none.
func (t *tally) warning(what string) []schedule.Warning {
	if t.count == 0 {
		return nil
	}
	return []schedule.Warning{{Line: t.line, Text: fmt.Sprintf("%s (%d, the first on this line)", what, t.count)}}
}
