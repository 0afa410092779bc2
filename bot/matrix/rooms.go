package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const (
	typeMember     = "m.room.member"
	typeEncryption = "m.room.encryption"
	typeEncrypted  = "m.room.encrypted"
	typeMessage    = "m.room.message"
	typeReaction   = "m.reaction"
	typeRedaction  = "m.room.redaction"
	typeDirect     = "m.direct"
)

// room is what is known of a room.
type room struct {
	direct    bool      // m.direct lists it
	person    id.UserID // with whom, where it is direct
	other     id.UserID // who else has joined, if that is one and was asked
	called    string    // what Usher is called there
	members   int       // who have joined at least, Usher too; 0 is not known
	asked     bool      // whether it is encrypted has been asked, or heard
	encrypted bool
	told      bool // that it is encrypted
}

// rooms are the rooms that Usher has met. The zero one knows none.
type rooms struct {
	mu   sync.Mutex
	byID map[id.RoomID]room
}

func (r *rooms) get(room id.RoomID) room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byID[room]
}

// change applies a change to what is known of a room, and returns what was known
// before.
func (r *rooms) change(which id.RoomID, how func(*room)) (before room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before = r.byID[which]
	after := before
	how(&after)
	if r.byID == nil {
		r.byID = map[id.RoomID]room{}
	}
	r.byID[which] = after
	return before
}

// learn notes what a sync says of a room: who is there, and whether it is
// encrypted, and what it calls us. Encryption cannot be turned off again.
func (r *rooms) learn(which id.RoomID, me id.UserID, in joined) {
	r.change(which, func(know *room) {
		for e := range in.State.all() {
			know.encrypted = know.encrypted || e.isState(typeEncryption, "")
			know.named(e, me)
		}
		for e := range in.Timeline.all() {
			know.named(e, me)
			switch {
			case e.isState(typeEncryption, ""), e.Type == typeEncrypted:
				know.encrypted = true
			case e.Type == typeMember:
				know.other = ""
				// Somebody may have gone. Of a crowd it is enough to know that it is
				// one: the homeserver would answer with all of them.
				if know.members--; know.members <= 2 {
					know.members = 0
				}
			}
		}
		if in.Summary.Joined != nil {
			if know.members = *in.Summary.Joined; know.members != 2 {
				know.other = ""
			}
		}
	})
}

// named notes what a user is called by a room.
func (know *room) named(e event, user id.UserID) {
	if e.isState(typeMember, user.String()) {
		know.called = e.member().Name
	}
}

// learnDirect reads m.direct, the account's list of direct chats by person.
func (r *rooms) learnDirect(e event) {
	if e.Type != typeDirect {
		return
	}
	var byPerson map[id.UserID][]id.RoomID
	if json.Unmarshal(e.Content, &byPerson) != nil {
		return // another client has written something else there
	}
	for person, list := range byPerson {
		for _, which := range list {
			r.change(which, func(know *room) { know.direct, know.person = true, person })
		}
	}
}

// isDirect reports whether a room is a talk with one person: it was meant as one,
// or there is nobody else. Its error is that asking again may help.
func (m *Matrix) isDirect(ctx context.Context, which id.RoomID) (bool, error) {
	know := m.rooms.get(which)
	if know.direct || know.members > 0 {
		return know.direct || know.members == 2, nil
	}
	members, err := m.members(ctx, which)
	if err != nil && !denied(err) {
		return false, err
	}
	if err != nil {
		// A room that cannot be asked about is no reason to hold up all others.
		m.log.Warn("cannot tell who is in a room", "room", which)
	}
	return members == 2, nil
}

// members asks how many have joined a room, Usher too, and who the other is where
// there is one.
func (m *Matrix) members(ctx context.Context, which id.RoomID) (int, error) {
	got, err := m.client.JoinedMembers(ctx, which)
	if err != nil {
		return 0, err
	}
	if got == nil {
		return 0, nil // its answer says nothing
	}
	others := slices.DeleteFunc(slices.Collect(maps.Keys(got.Joined)), func(who id.UserID) bool { return who == m.client.UserID })
	m.rooms.change(which, func(know *room) {
		know.members, know.other = len(got.Joined), ""
		if len(others) == 1 {
			know.other = others[0]
		}
	})
	return len(got.Joined), nil
}

// addressee is the person for whom what is said in a room rings by name: the one who
// is there with Usher. Among several, what a room has starred is the room's: it rings
// nobody by name, and "@room" is for those who run it. Where it cannot be found out
// now who is there it is nobody, too: the message is worth more than that.
func (m *Matrix) addressee(ctx context.Context, which id.RoomID) id.UserID {
	know := m.rooms.get(which)
	if know.person == "" && know.other == "" && (know.members == 0 || know.members == 2) {
		if _, err := m.members(ctx, which); err != nil {
			m.log.Debug("cannot tell whom to mention in a room", "room", which, "error", m.clean(err))
		}
		know = m.rooms.get(which)
	}
	return cmp.Or(know.person, know.other)
}

// isShared reports whether several people are in a room beside Usher: in a direct
// chat, too, to which somebody has been added. Its error is that asking again may
// help.
func (m *Matrix) isShared(ctx context.Context, which id.RoomID) (bool, error) {
	know := m.rooms.get(which)
	if know.members > 0 {
		return know.members > 2, nil
	}
	members, err := m.members(ctx, which)
	if denied(err) {
		return !know.direct, nil // as isDirect
	}
	return members > 2, err
}

// errNoDirectChat is why a person cannot be told anything yet.
var errNoDirectChat = errors.New("there is no direct chat with this person yet")

// whereIs says, as the error of a send, in which room a person is spoken to: the
// newest direct chat with them.
func (m *Matrix) whereIs(ctx context.Context, person id.UserID) error {
	list, err := m.directWith(ctx, person)
	if err != nil {
		failed := m.failed(err, false)
		failed.Unsure = false // of what was to be sent nothing has been
		return failed
	}
	if len(list) == 0 {
		return &bot.SendError{Failure: bot.Temporary, Err: errNoDirectChat}
	}
	return &bot.SendError{Failure: bot.ChatMoved, To: m.chat(list[len(list)-1]), Err: errors.New("spoken to in a direct chat")}
}
