package format

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is Markdown as pretalx has it, but without code by indentation alone:
// speakers who indent a paragraph mean none. Tables are left to cleanRow.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	parser.WithInlineParsers(
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
	),
)

// The parser takes time that grows with the square of how deep blocks are nested,
// and of how many links there are. Real texts have at most 3 levels and 70 links.
const (
	maxNested = 16
	maxLinks  = 500
)

// isBomb reports Markdown that nobody wrote who wanted to be read.
func isBomb(s string) bool {
	if strings.Count(s, "](") > maxLinks {
		return true
	}
	for l := range strings.Lines(s) {
		for depth := 0; ; depth++ {
			rest, ok := cutContainer(strings.TrimLeft(l, " \t"))
			if !ok {
				break
			}
			if depth == maxNested {
				return true
			}
			l = rest
		}
	}
	return false
}

// cutContainer takes off what opens a quote, a list or an item of one.
func cutContainer(l string) (rest string, ok bool) {
	if rest, ok := strings.CutPrefix(l, ">"); ok {
		return rest, true
	}
	sign := strings.TrimLeft(l, "0123456789")
	if len(sign) < 2 || sign[1] != ' ' && sign[1] != '\t' {
		return l, false
	}
	signs := "-+*"
	if len(sign) < len(l) {
		signs = ".)"
	}
	return sign[1:], strings.IndexByte(signs, sign[0]) >= 0
}

// readMarkdown takes in Markdown with HTML in it.
func (p *page) readMarkdown(s string) {
	source := []byte(s)
	r := markdownReader{page: p, source: source}
	r.children(markdown.Parse(text.NewReader(source)))
}

type markdownReader struct {
	*page
	source []byte
}

func (r *markdownReader) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.node(n)
	}
}

func (r *markdownReader) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.List:
		l := list{sign: string(n.Marker)}
		if n.IsOrdered() {
			l.next = max(1, n.Start)
		}
		r.openList(l)
		r.children(n)
		r.closeList()
	case *ast.ListItem:
		r.item()
		r.children(n)
		r.space(line)
	case *ast.FencedCodeBlock:
		r.block()
		r.verbatim++
		r.text(r.lines(n))
		r.verbatim--
		r.block()
	case *ast.HTMLBlock:
		r.readHTML(r.lines(n))
		if n.HasClosure() {
			r.readHTML(string(n.ClosureLine.Value(r.source)))
		}
	default:
		if n.Type() == ast.TypeInline {
			r.inline(n)
			return
		}
		if n.Kind() != ast.KindTextBlock {
			r.block()
			defer r.block()
		}
		r.children(n)
	}
}

// lines are the lines of a block as they are written.
func (r *markdownReader) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(r.source))
	}
	return b.String()
}

func (r *markdownReader) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.text(r.textOf(n))
		switch {
		case n.HardLineBreak():
			r.lineBreak()
		case n.SoftLineBreak():
			r.space(soft)
		}
	case *ast.CodeSpan:
		for t := n.FirstChild(); t != nil; t = t.NextSibling() {
			if t, ok := t.(*ast.Text); ok {
				r.text(string(t.Segment.Value(r.source)))
			}
		}
	case *ast.Emphasis:
		mark := r.literal(n)
		r.text(mark)
		r.children(n)
		r.text(mark)
	case *ast.Link:
		r.openLink(resolve(string(n.Destination)))
		r.children(n)
		r.closeLink()
	case *ast.AutoLink:
		r.text(resolve(string(n.Label(r.source))))
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			r.readTag(string(segment.Value(r.source)))
		}
	default:
		r.children(n)
	}
}

// textOf is a text node's text with Markdown's escapes and entities resolved.
func (r *markdownReader) textOf(n *ast.Text) string {
	value := n.Segment.Value(r.source)
	if !n.IsRaw() {
		value = util.UnescapePunctuations(value)
	}
	return resolve(string(value))
}

// word is a name that programmers may write with underscores around it.
var word = regexp.MustCompile(`^\w+$`)

// literal is the sign of emphasis where it is meant as it stands: in __init__,
// and amid a word, as in 2*3*4. Else it is "".
func (r *markdownReader) literal(n *ast.Emphasis) string {
	first, ok := n.FirstChild().(*ast.Text)
	last, ok2 := n.LastChild().(*ast.Text)
	if !ok || !ok2 {
		return ""
	}
	from, to := first.Segment.Start-n.Level, last.Segment.Stop+n.Level
	if from < 0 || to > len(r.source) {
		return ""
	}
	mark, words := r.source[from:first.Segment.Start], r.source[first.Segment.Start:last.Segment.Stop]
	before, after := byte(' '), byte(' ')
	if from > 0 {
		before = r.source[from-1]
	}
	if to < len(r.source) {
		after = r.source[to]
	}
	dunder := string(mark) == "__" && word.Match(words)
	product := isDigit(before) || isDigit(after)
	if amid := n.Level == 1 && isWord(before) && isWord(after); dunder || product || amid {
		return string(mark)
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}
