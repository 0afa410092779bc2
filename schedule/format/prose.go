package format

import (
	"html"
	"regexp"
	"strings"

	"usher/schedule"
)

// No format says in what its texts are written: FOSDEM's are HTML, escaped once
// or twice, pretalx's and frab's Markdown with HTML in it, the Congress wiki's
// HTML with wiki markup in it, iCalendar's and Sessionize's plain text. A text
// shows what it is by how it begins; everything that does not begin as HTML is
// read as Markdown, of which plain text is a kind.

// maxMarkup is how many bytes of a text are read as markup. The longest real
// one has 21,000; a longer one stands as it is written, whatever that costs its
// looks, so that nobody can keep us busy with nested brackets.
const maxMarkup = 32 << 10

// prose is what a person reads of a text that may be HTML, Markdown or plain:
// paragraphs with a blank line between them, a list's items as lines that begin
// with "• ", links as words (URL), and no markup.
func prose(s string) string {
	s = withoutSigns(schedule.Visible(s))
	if len(s) > maxMarkup {
		return schedule.Lines(s)
	}
	s = protectAngles(unescapeTags(s))
	p := page{b: make([]byte, 0, len(s)+len(s)/8)}
	switch {
	case beginsAsHTML(s):
		p.readHTML(s)
	case mayBeMarkdown(s) && !isBomb(s):
		p.readMarkdown(readWiki(s))
	default:
		p.readPlain(s)
	}
	return schedule.Lines(p.finish())
}

// known are the elements that are meant as markup. The others, such as the
// <int> of C++ or the <title> that a talk is about, are text.
const known = `a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|cite|code|dd|del|details|dfn|div|dl|dt|` +
	`em|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|iframe|img|ins|kbd|li|main|mark|meta|nav|noscript|` +
	`o:p|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|` +
	`time|tr|tt|u|ul|var|wbr`

var (
	tag = regexp.MustCompile(`(?i)</?(?:` + known + `)(?:\s[^<>]*)?/?>`)
	// escapedTag is a tag that was escaped once too often.
	escapedTag = regexp.MustCompile(`(?i)&lt;(/?(?:` + known + `)(?:\s[^<>]*?)?/?)(?:&gt;|>)`)
	// escapedEnd is one that nobody writes who means to speak about tags.
	escapedEnd = regexp.MustCompile(`(?i)&lt;(?:/(?:p|ul|ol|li|div|h[1-6]|blockquote|a|b|i|em|strong)|br\s*/?)(?:&gt;|>)`)
)

var (
	elements = nameSet(known)
	// blocks are the elements with which HTML begins, but no Markdown in which
	// somebody wants one word bold.
	blocks = nameSet(`p|div|ul|ol|dl|h[1-6]|table|blockquote|section|article|html|body|head|pre|span|center`)
)

func nameSet(names string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(strings.ReplaceAll(names, "h[1-6]", "h1|h2|h3|h4|h5|h6"), "|") {
		set[name] = true
	}
	return set
}

// tagName is the name in the tag that text after an angle bracket begins with; ""
// where there is none.
func tagName(s string) string {
	s = strings.TrimPrefix(s, "/")
	end := strings.IndexAny(s[:min(len(s), maxTagName)], " \t\n/>")
	if end < 0 {
		return ""
	}
	return strings.ToLower(s[:end])
}

// maxTagName is as long as "blockquote" with what follows it, and more.
const maxTagName = 16

func beginsAsHTML(s string) bool {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "<")
	return ok && (blocks[tagName(s)] || strings.HasPrefix(s, "!--") || isDoctype(s))
}

func isDoctype(s string) bool { return len(s) > 8 && strings.EqualFold(s[:8], "!doctype") }

// isMeant reports an angle bracket that is markup in HTML or Markdown, by what
// follows it.
func isMeant(s string) bool {
	if elements[tagName(s)] || strings.HasPrefix(s, "!--") || isDoctype(s) {
		return true
	}
	for _, scheme := range []string{"http:", "https:", "ftp:", "mailto:"} {
		if strings.HasPrefix(s, scheme) {
			end := strings.IndexAny(s[:min(len(s), maxAddress)], " \t\n<>")
			return end > 0 && s[end] == '>'
		}
	}
	return false
}

// twice escaped is FOSDEM 2013 in places.
var twice = strings.NewReplacer("&amp;lt;", "&lt;", "&amp;gt;", "&gt;")

// unescapeTags makes tags again of those that were escaped once too often: all of
// them where the text has no others.
func unescapeTags(s string) string {
	if strings.Contains(s, "&amp;lt;") {
		s = twice.Replace(s)
	}
	if !strings.Contains(s, "&lt;") || tag.MatchString(s) && !escapedEnd.MatchString(s) {
		return s
	}
	if !strings.Contains(s, "&lt;/") && !escapedEnd.MatchString(s) {
		return s // it may speak about a tag
	}
	return escapedTag.ReplaceAllStringFunc(s, html.UnescapeString)
}

// angle stands for an angle bracket that is text, among those that are markup.
// It is no character, so no text has it.
const angle = '\uFDD0'

// withoutSigns drops what stands for something while a text is read.
func withoutSigns(s string) string {
	for _, sign := range []string{string(angle), string(softBreak)} {
		if strings.Contains(s, sign) {
			s = strings.ReplaceAll(s, sign, "")
		}
	}
	return s
}

// protectAngles replaces the angle brackets that are text.
func protectAngles(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		if isMeant(s[i+1:]) {
			b.WriteByte('<')
		} else {
			b.WriteRune(angle)
		}
		s = s[i+1:]
	}
}

// maxAddress is how long an address in angle brackets may be.
const maxAddress = 256

var (
	wikiQuotes = regexp.MustCompile(`'{2,5}`)
	wikiLink   = regexp.MustCompile(`\[(https?://[^\s\[\]()]+) ([^\[\]]+)\]`)
)

// readWiki writes as Markdown what the Congress wiki's exports leave of its own
// markup: links, and the quotes that stand for bold and italic.
func readWiki(s string) string {
	if strings.Contains(s, "'''") {
		s = wikiQuotes.ReplaceAllString(s, "")
	}
	if strings.Contains(s, `\r\n`) {
		s = strings.ReplaceAll(s, `\r\n`, "\n") // rC3: escaped as for JSON, once more
	}
	if strings.Contains(s, "[http") {
		s = wikiLink.ReplaceAllString(s, "[$2]($1)")
	}
	return s
}

// mayBeMarkdown spares most texts the parser, which takes longer than all else.
func mayBeMarkdown(s string) bool {
	if strings.ContainsAny(s, "*_`[<&\\~|#>") || strings.Contains(s, "'''") {
		return true
	}
	for l := range strings.Lines(s) {
		l = strings.TrimLeft(l, " \t")
		if l != "" && (strings.IndexByte("-+=", l[0]) >= 0 || l[0] >= '0' && l[0] <= '9') {
			return true
		}
	}
	return false
}

// readPlain takes in text that has lines and paragraphs and nothing else.
func (p *page) readPlain(s string) {
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) == "" {
			p.block()
			continue
		}
		p.text(line)
		p.space(soft)
	}
}

// entity is a character reference as it has to be written: with its semicolon,
// so that "?a=1&copy=2" is none.
var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// resolve reads the character references in a text. Exports escape them once too
// often, or twice.
func resolve(s string) string {
	for range 3 {
		if !strings.Contains(s, "&") || !entity.MatchString(s) {
			break
		}
		s = entity.ReplaceAllStringFunc(s, html.UnescapeString)
	}
	return s
}
