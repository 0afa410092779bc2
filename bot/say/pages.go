package say

import (
	"strings"
	"unicode/utf8"

	"usher/bot"
)

// turned is a page of prose, of at most limit runes, that begins after skip
// paragraphs; next is how many come before the page after that, 0 if it is the
// last. A paragraph that is longer than a page is parted at words.
func turned(prose []bot.Paragraph, skip, limit int) (page []bot.Paragraph, next int) {
	var all []bot.Paragraph
	for _, p := range prose {
		all = append(all, parted(p, limit)...)
	}
	if skip >= len(all) {
		skip = 0
	}
	for i, p := range all[skip:] {
		limit -= utf8.RuneCountInString(p.Text()) + 1 // with its line break
		if limit < 0 && len(page) > 0 {
			if last := len(page) - 1; len(page[last]) == 0 { // nor ends with one
				page = page[:last]
			}
			return page, skip + i
		}
		if len(p) > 0 || len(page) > 0 { // no page begins with a blank line
			page = append(page, p)
		}
	}
	return page, 0
}

// parted is a paragraph in pieces of at most limit runes.
func parted(p bot.Paragraph, limit int) []bot.Paragraph {
	var pieces []bot.Paragraph
	var piece bot.Paragraph
	room := limit
	for _, s := range p {
		for utf8.RuneCountInString(s.Text) > room {
			at := breakAt(s.Text, room, room < limit)
			head := s
			head.Text = s.Text[:at]
			if at > 0 {
				piece = append(piece, head)
			}
			s.Text = strings.TrimLeft(s.Text[at:], " ")
			pieces, piece, room = append(pieces, piece), nil, limit
		}
		piece, room = append(piece, s), room-utf8.RuneCountInString(s.Text)
	}
	return append(pieces, piece)
}

// breakAt is where to break text that is longer than limit runes: after its last
// word that fits. Where its first does not, that is before it if later means that
// there will be more room, else in it.
func breakAt(text string, limit int, later bool) int {
	end, runes := len(text), 0
	for i := range text {
		if runes == limit {
			end = i
			break
		}
		runes++
	}
	switch at := strings.LastIndexByte(text[:end], ' '); {
	case at > 0:
		return at
	case later:
		return 0
	}
	return end
}
