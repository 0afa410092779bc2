package matrix

import (
	"context"
	"errors"
	"fmt"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

var errEncrypted = errors.New("the room is encrypted")

// seal is as what an event of ours is sent into a room: as it is, or encrypted.
// Without a Cipher an encrypted room is Gone. Its error is a *bot.SendError.
func (m *Matrix) seal(ctx context.Context, which id.RoomID, c outgoing) (kind mxevent.Type, content any, err error) {
	encrypted, err := m.isEncrypted(ctx, which)
	switch {
	case err != nil:
		return kind, nil, m.unsealed(err)
	case !encrypted:
		return mxevent.EventMessage, c, nil
	case m.cipher == nil:
		return kind, nil, m.mute(which)
	}
	content, err = m.cipher.Encrypt(ctx, which, typeMessage, c)
	if err != nil {
		return kind, nil, m.unsealed(fmt.Errorf("encrypting: %w", err))
	}
	return mxevent.EventEncrypted, content, nil
}

// mute is that nothing can be said in a room that is encrypted.
func (m *Matrix) mute(which id.RoomID) *bot.SendError {
	m.tellEncrypted(which)
	return &bot.SendError{Failure: bot.Gone, Err: errEncrypted}
}

// unsealed is what it means that a request failed which had to be made before the
// message could be: nothing of that has been sent. What the homeserver does not
// accept is that request, and says nothing of the message.
func (m *Matrix) unsealed(err error) *bot.SendError {
	failed := m.failed(err, false)
	failed.Unsure = false
	if failed.Failure == bot.Rejected {
		failed.Failure = bot.Temporary
	}
	return failed
}

// isEncrypted reports whether a room is encrypted. Sync tells, but of what is set
// when Usher joins not always, and nothing while it fails: then the homeserver is
// asked, so that nothing is ever said in clear where people rely on encryption. Its
// error is that this cannot be known now.
func (m *Matrix) isEncrypted(ctx context.Context, which id.RoomID) (bool, error) {
	know := m.rooms.get(which)
	if know.encrypted || know.asked && !m.reading.broken() {
		return know.encrypted, nil
	}
	err := m.client.StateEvent(ctx, which, mxevent.StateEncryption, "", &struct{}{})
	if err != nil && !errors.Is(err, mautrix.MNotFound) {
		return false, err
	}
	m.rooms.change(which, func(know *room) {
		know.asked = true
		know.encrypted = know.encrypted || err == nil
	})
	return m.rooms.get(which).encrypted, nil
}

// tellEncrypted says once of a room that Usher is mute there.
func (m *Matrix) tellEncrypted(which id.RoomID) {
	before := m.rooms.change(which, func(know *room) { know.encrypted, know.told = true, true })
	if before.told {
		return
	}
	m.log.Warn("a room is encrypted, and this Usher was built without encryption: go build -tags goolm ./cmd/usher makes one that can read there", "room", which)
	if m.encrypted != nil {
		m.encrypted(m.chat(which))
	}
}
