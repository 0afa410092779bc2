package telegramtest

import (
	"bytes"
	_ "embed" // for kinds
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// kinds holds an update of each kind that there is in the Bot API 10.1 (Update), with
// more fields set than one ever has at a time.
//
//go:embed kinds.json
var kinds []byte

// Kinds are an update of each kind, as JSON, by its name.
func Kinds() map[string]json.RawMessage {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(kinds, &all); err != nil {
		panic(err) // ours alone to write
	}
	return all
}

// Hostile makes up updates as nobody should send them: fields that are missing or of
// another type, numbers that no machine holds, text that is none, and kinds that do not
// exist. The same seed makes the same ones.
type Hostile struct {
	chance *rand.Rand
	names  []string
	trees  map[string]any
	// users are whom the updates are from and about; where nobody is named they
	// are of users that no server knows.
	users int64
	// calm makes an update likelier to be understood: by so much, less is spoilt.
	calm int
}

// NewHostile makes up the updates of a seed. What happened in them, happened at a time.
func NewHostile(seed uint64, at time.Time) *Hostile {
	h := &Hostile{chance: rand.New(rand.NewPCG(seed, seed)), trees: map[string]any{}, users: 5_000_000}
	for name, content := range Kinds() {
		h.trees[name] = parsed(bytes.ReplaceAll(content, []byte(kindsDate), []byte(decimal(at.Unix()))))
		h.names = append(h.names, name)
	}
	slices.Sort(h.names)
	// Bots hear of these most, and most of what may go wrong is in them.
	h.names = append(h.names, slices.Repeat([]string{"message", "message", "callback_query", "edited_message", "inline_query", "my_chat_member"}, 4)...)
	return h
}

// kindsDate is when all happened in kinds.
const kindsDate = "1694595840"

// Next is another update, for Server.Update. Its JSON is well-formed, though it may
// not be UTF-8.
func (h *Hostile) Next() (kind, content string) {
	kind = h.names[h.chance.IntN(len(h.names))]
	h.calm = 1 + 19*h.chance.IntN(2)
	tree := h.spoil(copied(h.trees[kind]), 0)
	if h.chance.IntN(20) == 0 {
		kind = h.pick("brain_wave", "", "Message", "messages", "update_i", "\u0000").(string)
	}
	data, err := json.Marshal(tree)
	if err != nil {
		panic(err) // a tree of JSON's own types
	}
	data = bytes.ReplaceAll(data, []byte(invalidText), []byte("caf\xe9 \xff\xfe\xc3("))
	data = bytes.ReplaceAll(data, []byte(halfText), []byte(`\ud800`))
	return kind, string(data)
}

// invalidText and halfText stand for what Go's own JSON would not write: bytes that are
// not UTF-8, and half a surrogate pair.
const (
	invalidText = "(invalid)"
	halfText    = "(half)"
)

// spoil changes some of what a tree holds. The deeper, the likelier.
func (h *Hostile) spoil(node any, depth int) any {
	if depth > 0 && h.chance.IntN(12*h.calm) == 0 {
		return h.anything()
	}
	switch node := node.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(node)) {
			switch {
			case h.chance.IntN(6*h.calm) == 0:
				delete(node, name)
			case name == "id" || strings.HasSuffix(name, "_id"):
				node[name] = h.id(node[name], depth)
			default:
				node[name] = h.spoil(node[name], depth+1)
			}
		}
	case []any:
		for i := range node {
			node[i] = h.spoil(node[i], depth+1)
		}
	case string:
		if h.chance.IntN(4) == 0 {
			return h.text()
		}
	}
	return node
}

// id is often somebody's that nobody knows.
func (h *Hostile) id(was any, depth int) any {
	number, ok := was.(json.Number)
	if !ok || h.chance.IntN(4) == 0 {
		return h.spoil(was, depth+1)
	}
	id := h.users + h.chance.Int64N(1000)
	if strings.HasPrefix(number.String(), "-") {
		id = -id
	}
	return id
}

func (h *Hostile) pick(of ...any) any { return of[h.chance.IntN(len(of))] }

// anything is a value of any type.
func (h *Hostile) anything() any {
	switch h.chance.IntN(5) {
	case 0:
		return h.pick(nil, true, false, []any{}, map[string]any{}, []any{nil}, map[string]any{"": nil})
	case 1:
		return h.pick(json.Number("1e400"), json.Number("-1"), json.Number("0"), json.Number("1.5"), json.Number("9223372036854775807"),
			json.Number("9223372036854775808"), json.Number("253402300800"), json.Number("-62135596801"), json.Number("4503599627370496"))
	case 2:
		return nested(1 + h.chance.IntN(500))
	case 3:
		return copied(h.trees[h.names[h.chance.IntN(len(h.names))]])
	}
	return h.text()
}

// text is what somebody might say who means harm, and some of what they would not.
func (h *Hostile) text() any {
	return h.pick("", " ", "\u0000", invalidText, halfText, "/", "/@", "/now@", "@usher_test_bot", "/star", "/forget yes", "/broadcast to all",
		"/mute 99999999999999999999h", "/remind -1", "/agenda +9999999999", "/talk main-c-NYLYDK < /now < /now", "/start "+strings.Repeat("a", 65),
		"/search "+strings.Repeat("x ", 2000), strings.Repeat("🏴", 4096), "Z"+strings.Repeat("\u0301", 500), "\u202E/won\u202C", "private", "group",
		"supergroup", "channel", "administrator", "kicked", "'; DROP TABLE chats; --", "<b>&lt;", "{{.}} %s %!d", "../../etc/passwd")
}

func nested(depth int) any {
	var inner any
	for range depth {
		inner = map[string]any{"reply_to_message": []any{inner}}
	}
	return inner
}

func parsed(content []byte) any {
	var tree any
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic(err) // ours alone to write
	}
	return tree
}

func copied(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		c := make(map[string]any, len(tree))
		for name, value := range tree {
			c[name] = copied(value)
		}
		return c
	case []any:
		c := make([]any, len(tree))
		for i, value := range tree {
			c[i] = copied(value)
		}
		return c
	}
	return tree
}
