package matrix

import (
	"context"
	"errors"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

var errEncrypted = errors.New("the room is encrypted")

// mustBeOpen says why nothing may be sent to a room: it is encrypted, or whether
// it is cannot be known.
func (m *Matrix) mustBeOpen(ctx context.Context, which id.RoomID) error {
	know := m.rooms.get(which)
	if !know.asked && !know.encrypted {
		err := m.client.StateEvent(ctx, which, mxevent.StateEncryption, "", &struct{}{})
		if err != nil && !errors.Is(err, mautrix.MNotFound) {
			failed := m.failed(err, false)
			failed.Unsure = false // of what was to be sent nothing has been
			return failed
		}
		m.rooms.change(which, func(know *room) {
			know.asked = true
			know.encrypted = know.encrypted || err == nil
		})
		know = m.rooms.get(which)
	}
	if !know.encrypted {
		return nil
	}
	m.tellEncrypted(which)
	return &bot.SendError{Failure: bot.Gone, Err: errEncrypted}
}

// tellEncrypted says once of a room that Usher is mute there.
func (m *Matrix) tellEncrypted(which id.RoomID) {
	before := m.rooms.change(which, func(know *room) { know.encrypted, know.told = true, true })
	if before.told {
		return
	}
	m.log.Warn("a room is encrypted: Usher can't read or write there yet, only in rooms without encryption", "room", which)
	if m.encrypted != nil {
		m.encrypted(m.chat(which))
	}
}
