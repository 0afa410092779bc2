package bot

import (
	"cmp"
	"slices"
	"strings"
)

// Style is how a span of text stands out.
type Style int

// The styles of a span.
const (
	Plain Style = iota
	Bold
	Italic
	Strike
	Code    // something to type, shown as typed
	Command // a command that can be tapped where the network has such
	Link    // leads to URL
	Symbol  // for the eye alone, such as ★
)

// Span is a run of text in one style. Its text is shown as it is: no adapter
// may read markup in it.
type Span struct {
	Text  string
	Style Style
	URL   string // for Link
	// Aloud stands in place of Text where nobody sees symbols. "" is Text itself,
	// but nothing for Symbol: there the words around it say as much.
	Aloud string
	// Tied, at the start of a paragraph, says that this belongs to the one before
	// it: the two are parted last where a message has to be.
	Tied bool
}

// Spoken is what the span says to those who do not see symbols.
func (s Span) Spoken() string {
	if s.Style == Symbol {
		return s.Aloud
	}
	return cmp.Or(s.Aloud, s.Text)
}

// Paragraph is a run of spans on a line of its own. An empty one is a blank
// line.
type Paragraph []Span

// Text is the paragraph's text without its styles.
func (p Paragraph) Text() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Spoken is the paragraph's text as it is read to those who do not see symbols.
func (p Paragraph) Spoken() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteString(s.Spoken())
	}
	return b.String()
}

// Button is a command typed for you, or a page to open.
type Button struct {
	Label string
	// Aloud is the label in words where a symbol is part of it, else "".
	Aloud string
	// Command is what pressing the button says, at most MaxCommand bytes.
	Command string
	// URL is a page that pressing the button opens instead.
	URL string
	// Undo is the command that takes back what pressing it does, where a network
	// lets people withdraw a press; "" if nothing does. No network limits it.
	Undo string
}

// Spoken is the label as it is read to those who do not see symbols.
func (b Button) Spoken() string { return cmp.Or(b.Aloud, b.Label) }

// MaxCommand is how many bytes a button's command may have: the limit of
// Telegram's callback_data (Bot API, InlineKeyboardButton).
const MaxCommand = 64

// Message is something to tell a chat.
type Message struct {
	Chat Chat
	// Key is the same for every attempt to send the same notice, so that a
	// network that can tells a repetition from news; "" if there will be only one.
	Key string
	// Again says that there may have been an attempt under this Key before, be it by
	// a process that is no more.
	Again bool
	// ReplyTo is the message that an answer is shown to be a reply to, in Chat; the
	// zero Ref where that goes without saying, as between two people.
	ReplyTo Ref
	// Thread is the part of the chat in which it is said: Incoming.Thread of what
	// is answered; "" is none.
	Thread string
	// Body is what is said.
	Body []Paragraph
	// File goes along with it, where the network's Traits say that Files do; nil is
	// none.
	File *File
	// Buttons are rows of what can be pressed under it.
	Buttons [][]Button
	// Written keeps how it is written where many are told the same; nil where one is.
	Written *Written
	// Apart says that an answer to a press does not take the place of the
	// message that was pressed, which others may still need.
	Apart bool
	// Rings says that people should be notified: it is a notice, not an answer,
	// and its chat has not muted it.
	Rings bool
}

// Text is the message's text without styles and buttons.
func (m Message) Text() string {
	lines := make([]string, len(m.Body))
	for i, p := range m.Body {
		lines[i] = p.Text()
	}
	return strings.Join(lines, "\n")
}

// Then is what one message says and then another, whose buttons it has; where the first
// says nothing, the other.
func (m Message) Then(next Message) Message {
	if !m.Empty() {
		next.Body = append(slices.Clone(m.Body), next.Body...)
	}
	return next
}

// Empty reports whether there is nothing to say.
func (m Message) Empty() bool { return len(m.Body) == 0 }
