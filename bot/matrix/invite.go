package matrix

import (
	"context"
	"errors"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// Invitations keep the rooms that Usher is to enter until that is done: a homeserver
// tells of an invite once, and lets nobody join many rooms at a time.
type Invitations interface {
	// Invite keeps invitations. One to a room for which there is one is the same.
	Invite(ctx context.Context, invitations ...bot.Invitation) error
	// Invited are at most so many that may be tried by now, and when the next of the
	// others may be; zero if none is left.
	Invited(ctx context.Context, platform string, now time.Time, limit int) (due []bot.Invitation, next time.Time, err error)
	// Postpone notes how often one was tried, and when to try it again, unless it has
	// come anew meanwhile.
	Postpone(ctx context.Context, i bot.Invitation, again time.Time) error
	// Decline ends those that have not come anew meanwhile.
	Decline(ctx context.Context, invitations ...bot.Invitation) error
	// Uninvite ends those that were taken back.
	Uninvite(ctx context.Context, chats ...bot.Chat) error
	// Entered ends those to rooms that Usher is in. It keeps the welcomes in the
	// inbox, once, and returns those that it has kept; what belonged to a room that
	// another replaces belongs to that.
	Entered(ctx context.Context, at time.Time, arrivals ...bot.Arrival) (welcomes []bot.Incoming, err error)
}

// maxLate is how many invitations are kept in memory while nothing can be written.
// Those beyond it are found by the survey of the next start.
const maxLate = 1_000

// doors notes which rooms an answer says that Usher is to enter, and which it is not
// in any more. A homeserver shows the invite to a room from which Usher was thrown
// out soon after once more, in the timeline: that is none.
func (s *stream) doors(ctx context.Context, got *synced) error {
	s.rooms.surveyed()
	if s.invitations == nil {
		return nil
	}
	asked := s.late
	for room, in := range got.Rooms.Invite {
		if i, ok := s.invitation(room, in); ok {
			asked = append(asked, i)
		}
	}
	for room := range got.Rooms.Join {
		if i, ok := s.successor(room); ok {
			asked = append(asked, i)
		}
	}
	var closed []bot.Chat
	for room := range got.Rooms.Leave {
		s.rooms.forget(room)
		closed = append(closed, s.chat(room))
	}
	// Whoever has left may have been the last.
	defer s.wake()
	return s.noteDoors(ctx, asked, closed)
}

// noteDoors writes down what doors has noted, or keeps it for the next time: a tombstone
// is noted once. While nothing can be written, people are answered all the same.
func (s *stream) noteDoors(ctx context.Context, asked []bot.Invitation, closed []bot.Chat) error {
	s.late = nil
	if len(asked) > 0 {
		if err := s.invitations.Invite(ctx, asked...); err != nil {
			s.late = asked[:min(len(asked), maxLate)]
			if !errors.Is(err, bot.ErrCannotWrite) {
				return err
			}
		}
	}
	if len(closed) == 0 {
		return nil
	}
	// What stays by mistake is refused when it is tried.
	if err := s.invitations.Uninvite(ctx, closed...); err != nil && !errors.Is(err, bot.ErrCannotWrite) {
		return err
	}
	return nil
}

// invitation is the invite of an invited room's state. That it is meant as a talk
// between two stands here alone, and is not shown again.
func (m *Matrix) invitation(room id.RoomID, in invited) (bot.Invitation, bool) {
	for e := range in.State.all() {
		if e.isState(typeMember, m.client.UserID.String()) && e.member().Membership == "invite" {
			return bot.Invitation{Chat: m.chat(room), By: e.Sender.String(), Direct: e.member().IsDirect}, true
		}
	}
	return bot.Invitation{}, false
}

// wake has the porter look at what there is to do.
func (m *Matrix) wake() {
	select {
	case m.knocked <- struct{}{}:
	default: // it is to look already
	}
}
