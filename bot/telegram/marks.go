package telegram

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// mark is what a part of a text is (Bot API, MessageEntity).
type mark struct {
	Type string `json:"type"`
	// Offset and Length are in UTF-16 code units.
	Offset int `json:"offset"`
	Length int `json:"length"`
	// URL is where a "text_link" leads.
	URL string `json:"url"`
	// User is who is mentioned without a username. Who has one cannot be told from it.
	User *tgbotapi.User `json:"user"`
}

func (m mark) end() int { return m.Offset + m.Length }

// within reports whether a mark is a part of another, and not all of it.
func (m mark) within(o mark) bool {
	return o.Offset <= m.Offset && m.end() <= o.end() && m.Length < o.Length
}

// marked is what a command says whose words stand out in people's own editors, as those
// type it who have none: **bold**, and [so](https://example.org). It is "" for what has no
// such words.
func marked(text string, marks []mark) string {
	if !strings.HasPrefix(text, "/") {
		return ""
	}
	units := utf16.Encode([]rune(text))
	first := slices.IndexFunc(units, func(u uint16) bool { return unicode.IsSpace(rune(u)) })
	links := readable(marks, "text_link", first, len(units))
	bolds := slices.DeleteFunc(readable(marks, "bold", first, len(units)), func(b mark) bool {
		return slices.ContainsFunc(links, b.within) // what leads somewhere stands out already
	})
	begins, ends := map[int]string{}, map[int]string{}
	for _, b := range bolds {
		for _, line := range lines(units, b) {
			begins[line.Offset], ends[line.end()] = "**", "**"
		}
	}
	for _, l := range links {
		for _, line := range lines(units, l) {
			begins[line.Offset], ends[line.end()] = begins[line.Offset]+"[", "]("+l.URL+")"+ends[line.end()]
		}
	}
	if len(begins) == 0 {
		return ""
	}
	var b strings.Builder
	at := 0
	for next := range len(units) + 1 {
		if sign := ends[next] + begins[next]; sign != "" {
			b.WriteString(string(utf16.Decode(units[at:next])))
			b.WriteString(sign)
			at = next
		}
	}
	return b.String() + string(utf16.Decode(units[at:]))
}

// readable are the marks of a type, after the command's name and inside the text.
func readable(marks []mark, kind string, first, size int) []mark {
	var all []mark
	for _, m := range marks {
		if end := m.end(); m.Type == kind && first >= 0 && m.Offset >= 0 && m.Length > 0 && m.Length <= size && end <= size && end > first {
			m.Offset = max(m.Offset, first)
			m.Length = end - m.Offset
			all = append(all, m)
		}
	}
	return all
}

// lines are a mark on each line that it covers, without the blanks round that.
func lines(units []uint16, m mark) []mark {
	var all []mark
	blank := func(u uint16) bool { return unicode.IsSpace(rune(u)) }
	for at := m.Offset; at < m.end(); {
		end := at
		for end < m.end() && units[end] != '\n' {
			end++
		}
		line := m
		line.Offset, line.Length = at, end-at
		for line.Length > 0 && blank(units[line.Offset]) {
			line.Offset, line.Length = line.Offset+1, line.Length-1
		}
		for line.Length > 0 && blank(units[line.end()-1]) {
			line.Length--
		}
		if line.Length > 0 {
			all = append(all, line)
		}
		at = end + 1
	}
	return all
}
