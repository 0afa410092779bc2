package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

const (
	// maxInvites is how many invites may wait. Those beyond it are found by the
	// survey of the next start.
	maxInvites = 10_000
	// joinAgain and joinTries are for joins that fail for reasons that may pass:
	// over federation a room can take minutes to be reached.
	joinAgain = 30 * time.Second
	joinTries = 20
)

// invite is an invitation to a room.
type invite struct {
	room   id.RoomID
	by     id.UserID
	direct bool // meant as a talk between the two
	tries  int
}

// invited notes an invite, so that joinAll accepts it.
func (m *Matrix) invited(room id.RoomID, in invited) {
	for e := range in.State.all() {
		if !e.isState(typeMember, m.client.UserID.String()) || e.member().Membership != "invite" {
			continue
		}
		select {
		case m.invites <- invite{room: room, by: e.Sender, direct: e.member().IsDirect}:
		default:
			m.log.Warn("too many invites wait", "room", room)
		}
		return
	}
}

// joinAll accepts invites one after the other until ctx is done, as fast as the
// homeserver lets it.
func (m *Matrix) joinAll(ctx context.Context) {
	var later []invite // for joinAgain to pass
	again := time.NewTicker(joinAgain)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case i := <-m.invites:
			if !m.join(ctx, i) {
				i.tries++
				later = append(later, i)
			}
		case <-again.C:
			later = slices.DeleteFunc(later, func(i invite) bool { return m.join(ctx, i) || i.tries >= joinTries })
			for n := range later {
				later[n].tries++
			}
		}
	}
}

// join reports whether there is nothing more to try.
func (m *Matrix) join(ctx context.Context, i invite) bool {
	err := m.patiently(ctx, func() error {
		_, err := m.client.JoinRoomByID(ctx, i.room)
		return err
	})
	if ctx.Err() != nil {
		return false
	}
	if err != nil {
		final := errors.Is(err, mautrix.MForbidden) // the invite was withdrawn
		m.log.Info("cannot join a room", "room", i.room, "again", !final, "error", m.clean(err))
		return final
	}
	m.log.Info("joined a room", "room", i.room, "direct", i.direct)
	if i.direct {
		m.rooms.change(i.room, func(know *room) { know.direct, know.person = true, i.by })
		if err := m.recordDirect(ctx, i); err != nil {
			m.log.Warn("cannot note a direct chat", "room", i.room, "error", m.clean(err))
		}
	}
	return true
}

// recordDirect adds a room to m.direct. That it is a direct chat stands only on
// the invite, which is not shown again.
func (m *Matrix) recordDirect(ctx context.Context, i invite) error {
	var raw json.RawMessage
	if err := m.client.GetAccountData(ctx, typeDirect, &raw); err != nil && !errors.Is(err, mautrix.MNotFound) {
		return err
	}
	byPerson := map[id.UserID][]id.RoomID{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &byPerson); err != nil {
			return err // not ours to overwrite
		}
	}
	if byPerson == nil || slices.Contains(byPerson[i.by], i.room) {
		return nil
	}
	byPerson[i.by] = append(byPerson[i.by], i.room)
	return m.client.SetAccountData(ctx, typeDirect, byPerson)
}
