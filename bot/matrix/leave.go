package matrix

import (
	"context"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// leaveEmpty leaves a room in which nobody else is, nor is invited. It reports
// whether that is settled.
func (m *Matrix) leaveEmpty(ctx context.Context, which id.RoomID) bool {
	err := m.patiently(ctx, func() error {
		empty, err := m.isEmpty(ctx, which)
		if err != nil || !empty {
			return err
		}
		m.log.Info("leaving a room in which nobody else is left", "room", which)
		_, err = m.client.LeaveRoom(ctx, which)
		return err
	})
	if err != nil && ctx.Err() == nil {
		m.log.Debug("cannot leave a room", "room", which, "error", m.clean(err))
	}
	return err == nil || denied(err)
}

// isEmpty asks who is in a room, and who may be soon.
func (m *Matrix) isEmpty(ctx context.Context, which id.RoomID) (bool, error) {
	if there, err := m.members(ctx, which); err != nil || there != 1 {
		return false, err
	}
	coming, err := m.client.Members(ctx, which, mautrix.ReqMembers{Membership: mxevent.MembershipInvite})
	return err == nil && coming != nil && len(coming.Chunk) == 0, err
}
