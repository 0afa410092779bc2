package bot

import "context"

// Host is a Platform on which several people may share a chat. What such a chat
// wants to be told is changed by those who run it; what one of its people wants is
// a matter between them and Usher, in a chat of their own.
type Host interface {
	// MayChange reports whether a person, as in Incoming.Sender, runs a shared chat:
	// by the network's own rules. Its error is that asking again may help.
	MayChange(ctx context.Context, shared Chat, person string) (bool, error)
	// Private is the chat with a person alone; false if Usher cannot speak to them
	// until they begin one. Its error is that asking again may help.
	Private(ctx context.Context, person string) (private Chat, ok bool, err error)
	// Door is the address of a page at which a person begins a private chat with
	// Usher; "" while it is not known. There they say payload after /start, at most 64
	// of [A-Za-z0-9_-] and perhaps nothing, on a network whose pages can carry it.
	Door(payload string) string
}

// Namer is a Host on which people have names that can be typed anywhere.
type Namer interface {
	// Person is whom a word names, as in Incoming.Sender; false if it names nobody.
	Person(word string) (person string, ok bool)
}
