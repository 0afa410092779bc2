//go:build e2e && goolm

package dendritetest

import (
	"encoding/json"
	"html"
	"slices"
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix/matrixtest"
)

// Chat is a room in which a person talks with a bot.
type Chat struct {
	*Person
	Room id.RoomID
	bot  string
}

// Chat is a person's direct chat with a bot, whose token it is, and who is in it as
// though it had been for long: nobody is welcomed.
func (s *Server) Chat(t testing.TB, p *Person, bot, token string, encrypted bool) *Chat {
	t.Helper()
	room := p.Direct(bot, encrypted)
	client := s.bot(t, bot, token)
	direct := map[id.UserID][]id.RoomID{p.ID: {room}}
	if err := client.SetAccountData(t.Context(), event.AccountDataDirectChats.Type, direct); err != nil {
		t.Fatal(err)
	}
	return p.beside(t, room, client)
}

// Hall is a room that a person has made, in which a bot is, as Chat has it, and others.
func (s *Server) Hall(t testing.TB, p *Person, bot, token string, encrypted bool, others ...*Person) *Chat {
	t.Helper()
	with := []string{bot}
	for _, other := range others {
		with = append(with, other.ID.String())
	}
	room := p.Room(encrypted, with...)
	for _, other := range others {
		other.Join(room)
		p.AwaitJoin(room, other.ID.String())
	}
	return p.beside(t, room, s.bot(t, bot, token))
}

// As is the room as somebody else in it has it before them.
func (c *Chat) As(other *Person) *Chat { return &Chat{other, c.Room, c.bot} }

func (s *Server) bot(t testing.TB, bot, token string) *mautrix.Client {
	t.Helper()
	client, err := mautrix.NewClient(s.URL, id.UserID(bot), token)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// beside is the person's room once a bot that is invited has come in.
func (p *Person) beside(t testing.TB, room id.RoomID, bot *mautrix.Client) *Chat {
	t.Helper()
	if _, err := bot.JoinRoomByID(t.Context(), room); err != nil {
		t.Fatal(err)
	}
	p.Await("the bot joins", Joins(room, bot.UserID))
	return &Chat{p, room, bot.UserID.String()}
}

// Type says something.
func (c *Chat) Type(text string) { c.Say(c.Room, text) }

// Mention says something to the bot by its name, as Element does.
func (c *Chat) Mention(text string) {
	c.Send(c.Room, event.EventMessage, &event.MessageEventContent{
		MsgType: event.MsgText, Body: "Usher: " + text, Format: event.FormatHTML,
		FormattedBody: `<a href="https://matrix.to/#/` + c.bot + `">Usher</a>: ` + html.EscapeString(text),
		Mentions:      &event.Mentions{UserIDs: []id.UserID{id.UserID(c.bot)}},
	})
}

// Press presses the newest button of that label.
func (c *Chat) Press(t *testing.T, label string) {
	t.Helper()
	for _, m := range slices.Backward(c.Messages(t)) {
		if key, ok := m.Key(label); ok {
			c.React(c.Room, id.EventID(m.ID), key)
			return
		}
	}
	t.Fatalf("there is no button %q", label)
}

// Messages are the bot's messages as the person sees them, of all that it has said
// before the call.
func (c *Chat) Messages(t *testing.T) []matrixtest.Shown {
	t.Helper()
	c.CatchUp(c.Room)
	var events []json.RawMessage
	for _, h := range c.Heard() {
		raw, err := json.Marshal(h.Event)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, raw)
	}
	return matrixtest.Screen(t, c.bot, c.Room.String(), events)
}
