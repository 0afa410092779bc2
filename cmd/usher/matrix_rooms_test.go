package main

import (
	"path/filepath"
	"strings"
	"testing"

	"usher/bot/matrix/matrixtest"
)

// TestRoomThatIsReplaced is the whole of an upgrade: organisers are told that Usher is
// not let into the new room, and once it is, that has what the old one had.
func TestRoomThatIsReplaced(t *testing.T) {
	t.Parallel()
	mx := matrixtest.New(t)
	ada, bob := mx.Person("ada"), mx.Person("bob")
	stop := start(t, settings(t, "--schedule", seed, "--clock", "2023-09-13 11:04", "--database", filepath.Join(t.TempDir(), "usher.db"),
		"--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx), "--organisers", "matrix:"+ada.ID))
	defer stop()
	// newest is the last message in a room.
	newest := func(room string) string {
		if all := ada.Messages(room); len(all) > 0 {
			return all[len(all)-1].Text
		}
		return ""
	}
	says := func(room, start string) {
		t.Helper()
		eventually(t, start, func() bool { return strings.HasPrefix(newest(room), start) })
	}
	direct, lobby := ada.Room(), ada.Room()
	ada.Invite(direct, true)
	says(direct, "All Systems Go! 2023")
	ada.Name(lobby, "Lobby")
	bob.Join(lobby)
	ada.Invite(lobby, false)
	says(lobby, "All Systems Go! 2023")
	if words := newest(lobby); strings.Count(words, "\n") != 2 || !strings.Contains(words, "Try !now, !next, or !search") {
		t.Errorf("a room is welcomed with %q", words)
	}
	ada.Type(lobby, "!star mount api")
	says(lobby, "New Mount API")

	hall := ada.Upgrade(lobby)
	bob.Join(hall)
	ada.Bury(lobby, hall)
	says(direct, "I can't follow a room to its new version: Lobby.\nInvite me there. Stars and settings come along.")
	ada.Invite(hall, false)
	eventually(t, "Usher leaves the old room", func() bool { return mx.Membership(lobby) == "leave" })
	ada.Type(hall, "!agenda")
	eventually(t, "the new room has its star", func() bool { return strings.Contains(newest(hall), "New Mount API") })
}
