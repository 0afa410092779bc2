//go:build e2e && goolm

package dendritetest_test

import (
	"testing"

	"maunium.net/go/mautrix/event"

	"usher/bot/matrix/dendritetest"
)

func said(text string) func(dendritetest.Heard) bool {
	return func(h dendritetest.Heard) bool {
		return h.Type == event.EventMessage && h.Content.AsMessage().Body == text
	}
}

// TestRealHomeserverPeople holds that people read each other in an encrypted room,
// over a crash of the homeserver and a new key; and that a device which its owner
// has not signed reads nothing.
func TestRealHomeserverPeople(t *testing.T) {
	s := dendritetest.New(t)
	ada, bob := s.Person(t, "ada"), s.Person(t, "bob")
	ada.Sign()
	bob.Sign()
	eve := s.Device(t, "bob")
	room := ada.Direct(bob.ID.String(), true)
	ada.Say(room, "before you came")
	bob.Join(room)
	if h := bob.Await("what was said before", said("before you came")); !h.Sealed {
		t.Error("it was said in clear")
	}
	bob.Say(room, "here I am")
	ada.Await("an answer", said("here I am"))
	s.Kill()
	s.Start()
	ada.Rotate(room)
	ada.Say(room, "after the crash")
	bob.Await("what is said after it", said("after the crash"))
	eve.CatchUpUnread(room)
	for _, h := range eve.Heard() {
		if h.Sealed && h.Sender == ada.ID {
			t.Errorf("an unsigned device reads %q", h.Content.AsMessage().Body)
		}
	}
}
