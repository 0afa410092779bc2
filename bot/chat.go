package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Chat is a place on a network where Usher talks to somebody.
type Chat struct {
	// Platform is the Name of the Platform the chat is on.
	Platform string
	// ID is the network's own name for the chat.
	ID string
}

// String writes a chat as "platform:id".
func (c Chat) String() string { return c.Platform + ":" + c.ID }

// IsZero reports whether the chat is none.
func (c Chat) IsZero() bool { return c == Chat{} }

// ParseChat reads what Chat.String wrote.
func ParseChat(s string) (Chat, error) {
	platform, id, ok := strings.Cut(s, ":")
	if !ok || platform == "" || id == "" {
		return Chat{}, fmt.Errorf("%q is not a chat like telegram:12345", s)
	}
	return Chat{platform, id}, nil
}

// Ref is a message on a network, so that it can be edited.
type Ref struct {
	Chat Chat
	ID   string
	// File is what stands before it, where its file is a message of its own; "" where it is
	// not. An edit takes it away, as it says nothing of files.
	File string
}

// IsZero reports whether the ref is to no message.
func (r Ref) IsZero() bool { return r == Ref{} }

// Incoming is something that somebody typed or pressed, meant for Usher.
type Incoming struct {
	Chat Chat
	// Sender is the network's own name for the person.
	Sender string
	// Name is what the person calls themselves, as their network shows them to others; ""
	// where it does not say. It is remembered of the team alone, and of nobody in the inbox.
	Name string
	// Shared says that several people share the chat, so that what it wants is not
	// for any one of them to change.
	Shared bool
	// About is the network's own name for the one other person whom it is about: who
	// wrote what it is a reply to, or is mentioned in it; "" is nobody. Usher is none.
	About string
	// Posted says that it stands in a channel: many read that, and who has written it
	// runs the channel and is not named.
	Posted bool
	// Text is what was said. A command begins with "/", whatever the network's
	// people type instead, and carries no mention of the bot.
	Text string
	// Bare is the Text as it was typed where a command needs no sign there, and this had
	// none: it may be words all the same, in answer to a question for any. "" elsewhere.
	Bare string
	// Marked is a command with what stands out in it, as those type it whose network has
	// no other way: **bold**, and [words](https://example.org) that lead to a page; "" for
	// one in which nothing does.
	Marked string
	// Language is the network's hint at the person's language, a BCP 47 tag
	// such as "de"; "" where it gives none.
	Language string
	// Message is the message that was typed, so that the answer can be a reply to
	// it; the zero Ref where a button was pressed, or the network has no such.
	Message Ref
	// Thread is the network's own name for the part of the chat in which it was
	// said, a thread or a topic, and in which the answer belongs; "" is none.
	Thread string
	// Topics says that the parts of the chat last and have names, so that what the
	// chat is told unasked belongs in one of them.
	Topics bool
	// Edited says that it takes the place of what Message said before.
	Edited bool
	// Pressed is the message whose button was pressed, so that the answer can
	// take its place; the zero Ref where the text was typed.
	Pressed Ref
	// Elsewhere says that what was pressed stands in a chat that Usher is not in. Chat
	// is the one with the Sender alone then, be there one or not, and Pressed names the
	// press: what is answered is whispered to who pressed.
	Elsewhere bool
	// Undo is the command that takes back what a press does, if its network lets
	// people withdraw presses, and if there is one.
	Undo string
	// Withdraws is the Update of the press that this takes back. It has no Text
	// then: the inbox, which remembers that press, makes it what undoes it.
	Withdraws string
	// Update is the network's own id of this piece of news, the same when it
	// is delivered twice; "" where the network has none.
	Update string
	// Sealed is an encrypted message, as it came, whose key has not come yet: it is
	// kept in the inbox until its network can read it, and passed on then. Nobody
	// else ever sees one.
	Sealed json.RawMessage
	// Unreadable says that something was said which Usher cannot read, and may never
	// be able to. There is no Text then.
	Unreadable bool
	// Wordless says that something was said in pictures or sounds, in which Usher can
	// read nothing. There is no Text then.
	Wordless bool
	// File is what goes along with the Text, or with what it answers; the zero
	// Attachment is none.
	File Attachment
	// Fate is what has become of the chat, where that is the news, and Replaces the
	// chat whose place it has taken, if it has. There is no Text then, and whoever
	// keeps what comes in takes note of it: Inbox.Accept.
	Fate     Fate
	Replaces Chat
	// At is when it was said, by the network's clock.
	At time.Time
	// Again says that it was passed on before by a process that did not finish with
	// it, which may have answered it.
	Again bool
	// Done, unless it is nil, is called once Usher has finished with it: it was
	// answered, or there was nothing to say. A network that takes one line after
	// the other waits for it.
	Done func()
	// Before, unless it is nil, is what its chat has said before that is finished and in
	// no inbox yet: what Usher writes because of this goes there with that.
	Before func() []Incoming
}

// Fate is what has become of a chat.
type Fate int

// What may become of a chat.
const (
	NoFate Fate = iota // nothing
	Lost               // Usher can say nothing there any more
	Found              // Usher may speak there again
)

// Person is who said it, in the form in which organisers are named: the sender
// and not the room. Where the network names no sender it is the chat.
func (in Incoming) Person() Chat {
	if in.Sender == "" {
		return in.Chat
	}
	return Chat{Platform: in.Chat.Platform, ID: in.Sender}
}
