package matrix

import (
	"context"
	"errors"
	"net/http"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// verdict is what became of an invitation.
type verdict int

const (
	later     verdict = iota // to be tried again
	entered                  // Usher is in the room
	dropped                  // refused, by us or by the homeserver
	throttled                // the homeserver wants no more for a while
	barred                   // nobody lets Usher in without an invite
)

// visit is an attempt to enter a room.
type visit struct {
	bot.Invitation
	verdict verdict
	after   time.Duration // when throttled
	members int           // who are in the room or invited, Usher too, when entered
	out     int           // how often Usher had left it before
	err     error
}

func (e visit) room() id.RoomID { return id.RoomID(e.Chat.ID) }

// enter makes one attempt at an invitation. Entering a room in which Usher is
// already, as after a crash, succeeds.
func (m *Matrix) enter(ctx context.Context, i bot.Invitation) visit {
	by := id.UserID(i.By)
	if i.Replaces.IsZero() && !m.mayInvite(ctx, by, i.Direct) {
		m.log.Info("declining an invite: only organisers bring Usher into rooms, and the rule says who may talk with it",
			"room", i.Chat.ID, "server", by.Homeserver(), "direct", i.Direct)
		return m.decline(ctx, i)
	}
	room := id.RoomID(i.Chat.ID)
	know := m.rooms.get(room)
	if err := m.join(ctx, room, i); err != nil {
		return m.attempted(i, err)
	}
	m.rooms.entered(room)
	members, err := m.members(ctx, room)
	if err != nil {
		return m.attempted(i, err)
	}
	if i.Direct && members > 2 {
		i.Direct = false // a crowd is none, whatever the invite says
		if !know.here && !m.mayInvite(ctx, by, false) {
			m.log.Info("leaving a room: it is no direct chat, and only organisers bring Usher into rooms", "room", room, "server", by.Homeserver())
			return m.decline(ctx, i)
		}
	}
	if !i.Replaces.IsZero() {
		succeeds, err := m.succeeds(ctx, room, id.RoomID(i.Replaces.ID))
		if err != nil {
			return m.attempted(i, err)
		}
		if !succeeds {
			m.unbury(id.RoomID(i.Replaces.ID), room)
			i.Replaces = bot.Chat{}
			if know.here {
				return visit{Invitation: i, verdict: dropped}
			}
			if !m.mayInvite(ctx, by, i.Direct) {
				return m.decline(ctx, i)
			}
		}
	}
	if !i.Direct && members == 2 {
		coming, err := m.expected(ctx, room)
		if unlessDenied(err) != nil {
			return m.attempted(i, err)
		}
		members += coming // whoever makes a room invites all at once, and Usher is fast
	}
	return visit{Invitation: i, verdict: entered, members: members, out: know.out}
}

// join makes the request to join a room. The way to one that replaces another leads
// over the homeserver of whoever says so.
func (m *Matrix) join(ctx context.Context, room id.RoomID, i bot.Invitation) error {
	if i.Replaces.IsZero() {
		_, err := m.client.JoinRoomByID(ctx, room)
		return err
	}
	_, err := m.client.JoinRoom(ctx, room.String(), &mautrix.ReqJoinRoom{Via: []string{id.UserID(i.By).Homeserver()}})
	return err
}

// decline leaves a room to which Usher is invited, or which it should not have
// entered. Whoever may have a direct chat is told why, where clients show the leave.
func (m *Matrix) decline(ctx context.Context, i bot.Invitation) visit {
	var leave mautrix.ReqLeave
	if !i.Direct && m.mayInvite(ctx, id.UserID(i.By), true) {
		leave.Reason = m.declined
	}
	_, err := m.client.LeaveRoom(ctx, id.RoomID(i.Chat.ID), &leave)
	if err == nil || denied(err) {
		return visit{Invitation: i, verdict: dropped}
	}
	return m.attempted(i, err)
}

// attempted is what an error of a request means for an invitation. Over federation
// a room can take minutes to be reached, and what is not found may be yet.
func (m *Matrix) attempted(i bot.Invitation, err error) visit {
	e := visit{Invitation: i, err: m.clean(err)}
	switch failed := m.failed(err, false); {
	case failed.Failure == bot.Throttled:
		e.verdict, e.after = throttled, failed.After
	case errors.Is(err, mautrix.MForbidden) && i.Replaces.IsZero():
		e.verdict = dropped // the invite was withdrawn
	case errors.Is(err, mautrix.MForbidden):
		e.verdict = barred
	case statusOf(err) == http.StatusBadRequest && denied(err):
		e.verdict = dropped // that is no room
		if !i.Replaces.IsZero() {
			m.unbury(id.RoomID(i.Replaces.ID), e.room())
		}
	}
	if e.Tries++; e.verdict == later && e.Tries >= maxTries {
		e.verdict = dropped
		if !i.Replaces.IsZero() {
			e.verdict = barred // somebody has to know that Usher is silent meanwhile
		}
	}
	return e
}
