package bot

import (
	"errors"
	"slices"
	"time"
)

// Role is what somebody is for the conference. It is a person's, whatever chat they
// speak in.
type Role string

// The roles.
const (
	Visitor      Role = ""
	StageManager Role = "stage" // of rooms
	Organiser    Role = "organiser"
	Owner        Role = "owner" // by the settings, so that no chat can take it away
)

// Granted tells somebody which role they have now. Its Notice.Talk is the role, and after
// a space the room's key where it has one.
const Granted NoticeKind = "granted"

// ErrNoMember is that nobody of the team has that number, and ErrNoOffer that there is no
// such offer, or none any more.
var (
	ErrNoMember = errors.New("no such member of the team")
	ErrNoOffer  = errors.New("no such offer")
)

// Member is somebody of the team in one role. Who manages two rooms is two of them.
type Member struct {
	// Number names it, so that a button can.
	Number int64
	Person Chat
	Role   Role
	// Room is the key of the room that a StageManager manages.
	Room string
	// Since is when the role was granted, by the conference clock, and By who did that;
	// zero once they are forgotten.
	Since time.Time
	By    Chat
}

// Offer is a role for whoever comes with its secret.
type Offer struct {
	Role Role
	Room string // as in Member
	By   Chat
	// Until is when it ends, by the conference clock.
	Until time.Time
}

// Authority is what a person may do beside what everybody may. The zero Authority is a
// visitor's.
type Authority struct {
	Role Role
	// Rooms are the keys of those that a StageManager manages.
	Rooms []string
}

// Organises reports whether they may do what organisers may.
func (a Authority) Organises() bool { return a.Role == Organiser || a.Role == Owner }

// Manages reports whether they may do what concerns all of these rooms.
func (a Authority) Manages(rooms ...string) bool {
	if a.Organises() {
		return true
	}
	missing := func(key string) bool { return !slices.Contains(a.Rooms, key) }
	return a.Role == StageManager && !slices.ContainsFunc(rooms, missing)
}

// Team are those to whom a role was granted, in that order.
type Team []Member

// Authority is what a person was granted.
func (t Team) Authority(person Chat) (a Authority) {
	for _, m := range t {
		switch {
		case m.Person != person:
		case m.Role == Organiser:
			return Authority{Role: Organiser}
		default:
			a.Role, a.Rooms = StageManager, append(a.Rooms, m.Room)
		}
	}
	return a
}

// Names are what people of the team call themselves, by who they are. Who has not spoken
// yet, or has been forgotten, has none.
type Names map[Chat]string

// Organisers are the people who were made that.
func (t Team) Organisers() (people []Chat) {
	for _, m := range t {
		if m.Role == Organiser {
			people = append(people, m.Person)
		}
	}
	return people
}
