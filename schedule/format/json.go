package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// jsonWalk goes through the containers of a document and decodes what is in them
// one value at a time: the whole is never in memory as Go values, the order of an
// object's members is kept, and every value has a line.
type jsonWalk struct {
	decoder *json.Decoder
	text    []byte
	counted int // up to where the lines of text are counted
	line    int // the line at counted
}

// newJSONDocument refuses what is made to exhaust its reader, as each level of a value
// is looked at once more for every level above it, and a document behind another one.
func newJSONDocument(text []byte) (*jsonWalk, error) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return nil, errTooDeep
			}
		case '}', ']':
			if depth--; depth == 0 {
				return newJSONWalk(text), secondDocument(text, i+1)
			}
		case '"':
			i = afterString(text, i) - 1
		}
	}
	return newJSONWalk(text), nil
}

// secondDocument refuses text in which, where the first document ends, another one
// begins: half of what two files say is worse than nothing. Anything else that stands
// there does no harm.
func secondDocument(text []byte, end int) error {
	rest := bytes.TrimLeft(text[end:], " \t\r\n,")
	if len(rest) == 0 || rest[0] != '{' && rest[0] != '[' {
		return nil
	}
	line := 1 + bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
	return fmt.Errorf("line %d: another document begins behind the first: this is two files in one", line)
}

func newJSONWalk(text []byte) *jsonWalk {
	return &jsonWalk{decoder: json.NewDecoder(bytes.NewReader(text)), text: text, line: 1}
}

// next is the first character of the next value; 0 where there is none.
func (w *jsonWalk) next() byte {
	at := int(w.decoder.InputOffset())
	for at < len(w.text) && strings.IndexByte(" \t\r\n,:", w.text[at]) >= 0 {
		at++
	}
	w.line += bytes.Count(w.text[w.counted:at], []byte("\n"))
	w.counted = at
	if at == len(w.text) {
		return 0
	}
	return w.text[at]
}

// at is the line of the next value.
func (w *jsonWalk) at() int {
	w.next()
	return w.line
}

// object visits the members of the next value, which each visit has to consume.
// What is not an object is skipped.
func (w *jsonWalk) object(visit func(key string) error) error {
	return w.container('{', func() error {
		key, err := w.decoder.Token()
		if err != nil {
			return err
		}
		return visit(fmt.Sprint(key))
	})
}

// array visits the elements of the next value, as object does its members.
func (w *jsonWalk) array(visit func() error) error { return w.container('[', visit) }

// each visits all values in an array or object.
func (w *jsonWalk) each(visit func() error) error {
	if w.next() == '{' {
		return w.object(func(string) error { return visit() })
	}
	return w.array(visit)
}

func (w *jsonWalk) container(open byte, visit func() error) error {
	if w.next() != open {
		return w.skip()
	}
	if _, err := w.decoder.Token(); err != nil {
		return err
	}
	for w.decoder.More() {
		if err := visit(); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

// decode reads the next value. One that is not what v can hold is lost without
// an error, and what it says wrongly of itself is left out of v.
func (w *jsonWalk) decode(v any) error {
	err := w.decoder.Decode(v)
	if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong {
		return nil
	}
	return err
}

// decodeEither reads the next value into v, and if not all of that is what v can
// hold, into other as well.
func (w *jsonWalk) decodeEither(v, other any) error {
	w.next()
	from := w.counted
	err := w.decoder.Decode(v)
	if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); !wrong {
		return err
	}
	_ = json.Unmarshal(w.text[from:w.decoder.InputOffset()], other)
	return nil
}

func (w *jsonWalk) skip() error { return w.decoder.Decode(&jsonSkipped{}) }

// jsonSkipped takes any value and keeps nothing of it.
type jsonSkipped struct{}

// UnmarshalJSON implements [json.Unmarshaler].
func (*jsonSkipped) UnmarshalJSON([]byte) error { return nil }

// jsonError says for people what is wrong with a document that cannot be walked
// to its end.
func jsonError(text []byte, err error) error {
	if err == nil || errors.Is(err, errTooMany) || errors.Is(err, errTooManyDays) {
		return err
	}
	whole := json.Unmarshal(text, &jsonSkipped{}) // a decoder does not say where
	if broken, ok := errors.AsType[*json.SyntaxError](whole); ok && int(broken.Offset) < len(text) {
		return fmt.Errorf("line %d is broken JSON: %w", 1+bytes.Count(text[:broken.Offset], []byte("\n")), broken)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || whole != nil {
		return errors.New("it ends before its last bracket, as if cut off")
	}
	return fmt.Errorf("it is broken JSON: %w", err)
}

// jsonMembers are the members of the object that text begins with: each key, and
// the text from its value on. It only looks for brackets and quotes, which costs
// little, so that formats can be told apart by their keys. What is not an object
// has no members.
func jsonMembers(text []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		text = bytes.TrimLeft(text, " \t\r\n")
		if len(text) == 0 || text[0] != '{' {
			return
		}
		depth := 0
		for i := 0; i < len(text); i++ {
			switch text[i] {
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return
				}
			case '"':
				end := afterString(text, i)
				value := bytes.TrimLeft(text[end:], " \t\r\n")
				if depth == 1 && len(value) > 0 && value[0] == ':' && !yield(string(text[i+1:end-1]), value[1:]) {
					return
				}
				i = end - 1
			}
		}
	}
}

// jsonKeys are the keys of the object that text begins with.
func jsonKeys(object []byte) map[string]bool {
	keys := map[string]bool{}
	for key := range jsonMembers(object) {
		keys[key] = true
	}
	return keys
}

// afterString is where the string ends that begins at a quote.
func afterString(text []byte, quote int) int {
	for i := quote + 1; i < len(text); i++ {
		end := bytes.IndexByte(text[i:], '"')
		if end < 0 {
			break
		}
		i += end
		escapes := 0
		for text[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
	return len(text)
}

// jsonFirst is the text from the first element of the array on that text begins
// with, and whether there is an array. An empty array has no first element.
func jsonFirst(text []byte) (first []byte, array bool) {
	text = bytes.TrimLeft(text, " \t\r\n")
	if len(text) == 0 || text[0] != '[' {
		return nil, false
	}
	first = bytes.TrimLeft(text[1:], " \t\r\n")
	if bytes.HasPrefix(first, []byte("]")) {
		return nil, true
	}
	return first, true
}
