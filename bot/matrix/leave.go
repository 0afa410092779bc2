package matrix

import (
	"context"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// leave leaves a room that has moved elsewhere, or in which nobody else is, nor is
// invited. Its error is that this is not settled.
func (m *Matrix) leave(ctx context.Context, which id.RoomID) error {
	if m.rooms.get(which).moved == "" {
		if empty, err := m.isEmpty(ctx, which); err != nil || !empty {
			return unlessDenied(err)
		}
		m.log.Info("leaving a room in which nobody else is left", "room", which)
	}
	_, err := m.client.LeaveRoom(ctx, which)
	return unlessDenied(err)
}

// unlessDenied is err, but nil where trying again is of no use.
func unlessDenied(err error) error {
	if denied(err) {
		return nil
	}
	return err
}

// isEmpty asks who is in a room, and who may be soon.
func (m *Matrix) isEmpty(ctx context.Context, which id.RoomID) (bool, error) {
	if there, err := m.members(ctx, which); err != nil || there != 1 {
		return false, err
	}
	coming, err := m.client.Members(ctx, which, mautrix.ReqMembers{Membership: mxevent.MembershipInvite})
	return err == nil && coming != nil && len(coming.Chunk) == 0, err
}
