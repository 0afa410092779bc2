package format

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxListingTitle is how long a title may be: of 8,312 titles in published
	// schedules six are longer.
	maxListingTitle = 150
	// maxListingAbstract is where the tool that prints listings cuts abstracts,
	// its dots included: a longer text is a description.
	maxListingAbstract = 250
)

// listingEntry is what a listing says about one talk.
type listingEntry struct {
	// line is that of the title, or of what stands in its place.
	line                                         int
	title, subtitle, room, abstract, description string
}

// entries takes a block apart. Only convention shows where an entry begins: a
// title, then a line with a room, or one blank line more where that is missing.
func (b listingBlock) entries(rooms listingRooms) []listingEntry {
	if len(b.lines) == 0 {
		return []listingEntry{{line: b.line}}
	}
	var entries []listingEntry
	from := 0
	for i := 1; i <= len(b.lines); i++ {
		if i == len(b.lines) || b.begins(i, rooms) {
			entries = append(entries, newListingEntry(b.lines[from:i], rooms))
			from = i
		}
	}
	return entries
}

// begins reports whether an entry begins at a line other than the first.
func (b listingBlock) begins(i int, rooms listingRooms) bool {
	line := b.lines[i]
	if _, _, ok := rooms.split(line.text); ok {
		// Without a title before it, this is an entry that has lost its title.
		return line.blanks > 1 || !b.canBeTitle(i-1, rooms)
	}
	if !b.canBeTitle(i, rooms) {
		return false
	}
	if i+1 == len(b.lines) {
		return b.blanks > 1
	}
	next := b.lines[i+1]
	_, _, nextIsRoom := rooms.split(next.text)
	return nextIsRoom == (next.blanks <= 1)
}

// canBeTitle reports whether a line is short enough for a title and names no
// room.
func (b listingBlock) canBeTitle(i int, rooms listingRooms) bool {
	_, _, isRoom := rooms.split(b.lines[i].text)
	return !isRoom && isTitleLong(b.lines[i].text)
}

// isTitleLong reports whether a text is no longer than titles are, and was not
// cut.
func isTitleLong(s string) bool {
	return utf8.RuneCountInString(s) <= maxListingTitle && !strings.HasSuffix(s, "...")
}

// newListingEntry reads the lines of one entry, of which there is at least one.
func newListingEntry(lines []listingLine, rooms listingRooms) listingEntry {
	e := listingEntry{line: lines[0].number}
	if _, _, isRoom := rooms.split(lines[0].text); !isRoom && isTitleLong(lines[0].text) {
		e.title = lines[0].text
		lines = lines[1:]
	}
	if len(lines) > 0 && (e.title == "" || lines[0].blanks <= 1) {
		if subtitle, room, ok := rooms.split(lines[0].text); ok {
			e.subtitle, e.room = subtitle, room
			lines = lines[1:]
		}
	}
	if len(lines) > 0 && utf8.RuneCountInString(lines[0].text) <= maxListingAbstract {
		e.abstract = lines[0].text
		lines = lines[1:]
	}
	rest := make([]string, len(lines))
	for i, l := range lines {
		rest[i] = l.text
	}
	e.description = strings.Join(rest, "\n\n")
	return e
}
