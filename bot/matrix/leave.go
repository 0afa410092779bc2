package matrix

import (
	"context"
	"errors"

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
	coming, err := m.expected(ctx, which)
	return err == nil && coming == 0, err
}

// expected asks how many are invited to a room.
func (m *Matrix) expected(ctx context.Context, which id.RoomID) (int, error) {
	got, err := m.client.Members(ctx, which, mautrix.ReqMembers{Membership: mxevent.MembershipInvite})
	if err != nil {
		return 0, err
	}
	if got == nil {
		return 0, errors.New("the answer does not say who is invited")
	}
	return len(got.Chunk), nil
}
