package matrix

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"maunium.net/go/mautrix/id"
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
	here      bool // Usher is in it
	out       int  // how often it has ceased to be
	stray     bool // it is not, and m.direct lists it
	empty     bool // perhaps nobody else is in it, or it has moved: it is to be left
	grave     grave
	seen      bool      // its grave has been acted on
	moved     id.RoomID // in which room it goes on
}

// rooms are the rooms that Usher has met. The zero one knows none.
type rooms struct {
	mu   sync.Mutex
	byID map[id.RoomID]room
	tidy bool // some are to be left, or to be taken out of m.direct
	all  bool // in which Usher is are known
	// shown is what those call themselves of whom a sync or a question told us lately.
	shown map[id.UserID]string
}

// mostShown is of how many people it is known what they call themselves: those who speak
// come with their names (lazy loading), and nobody else's are of use.
const mostShown = 1000

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
	r.tidy = r.tidy || after.empty || after.stray
	return before
}

// learn notes what a sync says of a room: who is there, and whether it is
// encrypted, and what it calls us. Encryption cannot be turned off again.
func (r *rooms) learn(which id.RoomID, me id.UserID, in joined) {
	r.change(which, func(know *room) {
		few, somebodyLeft := know.members <= 2, false
		know.here = true
		for e := range in.State.all() {
			know.buried(e)
			know.encrypted = know.encrypted || e.isState(typeEncryption, "")
			know.named(e, me)
			r.show(e)
		}
		for e := range in.Timeline.all() {
			know.named(e, me)
			know.buried(e)
			r.show(e)
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
				somebodyLeft = somebodyLeft || e.leaves()
			}
		}
		if in.Summary.Joined != nil {
			if know.members = *in.Summary.Joined; know.members != 2 {
				know.other = ""
			}
		}
		know.empty = know.moved != "" || know.members == 1 || know.members == 0 && few && somebodyLeft
	})
}

// show notes what an event says that a member of its room calls themselves. Who calls it
// has the lock.
func (r *rooms) show(e event) {
	if e.Type != typeMember || e.StateKey == nil || e.leaves() {
		return
	}
	r.showAs(id.UserID(*e.StateKey), e.member().Name)
}

func (r *rooms) showAs(who id.UserID, name string) {
	if r.shown == nil {
		r.shown = map[id.UserID]string{}
	}
	if len(r.shown) >= mostShown {
		clear(r.shown) // who speaks again comes with their name again, or has it noted
	}
	r.shown[who] = name
}

// nameOf is what somebody calls themselves; "" where nobody has said lately.
func (r *rooms) nameOf(who id.UserID) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.shown[who]
}

// buried notes a room's tombstone.
func (know *room) buried(e event) {
	if !e.isState(typeTombstone, "") {
		return
	}
	if g := readGrave(e); g != know.grave {
		know.grave, know.seen = g, false
	}
}

// forget forgets a room that Usher is not in any more, but for where it goes on.
func (r *rooms) forget(which id.RoomID) {
	r.change(which, func(know *room) {
		*know = room{out: know.out + 1, stray: know.direct, moved: know.moved}
	})
}

// entered has it asked whether a room is encrypted before anything is said there: what
// the homeserver said while Usher was not in it may be true no more.
func (r *rooms) entered(which id.RoomID) {
	r.change(which, func(know *room) { know.asked = false })
}

// isHere reports whether Usher is in a room, as far as is known.
func (r *rooms) isHere(which id.RoomID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byID[which].here || !r.all
}

// surveyed notes that all rooms in which Usher is are known.
func (r *rooms) surveyed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = true
}

// toTidy are the rooms that may be empty, and those that Usher has left and m.direct
// lists. They are told of once.
func (r *rooms) toTidy() (empty, stray []id.RoomID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.tidy {
		return nil, nil
	}
	r.tidy = false
	for which, know := range r.byID {
		if know.empty {
			empty = append(empty, which)
		}
		if know.stray {
			stray = append(stray, which)
		}
		know.empty, know.stray = false, false
		r.byID[which] = know
	}
	return empty, stray
}

// named notes what a user is called by a room.
func (know *room) named(e event, user id.UserID) {
	if e.isState(typeMember, user.String()) {
		know.called = e.member().Name
	}
}

// isDirect reports whether a room is a talk with one person: there is nobody else.
// One that was meant as such is none any more when somebody is added: what they say
// to each other is not for Usher. Its error is that asking again may help.
func (m *Matrix) isDirect(ctx context.Context, which id.RoomID) (bool, error) {
	know := m.rooms.get(which)
	members := know.members
	if members == 0 {
		var err error
		if members, err = m.members(ctx, which); err != nil && !denied(err) {
			return false, err
		} else if err != nil && !know.direct {
			// A room that cannot be asked about is no reason to hold up all others.
			m.log.Warn("cannot tell who is in a room", "room", which)
		}
	}
	return members == 2 || know.direct && members < 2, nil
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
			m.rooms.showAs(others[0], got.Joined[others[0]].DisplayName)
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
