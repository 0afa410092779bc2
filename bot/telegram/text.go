package telegram

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/bot"
)

const (
	// maxText is how many characters a message may have, markup not counted (Bot
	// API, sendMessage). They are Unicode code points.
	maxText = 4096
	// maxMarkup is how many bytes of HTML Telegram reads; more is "too long"
	// whatever it says (tdlib/telegram-bot-api, Client::get_formatted_text).
	maxMarkup = 1 << 15
	// maxURL is more than any page's address needs, and less than would leave no
	// room for text.
	maxURL = 2000
)

// part is what goes into one message.
type part struct {
	html string
	// characters are what Telegram counts in a text, and units, of UTF-16, under a file.
	characters, units int
}

// parts writes paragraphs as HTML, in as few messages as hold them. They are
// parted between entries; a paragraph that alone is too long is cut.
func parts(body []bot.Paragraph) []part {
	var all []part
	for _, some := range bot.Parted(body, fit) {
		if p, _ := together(some); strings.TrimSpace(p.html) != "" { // a message cannot be blank
			all = append(all, p)
		}
	}
	return all
}

// short reports whether paragraphs have room in one message without a doubt, which is
// seen without writing them.
func short(body []bot.Paragraph) bool {
	text, markup := len(body), 0
	for _, p := range body {
		for _, s := range p {
			text += len(s.Text)
			markup += maxEscaped*len(s.URL) + maxTags
		}
	}
	return text <= maxText && maxEscaped*text+markup <= maxMarkup
}

// maxTags is more than the bytes of a span's tags, but for an address in them.
const maxTags = 32

// fit reports whether paragraphs have room in one message.
func fit(body []bot.Paragraph) bool {
	_, ok := together(body)
	return ok
}

// together writes paragraphs as one part, without blank ones before the first that
// is not; false if it is too long for a message.
func together(body []bot.Paragraph) (all part, ok bool) {
	ok = true
	for _, p := range body {
		next := paragraph(p)
		if strings.TrimSpace(all.html) == "" {
			all = next
			continue
		}
		ok = ok && all.fits(next)
		all.html += "\n" + next.html
		all.characters += 1 + next.characters
		all.units += 1 + next.units
	}
	return all, ok
}

// fits reports whether another paragraph has room on a line of its own.
func (p part) fits(next part) bool {
	return p.characters+1+next.characters <= maxText && len(p.html)+1+len(next.html) <= maxMarkup
}

// first is what fits into one message of several, and says that there was more.
func first(all []part) part {
	if len(all) < 2 {
		return append(all, part{})[0]
	}
	p, more := all[0], part{html: "…", characters: 1, units: 1}
	if p.fits(more) {
		p.html += "\n" + more.html
	}
	return p
}

// paragraph writes spans as HTML that fits into one message.
func paragraph(spans bot.Paragraph) part {
	var p part
	for _, s := range spans {
		text := clean(s.Text)
		before, after := tags(s)
		room := min(maxText-p.characters, (maxMarkup-len(p.html)-len(before)-len(after))/maxEscaped)
		short := shorten(text, room)
		if short != "" {
			p.html += before + escaper.Replace(short) + after
			p.characters += utf8.RuneCountInString(short)
			p.units += units(short)
		}
		if short != text {
			break
		}
	}
	return p
}

// tags are what goes round a span's text. A command needs none: Telegram makes
// them links by itself.
func tags(s bot.Span) (before, after string) {
	switch s.Style {
	case bot.Bold:
		return "<b>", "</b>"
	case bot.Italic:
		return "<i>", "</i>"
	case bot.Strike:
		return "<s>", "</s>"
	case bot.Code:
		return "<code>", "</code>"
	case bot.Link:
		if page(s.URL) {
			return `<a href="` + escaper.Replace(s.URL) + `">`, "</a>"
		}
	}
	return "", ""
}

// escaper makes text literal. Telegram knows these four names and no more (Bot
// API, HTML style).
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// maxEscaped is how many bytes a character may become: "&quot;".
const maxEscaped = 6

// page reports whether Telegram takes a URL: an address in the web, and not of
// this machine. It refuses a whole message for a button that leads elsewhere.
func page(address string) bool {
	u, err := url.Parse(address)
	return err == nil && len(address) <= maxURL && (u.Scheme == "https" || u.Scheme == "http") &&
		strings.Contains(strings.Trim(u.Hostname(), "."), ".") && !strings.ContainsFunc(address, breaks)
}

// breaks reports characters that no address has.
func breaks(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cc, r) || r == unicode.ReplacementChar
}

// clean is text as it can be sent: valid, and without control characters, for
// which Telegram would put blanks. It would join words at Unicode's own line ends.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.Is(unicode.Cc, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// shorten is text of at most limit characters: whole, or cut at a blank where
// there is one near, with an ellipsis.
func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	if limit < 1 {
		return ""
	}
	runes := []rune(s)[:limit-1]
	cut := string(runes)
	if at := strings.LastIndexFunc(cut, unicode.IsSpace); at > len(cut)*3/4 {
		cut = cut[:at]
	}
	return strings.TrimRightFunc(cut, unicode.IsSpace) + "…"
}
