package format

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// page is clean text while it is written. White space and breaks are held back
// until something follows them, so that none stands at an end or twice.
type page struct {
	b   []byte
	gap gap
	// mark is what the next text begins with: the sign of a list's item.
	mark  string
	lists []list
	// hidden is the element whose content nobody is shown, such as a script.
	hidden string
	// verbatim is how many elements are open in which line breaks are meant.
	verbatim int
	link     *openLink
}

// gap is what separates the next text from the one before. Of several, the
// greatest counts.
type gap int

const (
	noGap gap = iota
	blank
	cell // of a table
	soft // a line break that may only be where an editor has wrapped a text
	line
	paragraph
)

// softBreak stands for a soft gap until all lines of the paragraph are known.
const softBreak = '\uFDD1'

var gaps = [...]string{noGap: "", blank: " ", cell: columns, soft: string(softBreak), line: "\n", paragraph: "\n\n"}

// list is a list that is open.
type list struct {
	// next is the number of its next item; 0 for a list without numbers.
	next  int
	sign  string // what follows a number
	begun bool   // whether it has an item
}

// openLink is a link whose words are being written.
type openLink struct {
	target string
	from   int // where they begin
}

func (p *page) space(g gap) { p.gap = max(p.gap, g) }

// block is the border between two paragraphs.
func (p *page) block() {
	if p.mark == "" { // an item's sign stays on the line of its first words
		p.space(paragraph)
	}
}

// lineBreak begins a new line; the second of two, a new paragraph.
func (p *page) lineBreak() {
	if p.gap == line {
		p.gap = paragraph
	}
	p.space(line)
}

// text adds words. White space in them separates, unless it is verbatim.
func (p *page) text(s string) {
	if p.hidden != "" {
		return
	}
	if p.verbatim > 0 {
		p.code(s)
		return
	}
	if startsBlank(s) {
		p.space(blank)
	}
	for w := range strings.FieldsSeq(s) {
		p.word(w)
		p.gap = blank
	}
	if s != "" && p.gap == blank && !endsBlank(s) {
		p.gap = noGap
	}
}

func startsBlank(s string) bool { return strings.TrimLeftFunc(s, unicode.IsSpace) != s }
func endsBlank(s string) bool   { return strings.TrimRightFunc(s, unicode.IsSpace) != s }

// word adds what has no white space in it.
func (p *page) word(s string) {
	if s == "" {
		return
	}
	if len(p.b) > 0 {
		p.b = append(p.b, gaps[p.gap]...)
	}
	p.b = append(p.b, p.mark...)
	p.b = append(p.b, s...)
	p.gap, p.mark = noGap, ""
}

// code adds lines as they are, but for those that are blank.
func (p *page) code(s string) {
	for l := range strings.Lines(s) {
		if text := strings.TrimRightFunc(l, unicode.IsSpace); text != "" {
			p.word(text)
		}
		if strings.HasSuffix(l, "\n") {
			p.space(line)
		}
	}
}

func (p *page) openList(l list) {
	if len(p.lists) == 0 {
		p.block()
	}
	p.lists = append(p.lists, l)
}

func (p *page) closeList() {
	p.mark = ""
	if n := len(p.lists); n > 0 {
		p.lists = p.lists[:n-1]
	}
	if len(p.lists) == 0 {
		p.space(paragraph)
	}
}

// item begins an item of the innermost list. Items stand on lines of their own
// without blank ones, however widely the source spaces them.
func (p *page) item() {
	p.mark = "• "
	if len(p.lists) == 0 {
		p.space(line)
		return
	}
	l := &p.lists[len(p.lists)-1]
	if l.begun || len(p.lists) > 1 {
		p.gap = line
	}
	l.begun = true
	if l.next > 0 {
		p.mark = strconv.Itoa(l.next) + l.sign + " "
		l.next++
	}
}

func (p *page) openLink(target string) {
	p.closeLink()
	p.link = &openLink{webPage(target), len(p.b)}
}

// closeLink writes the target behind the words of a link, or in their place
// where they say no more than that. A target that no browser should open is
// left out.
func (p *page) closeLink() {
	l := p.link
	p.link = nil
	if l == nil || l.target == "" || p.hidden != "" {
		return
	}
	words := bytes.TrimLeft(bytes.TrimLeftFunc(p.b[l.from:], unicode.IsSpace), "|"+string(softBreak))
	switch {
	case len(words) == 0:
		p.word(l.target)
	case sameAddress(string(words), l.target):
		p.b = append(p.b[:len(p.b)-len(words)], l.target...)
	default:
		p.b = append(p.b, " ("+l.target+")"...)
	}
}

// sameAddress reports whether a link's words are its target, perhaps without
// what people leave out or cut short.
func sameAddress(words, target string) bool {
	bare := func(s string) string {
		for _, prefix := range []string{"https://", "http://", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(s, "/")
	}
	if len(words) > len(target)+1 {
		return false
	}
	words = bare(words)
	if cut := strings.TrimRight(words, ".…"); cut != words && len(cut) > 10 {
		return strings.HasPrefix(bare(target), cut)
	}
	return words == bare(target)
}

// webPage is a link's target in full where it is a page of the web, else "".
func webPage(target string) string {
	target = strings.TrimSpace(target)
	switch {
	case strings.HasPrefix(target, "//"):
		target = "https:" + target
	case strings.HasPrefix(target, "www."):
		target = "https://" + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}
