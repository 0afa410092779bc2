package matrix

import (
	"context"
	"sync"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const (
	// typingFor is for how long people are shown that Usher types; it is said again
	// in time.
	typingFor = 30 * time.Second
	// typingEnds is how long it may take to say that Usher does not type any more:
	// after that the time above has nearly passed.
	typingEnds = 3 * time.Second
)

// Typing implements bot.Typist. Threads have none of their own.
func (m *Matrix) Typing(ctx context.Context, chat bot.Chat, _ string) {
	room := id.RoomID(chat.ID)
	for {
		_, err := m.client.UserTyping(ctx, room, true, typingFor)
		if err != nil && ctx.Err() == nil {
			m.log.Debug("cannot show that an answer is being made", "room", room, "error", m.clean(err))
			return
		}
		if !sleep(ctx, typingFor-typingEnds) {
			break
		}
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), typingEnds)
	defer cancel()
	if _, err := m.client.UserTyping(ending, room, false, 0); err != nil {
		m.log.Debug("cannot show that an answer has been made", "room", room, "error", m.clean(err))
	}
}

// unread are events up to which rooms are to be told that they have been read: the
// newest of each.
type unread struct {
	mu     sync.Mutex
	newest map[id.RoomID]id.EventID
	some   chan struct{} // holds something if there are any
}

func newUnread() *unread {
	return &unread{newest: map[id.RoomID]id.EventID{}, some: make(chan struct{}, 1)}
}

// add notes that an event was read. It never waits.
func (u *unread) add(room id.RoomID, event id.EventID) {
	u.mu.Lock()
	u.newest[room] = event
	u.mu.Unlock()
	select {
	case u.some <- struct{}{}:
	default:
	}
}

// take gives out all that there are.
func (u *unread) take() map[id.RoomID]id.EventID {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := u.newest
	u.newest = map[id.RoomID]id.EventID{}
	return all
}

// tellRead tells rooms what has been read in them until ctx is done. Nothing waits
// for it, and where the homeserver has no time for it, it is left: the answer says
// as much.
func (m *Matrix) tellRead(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.unread.some:
		}
		for room, event := range m.unread.take() {
			err := m.markRead(ctx, room, event)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				continue
			}
			failed := m.failed(err, false)
			m.log.Debug("cannot tell a room what was read", "room", room, "error", failed)
			if failed.Failure == bot.Throttled {
				sleep(ctx, failed.After)
				break
			}
		}
	}
}

// markRead tells one room.
func (m *Matrix) markRead(ctx context.Context, room id.RoomID, event id.EventID) error {
	defer m.survive("telling what was read")
	return m.client.MarkRead(ctx, room, event)
}
