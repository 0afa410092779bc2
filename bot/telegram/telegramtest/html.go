package telegramtest

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// Entity is a run of text that stands out.
type Entity struct {
	// Tag is its HTML tag: "b", "a".
	Tag string
	// Text is what it covers.
	Text string
	// URL is where it leads, for "a".
	URL string
}

// supported are the tags that Telegram knows (Bot API, HTML style).
var supported = []string{
	"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "span", "tg-spoiler", "tg-emoji",
	"blockquote",
}

// ParseHTML reads text as Telegram does in the parse mode "HTML". Its errors have
// Telegram's words (tdlib/td, MessageEntity.cpp: parse_html).
func ParseHTML(source string) (text string, entities []Entity, err error) {
	p := parser{source: source}
	for p.at < len(p.source) {
		switch {
		case p.source[p.at] == '&':
			p.text.WriteString(p.reference())
		case p.source[p.at] != '<':
			p.text.WriteByte(p.source[p.at])
			p.at++
		case strings.HasPrefix(p.source[p.at:], "</"):
			err = p.end()
		default:
			err = p.start()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("Can't find end tag corresponding to start tag %q", p.open[n-1].Tag)
	}
	return p.text.String(), p.entities, nil
}

type parser struct {
	source   string
	at       int
	text     strings.Builder
	open     []opened
	entities []Entity
}

type opened struct {
	Entity
	from int
}

// reference reads a character reference: one of the four names, or a number. Any
// other is text.
func (p *parser) reference() string {
	rest := p.source[p.at:]
	for _, name := range []string{"&lt", "&gt", "&amp", "&quot"} {
		if strings.HasPrefix(rest, name) {
			p.at += len(name)
			p.skip(";")
			return html.UnescapeString(name + ";")
		}
	}
	if number := numbered.FindString(rest); number != "" {
		p.at += len(number)
		return html.UnescapeString(number)
	}
	p.at++
	return "&"
}

var numbered = regexp.MustCompile(`^&#([0-9]+|x[0-9a-fA-F]+);`)

func (p *parser) skip(prefix string) bool {
	found := strings.HasPrefix(p.source[p.at:], prefix)
	if found {
		p.at += len(prefix)
	}
	return found
}

// until reads up to one of the characters of stop, or the end.
func (p *parser) until(stop string) string {
	n := strings.IndexAny(p.source[p.at:], stop)
	if n < 0 {
		n = len(p.source) - p.at
	}
	read := p.source[p.at : p.at+n]
	p.at += n
	return read
}

const space = " \t\r\n\f\v"

func (p *parser) skipSpace() {
	p.at = len(p.source) - len(strings.TrimLeft(p.source[p.at:], space))
}

func (p *parser) start() error {
	begin := p.at
	p.at++
	o := opened{from: p.text.Len()}
	o.Tag = strings.ToLower(p.until(space + ">"))
	if p.at == len(p.source) {
		return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
	}
	if !slices.Contains(supported, o.Tag) {
		return fmt.Errorf("Unsupported start tag %q at byte offset %d", o.Tag, begin)
	}
	for {
		p.skipSpace()
		if p.at == len(p.source) {
			return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
		}
		if p.skip(">") {
			p.open = append(p.open, o)
			return nil
		}
		name, value, err := p.attribute(o.Tag, begin)
		if err != nil {
			return err
		}
		if o.Tag == "a" && name == "href" {
			o.URL = value
		}
	}
}

func (p *parser) attribute(tag string, begin int) (name, value string, err error) {
	from := p.at
	name = strings.ToLower(p.until(space + `=>/"'`))
	if name == "" {
		return "", "", fmt.Errorf("Empty attribute name in the tag %q at byte offset %d", tag, from)
	}
	p.skipSpace()
	if !p.skip("=") {
		return "", "", fmt.Errorf("Expected equal sign in declaration of an attribute of the tag %q at byte offset %d", tag, begin)
	}
	p.skipSpace()
	quote := `"`
	if !p.skip(quote) {
		if quote = "'"; !p.skip(quote) {
			return "", "", fmt.Errorf("Unexpected end of name token at byte offset %d", p.at)
		}
	}
	var b strings.Builder
	for p.at < len(p.source) {
		switch {
		case p.skip(quote):
			return name, b.String(), nil
		case p.source[p.at] == '&':
			b.WriteString(p.reference())
		default:
			b.WriteByte(p.source[p.at])
			p.at++
		}
	}
	return "", "", fmt.Errorf("Unclosed start tag at byte offset %d", begin)
}

func (p *parser) end() error {
	begin := p.at
	if len(p.open) == 0 {
		return fmt.Errorf("Unexpected end tag at byte offset %d", begin)
	}
	p.at += len("</")
	tag := strings.ToLower(p.until(space + ">"))
	p.skipSpace()
	if !p.skip(">") {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin)
	}
	last := len(p.open) - 1
	o := p.open[last]
	if tag != "" && tag != o.Tag {
		return fmt.Errorf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, o.Tag, tag)
	}
	p.open = p.open[:last]
	if o.Text = p.text.String()[o.from:]; o.Text != "" {
		p.entities = append(p.entities, o.Entity)
	}
	return nil
}
