package matrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"maunium.net/go/mautrix"
	mxevent "maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// askFor is how long the homeserver may take to say who somebody is: they wait for
// an answer.
const askFor = 10 * time.Second

// Person implements bot.Namer: people have an id, such as "@ada:example.org".
func (m *Matrix) Person(word string) (person string, ok bool) {
	_, _, err := id.UserID(word).Parse()
	return word, err == nil
}

// MayChange implements bot.Host: a person runs a room who has the power to change its
// state, such as its name (spec, m.room.power_levels, "state_default").
func (m *Matrix) MayChange(ctx context.Context, shared bot.Chat, person string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	room, who := id.RoomID(shared.ID), id.UserID(person)
	var levels mxevent.PowerLevelsEventContent
	err := m.client.StateEvent(ctx, room, mxevent.StatePowerLevels, "", &levels)
	unruled := errors.Is(err, mautrix.MNotFound)
	if err != nil && !unruled {
		return false, fmt.Errorf("asking for the power levels of a room: %w", m.clean(err))
	}
	if !unruled && levels.GetUserLevel(who) >= levels.StateDefault() {
		return true, nil
	}
	// Whoever made a room may be above all levels: from room version 12 on, and
	// where there are none.
	levels.CreateEvent, err = m.client.FullStateEvent(ctx, room, mxevent.StateCreate, "")
	if err != nil {
		return false, fmt.Errorf("asking who made a room: %w", m.clean(err))
	}
	if levels.CreateEvent == nil {
		return false, errors.New("the homeserver does not say who made a room")
	}
	if unruled {
		return levels.CreateEvent.Sender == who, nil
	}
	return levels.GetUserLevel(who) >= levels.StateDefault(), nil
}

// Private implements bot.Host: the newest direct chat in which the person is, and
// Usher can write; else any room that is known to be one, whatever it was meant for.
func (m *Matrix) Private(ctx context.Context, person string) (bot.Chat, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	list, err := m.directWith(ctx, id.UserID(person))
	if err != nil {
		return bot.Chat{}, false, fmt.Errorf("asking for direct chats: %w", m.clean(err))
	}
	for _, room := range slices.Backward(append(m.rooms.with(id.UserID(person)), list...)) {
		alone, err := m.aloneWith(ctx, id.UserID(person), room)
		if err != nil {
			return bot.Chat{}, false, fmt.Errorf("asking about a direct chat: %w", m.clean(err))
		}
		if alone {
			return m.chat(room), true, nil
		}
	}
	return bot.Chat{}, false, nil
}

// metAlone notes that a person has spoken where nobody else is beside Usher.
func (r *rooms) metAlone(which id.RoomID, person id.UserID) {
	r.change(which, func(know *room) { know.other = person })
}

// with are the rooms in which a person was the only one beside Usher when they last
// spoke there, or that was last asked.
func (r *rooms) with(person id.UserID) []id.RoomID {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []id.RoomID
	for which, know := range r.byID {
		if know.other == person {
			all = append(all, which)
		}
	}
	return all
}

// aloneWith reports whether what is said in a room is heard by that person and nobody
// else: people leave direct chats, and add others to them.
func (m *Matrix) aloneWith(ctx context.Context, person id.UserID, room id.RoomID) (bool, error) {
	in, err := m.client.JoinedMembers(ctx, room)
	if denied(err) {
		return false, nil // Usher is not there any more
	}
	if err != nil {
		return false, err
	}
	if in == nil {
		return false, errors.New("the homeserver does not say who is in a room")
	}
	if _, there := in.Joined[person]; !there || len(in.Joined) != 2 {
		return false, nil
	}
	encrypted, err := m.isEncrypted(ctx, room)
	return !encrypted || m.cipher != nil, err
}

// Door implements bot.Host.
func (m *Matrix) Door(string) string { return "https://matrix.to/#/" + m.User() }
