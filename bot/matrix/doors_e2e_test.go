//go:build e2e && goolm

package matrix_test

import (
	"net/http"
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix/dendritetest"
)

// leaves is somebody's leaving a room, of their own accord or not.
func leaves(room id.RoomID, who id.UserID) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		return h.RoomID == room && h.Type == event.StateMember && h.GetStateKey() == who.String() &&
			h.Content.AsMember().Membership == event.MembershipLeave
	}
}

// in narrows down what is heard to a room.
func in(room id.RoomID, is func(dendritetest.Heard) bool) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool { return h.RoomID == room && is(h) }
}

// TestRealHomeserverUpgrade (pitfall 10): a real homeserver lets Usher neither into a
// private successor nor speak in the old room, until somebody invites it.
func TestRealHomeserverUpgrade(t *testing.T) {
	for name, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.open(t, on("11:04"))
			ada := s.Person(t, "ada")
			old := ada.Room(encrypted, s.account.User)
			ada.Await("the welcome", in(old, said(event.MsgNotice, "All Systems Go! 2023")))

			var upgraded struct {
				Room id.RoomID `json:"replacement_room"`
			}
			path := ada.Client.BuildClientURL("v3", "rooms", old, "upgrade")
			if _, err := ada.Client.MakeRequest(t.Context(), http.MethodPost, path, map[string]string{"new_version": "11"}, &upgraded); err != nil {
				t.Fatal(err)
			}
			if _, err := ada.Client.InviteUser(t.Context(), upgraded.Room, &mautrix.ReqInviteUser{UserID: s.usher()}); err != nil {
				t.Fatal(err)
			}
			ada.Await("Usher in the successor", dendritetest.Joins(upgraded.Room, s.usher()))
			ada.Await("Usher out of the old room", leaves(old, s.usher()))
			ada.Say(upgraded.Room, "!next")
			ada.Await("what is next", in(upgraded.Room, said(event.MsgNotice, "Next, in 11 min")))
		})
	}
}

// TestRealHomeserverKick (pitfall 9): who throws Usher out soon after inviting it sees
// it no more.
func TestRealHomeserverKick(t *testing.T) {
	s := newSite(t)
	s.open(t, on("11:04"))
	ada := s.Person(t, "ada")
	room := ada.Room(false, s.account.User)
	if _, err := ada.Client.KickUser(t.Context(), room, &mautrix.ReqKickUser{UserID: s.usher()}); err != nil {
		t.Fatal(err)
	}
	direct := ada.Direct(s.account.User, false)
	ada.Await("the welcome elsewhere", in(direct, said(event.MsgNotice, "All Systems Go! 2023")))
	members, err := ada.Client.JoinedMembers(t.Context(), room)
	if err != nil || len(members.Joined) != 1 {
		t.Errorf("in the room are %v: %v", members, err)
	}
}
