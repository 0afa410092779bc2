package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxDepth is how deep elements may be nested. A schedule needs 7.
const maxDepth = 64

var (
	errTooDeep  = fmt.Errorf("its elements are nested more than %d deep: no schedule is", maxDepth)
	errEntities = errors.New("it defines XML entities of its own: no schedule needs them, and they can be a bomb")
)

// newDecoder reads XML that decode has turned into UTF-8, and refuses what is
// made to exhaust its reader.
func newDecoder(text []byte) (*xml.Decoder, error) {
	prolog := text[:len(text)-len(skipProlog(text))]
	if bytes.Contains(prolog, []byte("<!ENTITY")) {
		return nil, errEntities
	}
	if tooDeep(text) {
		return nil, errTooDeep
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Entity = xml.HTMLEntity // hand-made files use &nbsp; and &uuml;
	// The declaration may still name the encoding that the text was in.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d, nil
}

// xmlError words an error of encoding/xml for people.
func xmlError(err error) error {
	syntax, ok := errors.AsType[*xml.SyntaxError](err)
	switch {
	case ok && syntax.Msg == "unexpected EOF", errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends before </schedule>: the file is cut short")
	case ok:
		return fmt.Errorf("line %d is broken XML: %s", syntax.Line, syntax.Msg)
	}
	return fmt.Errorf("broken XML: %w", err)
}

// rootElement is the name of the first element, "" where there is none.
func rootElement(text []byte) string {
	rest, ok := bytes.CutPrefix(skipProlog(text), []byte("<"))
	if !ok {
		return ""
	}
	if end := bytes.IndexAny(rest, " \t\r\n/>"); end >= 0 {
		rest = rest[:end]
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

// tooDeep reports whether elements are nested deeper than maxDepth. It looks
// at the tags alone, which costs little and spares the decoder a stack of
// millions.
func tooDeep(text []byte) bool {
	depth := 0
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			return false
		}
		text = text[i:]
		var end int
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = after(text, "-->")
		case bytes.HasPrefix(text, []byte("<![CDATA[")):
			end = after(text, "]]>")
		case bytes.HasPrefix(text, []byte("</")):
			depth--
			end = len("</")
		case len(text) > 1 && text[1] != '!' && text[1] != '?':
			end = afterTag(text)
			if end > 1 && text[end-2] != '/' {
				depth++
			}
		default:
			end = 1
		}
		if depth > maxDepth {
			return true
		}
		if end < 0 {
			return false // cut short: the decoder will say so
		}
		text = text[end:]
	}
}

// afterTag is where a start tag ends, past any > in its attributes.
func afterTag(text []byte) int {
	var quote byte
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}
