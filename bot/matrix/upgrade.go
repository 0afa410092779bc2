package matrix

import (
	"context"
	"encoding/json"
	"errors"

	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const typeTombstone = "m.room.tombstone"

// grave is what the tombstone of a room says: which room has taken its place, and
// who says so. The zero grave is none.
type grave struct {
	successor id.RoomID
	by        id.UserID
}

func readGrave(e event) grave {
	var c struct {
		Replacement id.RoomID `json:"replacement_room"`
	}
	_ = json.Unmarshal(e.Content, &c) // what cannot be read names nothing
	return grave{c.Replacement, e.Sender}
}

// successor is the invitation that a room's tombstone is; false if it has none.
func (m *Matrix) successor(which id.RoomID) (bot.Invitation, bool) {
	know := m.rooms.get(which)
	if know.grave.successor == "" || know.grave.successor == which || know.seen {
		return bot.Invitation{}, false
	}
	m.rooms.change(which, func(know *room) { know.seen = true })
	return bot.Invitation{
		Chat: m.chat(know.grave.successor), By: know.grave.by.String(), Direct: know.direct, Replaces: m.chat(which),
	}, true
}

// succeeds reports whether a room says that it takes the place of another: else
// anybody could have their chat's stars moved into a room of strangers.
func (m *Matrix) succeeds(ctx context.Context, which, old id.RoomID) (bool, error) {
	var created struct {
		Predecessor struct {
			Room id.RoomID `json:"room_id"`
		} `json:"predecessor"`
	}
	err := m.client.StateEvent(ctx, which, mxevent.StateCreate, "", &created)
	if denied(err) {
		return false, nil
	}
	return created.Predecessor.Room == old, err
}

// unbury has a room that names another as its successor, which does not know of that,
// go on as though it named none.
func (m *Matrix) unbury(which, other id.RoomID) {
	m.log.Warn("a room names a successor that does not know of it", "room", which, "successor", other)
	m.rooms.change(which, func(know *room) { know.grave = grave{} })
}

// errUpgraded is why nothing can be said in a room any more.
var errUpgraded = errors.New("the room has been replaced by another")

// upgraded says why nothing may be sent to a room: it has been replaced. Until Usher
// is in the other, what is to be said waits.
func (m *Matrix) upgraded(which id.RoomID) error {
	switch know := m.rooms.get(which); {
	case know.moved != "":
		return &bot.SendError{Failure: bot.ChatMoved, To: m.chat(know.moved), Err: errUpgraded}
	case know.grave.successor != "":
		return &bot.SendError{Failure: bot.Temporary, Err: errUpgraded}
	}
	return nil
}

// moved notes that a room has taken another's place, which the porter is to leave:
// nothing can be said there any more.
func (m *Matrix) moved(from, to id.RoomID) {
	m.rooms.change(from, func(know *room) { know.moved, know.empty = to, know.here })
	m.log.Info("a room has been replaced by another", "room", from, "successor", to)
}

// tellBarred says which room has a successor that Usher is not let into.
func (m *Matrix) tellBarred(ctx context.Context, from, to id.RoomID) {
	m.log.Warn("a room has been replaced by another that Usher is not let into: invite it there", "room", from, "successor", to)
	if m.lockedOut == nil {
		return
	}
	var c struct {
		Name string `json:"name"`
	}
	if err := m.client.StateEvent(ctx, from, mxevent.StateRoomName, "", &c); err != nil {
		m.log.Debug("cannot tell what a room is called", "room", from, "error", m.clean(err))
	}
	m.lockedOut(m.chat(from), c.Name)
}
