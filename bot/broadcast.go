package bot

import (
	"cmp"
	"errors"
	"time"
)

// Why nothing can be done any more with what an organiser wrote.
var (
	// ErrNoDraft says that there is none of that number and author: it was
	// cancelled, it is too old, or somebody else wrote it.
	ErrNoDraft = errors.New("there is no such draft")
	// ErrUnaddressed says that its author has not said yet for whom it is.
	ErrUnaddressed = errors.New("the draft is for nobody yet")
	// ErrDraftSent says that it went out already.
	ErrDraftSent = errors.New("the draft was sent already")
)

// NewsState is where a broadcast stands.
type NewsState string

// The states of a broadcast.
const (
	NewsDraft     NewsState = "draft"
	NewsScheduled NewsState = "scheduled" // waits for its moment
	NewsSpreading NewsState = "spreading" // its notices are being queued
	NewsSpread    NewsState = "spread"    // all of them have been
	NewsWithdrawn NewsState = "withdrawn" // nobody is told any more
	NewsLapsed    NewsState = "lapsed"    // no Usher ran while it was worth telling
)

// Seen is a draft as it was shown to its author: whatever they press there is about that,
// and about nothing that it has become since.
type Seen struct {
	Number int64
	Author Chat
	// Revision is News.Revision; 0 is whichever there is, for who types a number.
	Revision int64
}

// News is what organisers tell an audience: a broadcast.
type News struct {
	// Number names it in buttons, and in Notice.Talk; 0 before it is kept.
	Number int64
	// Revision is the draft's, 1 at first: one more each time that it is changed.
	Revision int64
	Author   Chat
	Addressees
	// Texts are what they wrote, by language, a BCP 47 tag; "" is for everybody else.
	Texts map[string]string
	// Head is what stands before the text "" as it was typed, while it has to be asked
	// whether it says for whom and when, or is part of the text; "" else.
	Head string
	// File goes along; the zero Attachment is none. Without are the networks, by name,
	// on which it could not be sent.
	File    Attachment
	Without []string
	// At is when it is to go out by the conference clock; zero for at once.
	At    time.Time
	State NewsState
	// Confirmed is when it was, and Began when it began to go out.
	Confirmed, Began time.Time
	// Queued is for how many chats it was queued so far, and of these Sent how many
	// have it and Waiting how many are still to be told.
	Queued, Sent, Waiting int
}

// Seen is the draft as it is shown.
func (n News) Seen() Seen { return Seen{Number: n.Number, Author: n.Author, Revision: n.Revision} }

// Text is what those read with whom a language is spoken.
func (n News) Text(language string) string { return cmp.Or(n.Texts[language], n.Texts[""]) }

// Due is the moment at which it is to go out: when it was confirmed, if no other
// was chosen.
func (n News) Due() time.Time {
	if n.At.IsZero() {
		return n.Confirmed
	}
	return n.At
}
