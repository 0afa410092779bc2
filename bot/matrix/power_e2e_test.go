//go:build e2e && goolm

package matrix_test

import (
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverPowers asks Dendrite who runs a room: whoever made it, who stands
// in no power levels from room version 12 on, and whom they let.
func TestRealHomeserverPowers(t *testing.T) {
	server := dendritetest.New(t)
	usher, ada, bob := server.Person(t, "usher"), server.Person(t, "ada"), server.Person(t, "bob")
	m, err := matrix.New(t.Context(), matrix.Options{Inbox: &bottest.Inbox{}, Account: matrix.Account{
		Homeserver: server.URL, User: usher.ID.String(), Device: usher.Client.DeviceID.String(), Token: usher.Client.AccessToken,
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []id.RoomVersion{id.RoomV10, id.RoomV11, id.RoomV12} {
		t.Run(string(version), func(t *testing.T) {
			made, err := ada.Client.CreateRoom(t.Context(), &mautrix.ReqCreateRoom{
				Preset: "private_chat", RoomVersion: version, Invite: []id.UserID{usher.ID, bob.ID},
			})
			if err != nil {
				t.Fatal(err)
			}
			usher.Join(made.RoomID)
			runs := func(who *dendritetest.Person, want bool) {
				t.Helper()
				may, err := m.MayChange(t.Context(), chat(made.RoomID.String()), who.ID.String())
				if err != nil || may != want {
					t.Errorf("%s may change it: %t, %v", who.ID, may, err)
				}
			}
			runs(ada, true)
			runs(bob, false)
			levels := map[string]any{"users": map[id.UserID]int{bob.ID: 50}}
			if !version.PrivilegedRoomCreators() {
				levels = map[string]any{"users": map[id.UserID]int{ada.ID: 100, bob.ID: 50}}
			}
			if _, err := ada.Client.SendStateEvent(t.Context(), made.RoomID, event.StatePowerLevels, "", levels); err != nil {
				t.Fatal(err)
			}
			runs(bob, true)
		})
	}
}
