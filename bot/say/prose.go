package say

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"usher/bot"
	"usher/schedule"
)

// prose are the lines of a text that schedule/format has cleaned of markup, with
// an empty one between paragraphs, and its addresses as links.
func prose(text string) []bot.Paragraph {
	var lines []bot.Paragraph
	for l := range strings.Lines(strings.TrimSpace(text)) {
		lines = append(lines, linked(strings.TrimRight(l, " \n")))
	}
	return lines
}

// address is what may be an address in a text; what it ends with may belong to
// the sentence.
var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// linked is a line with its addresses as links.
func linked(l string) bot.Paragraph {
	var p bot.Paragraph
	for {
		at := address.FindStringIndex(l)
		if at == nil {
			break
		}
		url := withoutSentence(l[at[0]:at[1]])
		if !isPage(url) {
			break
		}
		if at[0] > 0 {
			p = append(p, bot.Span{Text: l[:at[0]]})
		}
		p = append(p, bot.Span{Text: url, Style: bot.Link, URL: url})
		l = l[at[0]+len(url):]
	}
	if l != "" {
		p = append(p, bot.Span{Text: l})
	}
	return p
}

// withoutSentence is an address without what ends the sentence that it stands in:
// a closing bracket is part of it only where an opening one is.
func withoutSentence(url string) string {
	for {
		short := strings.TrimRight(url, ".,;:!?'’”»*]}…")
		if strings.HasSuffix(short, ")") && strings.Count(short, ")") > strings.Count(short, "(") {
			short = strings.TrimSuffix(short, ")")
		}
		if short == url {
			return url
		}
		url = short
	}
}

// cutProse keeps the first runes of prose without blank lines, cut at a word, and
// says whether anything was cut.
func cutProse(prose []bot.Paragraph, limit int) ([]bot.Paragraph, bool) {
	var kept []bot.Paragraph
	for i, p := range prose {
		if len(p) == 0 {
			continue
		}
		n := utf8.RuneCountInString(p.Text())
		if n > limit {
			return append(kept, cutParagraph(p, limit)), true
		}
		kept, limit = append(kept, p), limit-n
		if limit < 40 && i+1 < len(prose) {
			return kept, true
		}
	}
	return kept, false
}

// cutParagraph cuts a paragraph at a word. An address is shown whole or not at
// all: half of one leads elsewhere.
func cutParagraph(p bot.Paragraph, limit int) bot.Paragraph {
	var kept bot.Paragraph
	for _, s := range p {
		n := utf8.RuneCountInString(s.Text)
		switch {
		case s.Style == bot.Link && n+2 > limit: // room for " …" behind it
			return withoutEnd(kept)
		case n < limit:
			kept, limit = append(kept, s), limit-n
			continue
		}
		s.Text = schedule.Cut(s.Text+" ", limit)
		if s.Text == "…" && len(kept) > 0 {
			s.Text = " …" // not as if it were part of the address
		}
		return append(kept, s)
	}
	return kept
}

// withoutEnd marks what is kept as cut, without the bracket that opened for what
// is left out.
func withoutEnd(kept bot.Paragraph) bot.Paragraph {
	if len(kept) == 0 || kept[len(kept)-1].Style == bot.Link {
		return append(kept, bot.Span{Text: "…"})
	}
	last := &kept[len(kept)-1]
	last.Text = strings.TrimRight(last.Text, " (,;:–—-") + "…"
	return kept
}
