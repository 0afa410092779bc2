//go:build e2e && goolm

package dendritetest

import (
	"encoding/json"
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
	client, err := mautrix.NewClient(s.URL, id.UserID(bot), token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.JoinRoomByID(t.Context(), room); err != nil {
		t.Fatal(err)
	}
	direct := map[id.UserID][]id.RoomID{p.ID: {room}}
	if err := client.SetAccountData(t.Context(), event.AccountDataDirectChats.Type, direct); err != nil {
		t.Fatal(err)
	}
	p.Await("the bot joins", Joins(room, id.UserID(bot)))
	return &Chat{p, room, bot}
}

// Type says something.
func (c *Chat) Type(text string) { c.Say(c.Room, text) }

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
