package format

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// icalLine is a content line (RFC 5545, section 3.1), unfolded, with what it
// says still escaped.
type icalLine struct {
	name   string // in capitals
	params string // as written: TZID=Europe/Berlin;VALUE=DATE-TIME
	value  string
	line   int
}

// icalReader takes calendars apart into content lines. The libraries that do so
// lose a whole calendar to one line that is not well formed, which real ones have,
// and cannot say where it was.
type icalReader struct {
	rest []byte
	line int // of what rest begins with
	// content is what the lines are put together in, one after the other.
	content []byte
	// stray counts lines that are neither a property nor the continuation of one.
	stray tally
}

// icalName is how a property begins. Names may be written in lower case, but
// then only those that we know: a line of text that lost its indent may begin
// with any word and a colon.
var icalName = regexp.MustCompile(`^(?:[A-Z][A-Z0-9-]*|begin|end|version|prodid|calscale|method|tz[a-z]+|x-[a-z0-9-]+|` +
	`dt(?:start|end|stamp)|duration|r(?:rule|date)|exdate|recurrence-id|uid|url|sequence|status|class|created|last-modified|transp|priority|` +
	`summary|description|location|categories|organizer|attendee)[;:]`)

// next is the next content line; false at the end.
func (r *icalReader) next() (icalLine, bool) {
	content, at := r.content[:0], 0 // at is 0 until a line has begun
	defer func() { r.content = content }()
	for len(r.rest) > 0 {
		physical, rest, _ := bytes.Cut(r.rest, []byte("\n"))
		physical = bytes.TrimSuffix(physical, []byte("\r"))
		blank := len(bytes.TrimSpace(physical)) == 0
		folded := len(physical) > 0 && (physical[0] == ' ' || physical[0] == '\t')
		switch {
		case at == 0 && !icalName.Match(physical):
			if !blank {
				r.stray.add(r.line)
			}
		case at == 0:
			content, at = append(content, physical...), r.line
		case folded:
			content = append(content, physical[1:]...)
		case icalName.Match(physical):
			return parseICalLine(string(content), at), true
		case !blank: // a line break inside a text that nobody has escaped
			r.stray.add(r.line)
			if !bounds(content) {
				content = append(append(content, '\\', 'n'), physical...)
			}
		}
		r.rest = rest
		r.line++
	}
	return parseICalLine(string(content), at), at != 0
}

// bounds reports a line that begins or ends a component, which no text continues.
func bounds(content []byte) bool {
	name, _, _ := bytes.Cut(content, []byte(":"))
	return bytes.EqualFold(name, []byte("BEGIN")) || bytes.EqualFold(name, []byte("END"))
}

// parseICalLine takes a content line apart at the first colon that does not
// stand in quotes.
func parseICalLine(content string, at int) icalLine {
	head, value := content, ""
	quoted := false
	for i := range len(content) {
		if content[i] == '"' {
			quoted = !quoted
		}
		if content[i] == ':' && !quoted {
			head, value = content[:i], content[i+1:]
			break
		}
	}
	name, params, _ := strings.Cut(head, ";")
	return icalLine{name: strings.ToUpper(name), params: params, value: value, line: at}
}

// param is the value of a parameter, "" where the line has none of this name.
func (l icalLine) param(name string) string {
	rest := l.params
	for rest != "" {
		end, quoted := len(rest), false
		for i := range len(rest) {
			if rest[i] == '"' {
				quoted = !quoted
			}
			if rest[i] == ';' && !quoted {
				end = i
				break
			}
		}
		key, value, _ := strings.Cut(rest[:end], "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(value, `"`)
		}
		rest = strings.TrimPrefix(rest[end:], ";")
	}
	return ""
}

var icalEscapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\:`, ":", `\"`, `"`, `\\`, `\`)

// text is the value of a line as a person wrote it (RFC 5545, section 3.3.11).
// Commas that nobody has escaped, as many writers leave them, are commas.
func (l icalLine) text() string { return icalEscapes.Replace(l.value) }

// first is the first of a list of texts.
func (l icalLine) first() string {
	for i := 0; i < len(l.value); i++ {
		switch l.value[i] {
		case '\\':
			i++
		case ',':
			return icalEscapes.Replace(l.value[:i])
		}
	}
	return l.text()
}

// joinFolded moves the line breaks of folded lines that fall inside a character
// behind it: JRES's calendar is cut every 75 bytes, wherever that is. The numbers
// of the lines stay.
func joinFolded(data []byte) []byte {
	joined := slices.Clone(data)
	for at := 0; at < len(joined); {
		i := bytes.IndexByte(joined[at:], '\n')
		if i < 0 {
			break
		}
		fold, after := at+i, at+i+2 // after the line break and a blank
		at += i + 1
		if fold > 0 && joined[fold-1] == '\r' {
			fold--
		}
		end := after
		for end < min(len(joined), after+3) && joined[end]&0xC0 == 0x80 {
			end++
		}
		if end > after && (joined[after-1] == ' ' || joined[after-1] == '\t') {
			tail := bytes.Clone(joined[after:end])
			copy(joined[fold+len(tail):end], joined[fold:after])
			copy(joined[fold:], tail)
			at = end
		}
	}
	return joined
}
