//go:build e2e && goolm

package dendritetest

import (
	"strings"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Told is a message that somebody was sent. Edits are none.
type Told struct {
	Room   id.RoomID
	ID     id.EventID
	Body   string
	Sealed bool // on the wire
}

// Told is what the person was told by somebody, in order.
func (p *Person) Told(by string) []Told { return told(p.Heard(), by) }

func told(heard []Heard, by string) []Told {
	var all []Told
	for _, h := range heard {
		if h.Type == event.EventMessage && h.Sender.String() == by && h.Content.AsMessage().RelatesTo.GetReplaceID() == "" {
			all = append(all, Told{h.RoomID, h.ID, h.Content.AsMessage().Body, h.Sealed})
		}
	}
	return all
}

// AwaitTold waits until the person was told something that begins so in so many
// rooms.
func (p *Person) AwaitTold(by, start string, rooms int) {
	p.t.Helper()
	p.await(start, func(heard []Heard) bool {
		in := map[id.RoomID]bool{}
		for _, m := range told(heard, by) {
			if strings.HasPrefix(m.Body, start) {
				in[m.Room] = true
			}
		}
		return len(in) >= rooms
	})
}

// AwaitTimes waits until the person was told so many things.
func (p *Person) AwaitTimes(by string, times int) {
	p.t.Helper()
	p.await("one word more of "+by, func(heard []Heard) bool { return len(told(heard, by)) >= times })
}

// AwaitJoin waits until somebody has come into a room.
func (p *Person) AwaitJoin(room id.RoomID, who string) {
	p.t.Helper()
	p.Await(who+" joins", Joins(room, id.UserID(who)))
}
