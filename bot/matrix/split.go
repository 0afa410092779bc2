package matrix

import (
	"strings"
	"unicode/utf8"

	"usher/bot"
)

// An event may have 65,536 bytes with its envelope and its signatures (spec,
// "Size limits"); what Usher writes leaves room for those, for the legend and for
// the buttons. A body much longer than a few screens is cut off by some clients.
const (
	maxBytes = 48_000
	maxBody  = 20_000
)

// fits reports whether paragraphs may be one event.
func fits(body []bot.Paragraph) bool {
	if short(body) {
		return true
	}
	r := render(body)
	return utf8.RuneCountInString(r.plain) <= maxBody && canonical(r.plain)+canonical(r.html) <= maxBytes
}

// short reports whether paragraphs fit however they are rendered, as nearly all do:
// that takes a tenth of the time. What is written twice, as body and as HTML, has at
// most five bytes for one there ("&amp;"), six with an escape, and two tags.
func short(body []bot.Paragraph) bool {
	const bytesOfOne, bytesOfTags = 12, 100
	most := 0
	for _, p := range body {
		most += bytesOfTags
		for _, span := range p {
			most += bytesOfTags + bytesOfOne*(len(span.Text)+len(span.Aloud)+len(span.URL))
		}
	}
	return most <= maxBody
}

// canonical is how many bytes text takes in an event's canonical JSON, which
// escapes quotes, backslashes and line ends.
func canonical(s string) int {
	return len(s) + strings.Count(s, `"`) + strings.Count(s, `\`) + strings.Count(s, "\n")
}

// split parts a body into as few events as it needs: between entries, or in the
// middle of a paragraph that is too long by itself.
func split(body []bot.Paragraph) [][]bot.Paragraph {
	var parts [][]bot.Paragraph
	for _, part := range bot.Parted(body, fits) {
		parts = append(parts, cutUp(part)...)
	}
	return parts
}

// cutUp cuts a part that is one paragraph until its pieces fit.
func cutUp(part []bot.Paragraph) [][]bot.Paragraph {
	if fits(part) {
		return [][]bot.Paragraph{part}
	}
	first, second := halve(part[0])
	return append(cutUp([]bot.Paragraph{first}), cutUp([]bot.Paragraph{second})...)
}

// halve cuts a paragraph in two, at a blank where there is one near.
func halve(p bot.Paragraph) (first, second bot.Paragraph) {
	half := len(p.Text()) / 2
	for i, span := range p {
		if len(span.Text) < half {
			half -= len(span.Text)
			continue
		}
		at := cutAt(span.Text, half)
		head, tail := span, span
		head.Text, tail.Text = span.Text[:at], span.Text[at:]
		first = append(append(first, p[:i]...), head)
		return first, append(append(second, tail), p[i+1:]...)
	}
	return p, nil
}

// cutAt is a place to cut text: after the last blank before a byte, if that is
// not far, else between characters.
func cutAt(text string, limit int) int {
	if blank := strings.LastIndexByte(text[:limit], ' ') + 1; blank > limit/2 {
		return blank
	}
	for limit > 0 && limit < len(text) && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}
