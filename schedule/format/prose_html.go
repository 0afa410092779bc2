package format

import (
	"strings"

	"golang.org/x/net/html"
)

// readHTML takes in HTML, or a piece of it. It reads tags one after another and
// builds no tree, so nothing can be nested too deeply.
func (p *page) readHTML(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			p.htmlText(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			p.startTag(string(name), func(key string) string { return attributeOf(z, more, key) })
		case html.EndTagToken:
			name, _ := z.TagName()
			p.endTag(string(name))
		}
	}
}

// readTag takes in a tag that stands alone, as Markdown has them. Most have no
// attributes, and are spared a tokenizer, of which each has 4 KB to itself.
func (p *page) readTag(s string) {
	name, ok := strings.CutPrefix(s, "<")
	name, ok2 := strings.CutSuffix(name, ">")
	name, ends := strings.CutPrefix(strings.TrimSuffix(name, "/"), "/")
	name = strings.ToLower(strings.TrimSpace(name))
	switch {
	case !ok || !ok2 || !elements[name]:
		p.readHTML(s)
	case ends:
		p.endTag(name)
	default:
		p.startTag(name, func(string) string { return "" })
	}
}

// htmlText adds the text between two tags. A blank line in it is a paragraph's
// end, for those who write HTML only where they need it.
func (p *page) htmlText(s string) {
	s = resolve(s)
	if p.verbatim > 0 || !strings.Contains(s, "\n") {
		p.text(s)
		return
	}
	blank := false // whether the line before is
	for l := range strings.Lines(s) {
		if strings.TrimSpace(l) != "" {
			p.text(l)
			blank = false
			continue
		}
		if blank && len(p.lists) == 0 {
			p.block()
		}
		p.space(1)
		blank = strings.HasSuffix(l, "\n")
	}
}

// startTag begins what a tag begins, whose attributes are known by their names.
func (p *page) startTag(name string, attribute func(string) string) {
	switch name {
	case "script", "style", "iframe", "noscript", "head":
		p.hidden = name
	case "br":
		p.lineBreak()
	case "ul":
		p.openList(list{})
	case "ol":
		p.openList(list{next: 1, sign: "."})
	case "li":
		p.item()
	case "tr", "dt", "dd", "summary":
		p.space(line)
	case "td", "th":
		p.space(cell)
	case "q":
		p.text(`"`)
	case "pre":
		p.block()
		p.verbatim++
	case "a":
		p.openLink(attribute("href"))
	case "img":
		p.text(attribute("alt"))
	default:
		if isBlock(name) {
			p.block()
		}
	}
}

func (p *page) endTag(name string) {
	switch name {
	case p.hidden:
		p.hidden = ""
	case "ul", "ol":
		p.closeList()
	case "li", "tr":
		p.space(line)
	case "q":
		p.text(`"`)
	case "pre":
		p.verbatim = max(0, p.verbatim-1)
		p.block()
	case "a":
		p.closeLink()
	default:
		if isBlock(name) {
			p.block()
		}
	}
}

func isBlock(name string) bool {
	switch name {
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "dl", "table", "section", "article",
		"address", "aside", "center", "details", "figure", "figcaption", "footer", "header", "main", "nav", "caption":
		return true
	}
	return false
}

func attributeOf(z *html.Tokenizer, more bool, name string) string {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == name {
			return string(value)
		}
	}
	return ""
}
