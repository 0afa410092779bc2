//go:build e2e && goolm

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverLogin is what the README says of Matrix, as a stranger does it,
// and what the operator's page says of a file of keys that is lost. Ada's client
// trusts both devices, and she notices nothing.
func TestRealHomeserverLogin(t *testing.T) {
	server := dendritetest.New(t)
	user := server.Account(t, "usher")
	dir := t.TempDir()
	file := filepath.Join(dir, "usher-matrix.db")
	t.Setenv("USHER_SCHEDULE", seed)
	t.Setenv("USHER_DATABASE", filepath.Join(dir, "usher.db"))
	t.Setenv("USHER_MATRIX_HOMESERVER", server.URL)
	t.Setenv("USHER_MATRIX_USER", user)
	t.Setenv("USHER_MATRIX_PASSWORD", dendritetest.Password)
	found := shownKey.FindStringSubmatch(succeeds(t, "matrix", "login"))
	if found == nil {
		t.Fatal("no recovery key is shown")
	}

	ada := server.Person(t, "ada")
	device := kept(t, file).Device
	stop := start(t, settings(t, "--clock", "2023-09-13 11:04"))
	room := ada.Direct(user, true)
	ada.AwaitJoin(room, user)
	asks := func(device string) {
		t.Helper()
		ada.AwaitTrust(user, device)
		question := ada.Say(room, "!next")
		asked := false
		answer := ada.Await("what is next", func(h dendritetest.Heard) bool {
			asked = asked || h.ID == question
			m := h.Content.AsMessage()
			return asked && h.Sender.String() == user && m != nil && strings.HasPrefix(m.Body, "Next, in")
		})
		if !answer.Sealed {
			t.Error("the answer is not encrypted")
		}
	}
	asks(device)
	stop()

	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if said := oneLine(t, exitFailed, "matrix", "login"); !strings.Contains(said, "usher matrix login --recovery-key") {
		t.Errorf("it says %q", said)
	}
	t.Setenv(recoveryKeyVariable, found[1])
	succeeds(t, "matrix", "login", "--recovery-key")
	device = kept(t, file).Device
	stop = start(t, settings(t, "--clock", "2023-09-13 11:04"))
	asks(device)
	stop()
}
