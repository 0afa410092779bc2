package bot

import "context"

// Sharer is a Platform on which people look for something in chats that Usher is not in,
// and pass on there what they find.
type Sharer interface {
	// Share has find answer what they look for, from now on. It is called before Receive.
	Share(find Finder)
}

// Finder finds what somebody looks for. It never fails: there may be nothing.
type Finder func(ctx context.Context, q Query) Finds

// Query is what somebody looks for while they type it.
type Query struct {
	// Chat is the one with the person alone, be there one or not.
	Chat Chat
	// Language is the network's hint at theirs, as in Incoming.
	Language string
	// Text is what they have typed so far; "" is nothing yet.
	Text string
	// Skip is how many cards they have seen, and Most how many to show now.
	Skip, Most int
}

// Finds is what was found.
type Finds struct {
	Cards []Card
	// More says that there are others after these.
	More bool
	// Otherwise is the label of what leads into a private chat where there are no
	// cards.
	Otherwise string
}

// Card is something to pass on.
type Card struct {
	// Key is the talk's, each of which has one card.
	Key string
	// Title and What say which it is, a line each, to the one who chooses alone.
	Title, What string
	// Message is what is passed on. It has no Chat, and holds for everybody who reads it.
	Message Message
}

// Whisperer is a Platform that can show something to the person alone who has pressed a
// button.
type Whisperer interface {
	// Whisper shows the text of m, or as much of it as there is room for; or, where m
	// has a button that leads to Usher's own door, opens that. Press is Incoming.Pressed
	// of what was pressed Elsewhere. Its error is a *SendError.
	Whisper(ctx context.Context, press Ref, m Message) error
}

// whisper answers a press of what stands elsewhere: there is no message to take the place
// of. It reports false as answer does. What cannot be whispered is forgotten: the person
// presses again.
func (s *server) whisper(ctx context.Context, said Incoming, m Message) (finished bool) {
	p := s.platforms[said.Chat.Platform]
	w, ok := p.(Whisperer)
	if !ok {
		s.log.Error("nothing can be whispered there", "platform", p.Name())
		return true
	}
	saying, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err := w.Whisper(saying, said.Pressed, m)
	if ctx.Err() != nil {
		return false
	}
	if err != nil {
		s.log.Warn("could not whisper an answer", "platform", p.Name(), "error", err)
	}
	return true
}
