package say

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"usher/bot"
	"usher/schedule"
)

// prose reads what speakers wrote about their talks, which pretalx takes as
// Markdown, into paragraphs. HTML in it is left out but for its text.
func prose(source string) []bot.Paragraph {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	r := reader{source: []byte(source)}
	r.blocks(goldmark.DefaultParser().Parse(text.NewReader(r.source)), "")
	return r.paragraphs
}

type reader struct {
	source     []byte
	paragraphs []bot.Paragraph
}

// blocks reads the block elements under a node. Bullet goes before the first
// paragraph of a list's item.
func (r *reader) blocks(parent ast.Node, bullet string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			r.add(bullet, r.inline(n, bot.Plain, nil))
			bullet = ""
		case *ast.Heading:
			r.add(bullet, r.inline(n, bot.Bold, nil))
		case *ast.List:
			r.blocks(n, "")
		case *ast.ListItem:
			r.blocks(n, "• ")
		case *ast.FencedCodeBlock:
			r.code(n)
		case *ast.CodeBlock:
			r.code(n)
		case *ast.HTMLBlock, *ast.ThematicBreak:
		default:
			r.blocks(n, bullet)
		}
	}
}

func (r *reader) add(bullet string, p bot.Paragraph) {
	if bullet != "" {
		p = append(bot.Paragraph{{Text: bullet}}, p...)
	}
	if strings.TrimSpace(p.Text()) != "" {
		r.paragraphs = append(r.paragraphs, p)
	}
}

func (r *reader) code(n ast.Node) {
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		r.add("", bot.Paragraph{{Text: strings.TrimRight(string(segment.Value(r.source)), "\n"), Style: bot.Code}})
	}
}

// inline reads the spans under a node, in a style.
func (r *reader) inline(parent ast.Node, style bot.Style, p bot.Paragraph) bot.Paragraph {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			p = append(p, bot.Span{Text: r.textOf(n), Style: style})
			if n.SoftLineBreak() || n.HardLineBreak() {
				p = append(p, bot.Span{Text: " ", Style: style})
			}
		case *ast.String:
			p = append(p, bot.Span{Text: string(n.Value), Style: style})
		case *ast.Emphasis:
			p = r.inline(n, emphasis(n.Level), p)
		case *ast.CodeSpan:
			p = r.inline(n, bot.Code, p)
		case *ast.Link:
			p = append(p, link(r.inline(n, bot.Plain, nil).Text(), string(n.Destination)))
		case *ast.AutoLink:
			p = append(p, link(string(n.Label(r.source)), string(n.URL(r.source))))
		case *ast.RawHTML:
		default:
			p = r.inline(n, style, p)
		}
	}
	return p
}

// textOf is a text node's text with Markdown's escapes and entities resolved.
func (r *reader) textOf(n *ast.Text) string {
	value := n.Segment.Value(r.source)
	if n.IsRaw() {
		return string(value)
	}
	value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	return string(value)
}

func emphasis(level int) bot.Style {
	if level > 1 {
		return bot.Bold
	}
	return bot.Italic
}

// link is a span that leads somewhere, or plain text where the target is none
// that a phone should open.
func link(label, target string) bot.Span {
	if label == "" {
		label = target
	}
	if !isPage(target) {
		return bot.Span{Text: label}
	}
	return bot.Span{Text: label, Style: bot.Link, URL: target}
}

// cutProse keeps the first runes of prose, cut at a word, and says whether
// anything was cut.
func cutProse(prose []bot.Paragraph, limit int) ([]bot.Paragraph, bool) {
	var kept []bot.Paragraph
	for i, p := range prose {
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

func cutParagraph(p bot.Paragraph, limit int) bot.Paragraph {
	var kept bot.Paragraph
	for _, s := range p {
		n := utf8.RuneCountInString(s.Text)
		if n >= limit {
			s.Text = schedule.Cut(s.Text+" ", limit)
			return append(kept, s)
		}
		kept, limit = append(kept, s), limit-n
	}
	return kept
}
