package format

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/schedule"
)

// listingDash stands between a subtitle and its room. Subtitles have dashes of
// their own, so only the last can be it.
const listingDash = " - "

// A name of at most this many words and characters may be a room's: "Mein Haus
// am See" is one.
const (
	maxRoomWords = 5
	maxRoomRunes = 40
	// maxSubtitle is how long the line of a room may be, subtitle included.
	maxSubtitle = 200
)

// listingRooms are the rooms that a listing names, by their folded names. A
// listing has no list of rooms, and a title may have a dash as well: what is
// behind one is a room where the line stands in the place of one, or where
// several lines agree.
type listingRooms map[string]*listingRoom

type listingRoom struct {
	name        string
	line, count int
}

func findListingRooms(blocks []listingBlock) listingRooms {
	rooms, doubtful := listingRooms{}, listingRooms{}
	for _, b := range blocks {
		for i, l := range b.lines {
			_, tail, dashed := cutRoom(l.text)
			switch {
			case dashed && b.isSecond(i):
				rooms.count(tail, l.number)
			case dashed && !b.isTitle(i):
				doubtful.count(tail, l.number)
			case b.isSecond(i) && looksLikeRoom(l.text):
				rooms.count(l.text, l.number)
			}
		}
	}
	for key, d := range doubtful {
		if sure := rooms[key]; sure != nil {
			sure.count += d.count
		} else if d.count > 1 {
			rooms[key] = d
		}
	}
	return rooms
}

// isSecond reports whether a line stands where a room belongs in any case:
// below the first title of a block.
func (b listingBlock) isSecond(i int) bool {
	return i == 1 && b.lines[0].blanks <= 1 && b.lines[1].blanks <= 1 && isTitleLong(b.lines[0].text)
}

// isTitle reports whether a line stands where a title belongs and a room does
// not.
func (b listingBlock) isTitle(i int) bool {
	if i == 0 {
		return b.lines[0].blanks <= 1
	}
	return b.lines[i].blanks <= 1 && b.blanksAfter(i) > 1
}

// blanksAfter is how many blank lines follow a line.
func (b listingBlock) blanksAfter(i int) int {
	if i+1 < len(b.lines) {
		return b.lines[i+1].blanks
	}
	return b.blanks
}

func (r listingRooms) count(name string, line int) {
	key := foldLetters(name)
	if r[key] == nil {
		r[key] = &listingRoom{name: name, line: line}
	}
	r[key].count++
}

// once are the rooms named only once, in the order of their lines.
func (r listingRooms) once() []*listingRoom {
	var once []*listingRoom
	for _, room := range r {
		if room.count == 1 {
			once = append(once, room)
		}
	}
	slices.SortFunc(once, func(a, b *listingRoom) int { return cmp.Compare(a.line, b.line) })
	return once
}

// split takes a line of a room apart, either of whose parts may be missing.
func (r listingRooms) split(line string) (subtitle, room string, ok bool) {
	if looksLikeRoom(line) {
		if known := r[foldLetters(line)]; known != nil {
			return "", known.name, true
		}
	}
	subtitle, tail, ok := cutRoom(line)
	if !ok {
		return "", "", false
	}
	known := r[foldLetters(tail)]
	if known == nil {
		return "", "", false
	}
	return subtitle, known.name, true
}

// cutRoom cuts a line before what may be its room.
func cutRoom(line string) (subtitle, room string, ok bool) {
	i := strings.LastIndex(line, listingDash)
	if i < 0 || utf8.RuneCountInString(line) > maxSubtitle {
		return "", "", false
	}
	subtitle, room = strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+len(listingDash):])
	return subtitle, room, subtitle != "" && looksLikeRoom(room)
}

// looksLikeRoom reports whether a text is short, is no sentence and does not
// begin in lower case, as the rest of a sentence would.
func looksLikeRoom(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return utf8.RuneCountInString(s) <= maxRoomRunes &&
		len(strings.Fields(s)) <= maxRoomWords &&
		foldLetters(s) != "" &&
		!unicode.IsLower(first) &&
		!strings.ContainsRune(".,:;!?…", lastRune(s))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// foldLetters is a text's letters and digits, folded: what is left of it after
// one tool has rendered it and another has quoted it.
func foldLetters(s string) string { return strings.Join(schedule.Words(s), "") }
