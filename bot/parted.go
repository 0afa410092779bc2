package bot

import "sort"

// Parted is a body in as few parts as it needs so that each fits: parted between
// entries, where an entry is not longer than a part (Span.Tied), else between
// paragraphs. A paragraph that is too long by itself is a part of its own, and for
// the network to cut. What fits has to fit without its last paragraph, too. There
// is always one part, which may be empty.
func Parted(body []Paragraph, fits func([]Paragraph) bool) [][]Paragraph {
	var parts [][]Paragraph
	for !fits(body) && len(body) > 1 {
		most := max(1, sort.Search(len(body)-1, func(n int) bool { return !fits(body[:n+1]) }))
		at := most
		for at > 0 && body[at].tied() {
			at--
		}
		if at == 0 {
			at = most
		}
		parts, body = append(parts, body[:at:at]), body[at:]
	}
	return append(parts, body)
}

// tied reports whether a paragraph belongs to the one before it.
func (p Paragraph) tied() bool { return len(p) > 0 && p[0].Tied }
