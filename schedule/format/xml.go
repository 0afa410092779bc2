package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"usher/schedule"
)

// maxDepth is how deep elements, or values of JSON, may be nested. A schedule needs
// 7 of the ones and 12 of the others.
const maxDepth = 64

var (
	errTooDeep  = fmt.Errorf("it is nested more than %d deep: no schedule is", maxDepth)
	errEntities = errors.New("it defines XML entities of its own: no schedule needs them, and they can be a bomb")
)

// xmlReader walks through XML that decode has turned into UTF-8. It takes the tokens
// as they stand, which costs half of what encoding/xml takes to make structs of them:
// all that is left to check is that each end has its beginning.
type xmlReader struct {
	decoder *xml.Decoder
	open    []string // the elements that are, from the outermost
}

// newXMLReader refuses what is made to exhaust its reader.
func newXMLReader(text []byte) (*xmlReader, error) {
	prolog := text[:len(text)-len(skipProlog(text))]
	if bytes.Contains(prolog, []byte("<!ENTITY")) {
		return nil, errEntities
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Entity = xml.HTMLEntity // hand-made files use &nbsp; and &uuml;
	// The declaration may still name the encoding that the text was in.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return &xmlReader{decoder: d}, nil
}

// line is where the reader is.
func (r *xmlReader) line() int {
	line, _ := r.decoder.InputPos()
	return line
}

func (r *xmlReader) next() (xml.Token, error) {
	token, err := r.decoder.RawToken()
	switch t := token.(type) {
	case xml.StartElement:
		if len(r.open) == maxDepth {
			return nil, errTooDeep
		}
		r.open = append(r.open, t.Name.Local)
	case xml.EndElement:
		last := len(r.open) - 1
		if last < 0 || r.open[last] != t.Name.Local {
			return nil, &xml.SyntaxError{Line: r.line(), Msg: "</" + schedule.Cut(t.Name.Local, 40) + "> ends what has not begun"}
		}
		r.open = r.open[:last]
	}
	return token, err
}

// each hands on the text and every element in the one that has begun, up to its end,
// in their order. What is handed an element has to read it.
func (r *xmlReader) each(text func(string), element func(xml.StartElement) error) error {
	for {
		token, err := r.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			text(string(t))
		case xml.StartElement:
			if err := element(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// children hands on every element in the one that has begun, as each does.
func (r *xmlReader) children(read func(xml.StartElement) error) error {
	return r.each(func(string) {}, read)
}

// skip passes over what has begun.
func (r *xmlReader) skip() error {
	return r.children(func(xml.StartElement) error { return r.skip() })
}

// text adds the text of what has begun, up to its end. What stands in elements of
// its own, where somebody has forgotten to escape HTML, is text of it.
func (r *xmlReader) text(into *string) error {
	return r.each(func(text string) { *into += text }, func(t xml.StartElement) error {
		if slices.Contains([]string{"p", "br", "div", "li", "ul", "ol"}, t.Name.Local) {
			*into += "\n\n"
		}
		return r.text(into)
	})
}

// behind is what stands behind the root element that has been read, and its line.
func (r *xmlReader) behind(text []byte) (rest []byte, line int) {
	rest = skipProlog(text[r.decoder.InputOffset():])
	return rest, 1 + bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
}

// xmlError words an error of encoding/xml for people.
func xmlError(err error) error {
	syntax, ok := errors.AsType[*xml.SyntaxError](err)
	switch {
	case ok && syntax.Msg == "unexpected EOF", errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends before </schedule>: the file is cut short")
	case errors.Is(err, errTooDeep), errors.Is(err, errTooMany):
		return err
	case ok:
		return fmt.Errorf("line %d is broken XML: %s", syntax.Line, syntax.Msg)
	}
	return fmt.Errorf("broken XML: %w", err)
}

// rootElement is the name of the first element without its namespace's prefix, ""
// where there is none.
func rootElement(text []byte) string {
	rest, ok := bytes.CutPrefix(skipProlog(text), []byte("<"))
	if !ok {
		return ""
	}
	if end := bytes.IndexAny(rest, " \t\r\n/>"); end >= 0 {
		rest = rest[:end]
	}
	if colon := bytes.IndexByte(rest, ':'); colon >= 0 {
		rest = rest[colon+1:]
	}
	return string(rest)
}

// skipProlog leaves out what may stand before the first element: declaration,
// comments, document type.
func skipProlog(text []byte) []byte {
	for {
		text = bytes.TrimSpace(text)
		end := -1
		switch {
		case bytes.HasPrefix(text, []byte("<?")):
			end = after(text, "?>")
		case bytes.HasPrefix(text, []byte("<!--")):
			end = after(text, "-->")
		case bytes.HasPrefix(text, []byte("<!")):
			end = afterDoctype(text)
		}
		if end < 0 {
			return text
		}
		text = text[end:]
	}
}

func after(text []byte, mark string) int {
	i := bytes.Index(text, []byte(mark))
	if i < 0 {
		return -1
	}
	return i + len(mark)
}

// afterDoctype is where a document type ends, which may hold declarations of
// its own in brackets.
func afterDoctype(text []byte) int {
	brackets := 0
	for i, c := range text {
		switch c {
		case '[':
			brackets++
		case ']':
			brackets--
		case '>':
			if brackets <= 0 {
				return i + 1
			}
		}
	}
	return -1
}

// isHTML reports whether text is a web page or the beginning of one.
func isHTML(text []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(text[:min(len(text), 1024)])))
	if strings.HasPrefix(start, "<!doctype html") {
		return true
	}
	return slices.Contains([]string{"html", "head", "body", "script", "meta"}, strings.ToLower(rootElement(text)))
}
