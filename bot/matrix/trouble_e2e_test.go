//go:build e2e && goolm

package matrix_test

import (
	"context"
	"fmt"
	"testing"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/dendritetest"
	"usher/bot/matrix/e2ee"
)

// encounter is somebody in an encrypted direct chat with Usher.
type encounter struct {
	*site
	ada  *dendritetest.Person
	room id.RoomID
}

// meet lets Ada invite Usher, and say something before it comes.
func meet(t *testing.T) *encounter {
	t.Helper()
	s := newSite(t)
	ada := s.Person(t, "ada")
	return &encounter{s, ada, ada.Direct(s.account.User, true)}
}

// asks says something, and holds that it is answered: once, and encrypted.
func (e *encounter) asks(t *testing.T, what string, by *dendritetest.Person) {
	t.Helper()
	before := len(by.Told(e.account.User))
	asked := by.Say(e.room, what)
	e.answered(t, by, before+1)
	for _, m := range by.Told(e.account.User)[before:] {
		if !m.Sealed {
			t.Errorf("the answer to %s is in clear: %q", asked, m.Body)
		}
	}
}

// answered waits until somebody has heard Usher say so many things, and holds that
// it says no more.
func (e *encounter) answered(t *testing.T, by *dendritetest.Person, times int) {
	t.Helper()
	by.AwaitTimes(e.account.User, times)
	by.CatchUp(e.room)
	if told := by.Told(e.account.User); len(told) != times {
		t.Errorf("Usher has said %d things, want %d: the last is %q", len(told), times, told[len(told)-1].Body)
	}
}

// TestRealHomeserverRestarts holds that nothing is lost or answered twice when Usher,
// or the homeserver, is away for a while, and that what is said meanwhile, with a new
// key too, is answered.
func TestRealHomeserverRestarts(t *testing.T) {
	e := meet(t)
	_, stop := e.open(t, on("11:04"))
	e.ada.AwaitJoin(e.room, e.account.User)
	e.ada.AwaitTimes(e.account.User, 1) // the welcome
	e.asks(t, "next", e.ada)

	stop()
	_, stop = e.open(t, on("11:04"))
	e.asks(t, "now", e.ada)

	stop()
	before := len(e.ada.Told(e.account.User))
	for n := range 5 {
		e.ada.Rotate(e.room)
		e.ada.Say(e.room, fmt.Sprintf("talk %d", n))
	}
	_, stop = e.open(t, on("11:04"))
	e.answered(t, e.ada, before+5)

	e.Kill()
	e.Start()
	e.asks(t, "next", e.ada)
	e.Stop()
	e.Start()
	e.ada.Rotate(e.room)
	e.asks(t, "now", e.ada)
	stop()
}

// TestRealHomeserverDevices holds that all of a person's devices read Usher, each
// from when it came, and that a new one can speak to it.
func TestRealHomeserverDevices(t *testing.T) {
	e := meet(t)
	e.open(t, on("11:04"))
	e.ada.AwaitJoin(e.room, e.account.User)
	e.ada.AwaitTimes(e.account.User, 1)
	e.asks(t, "next", e.ada)

	phone := e.Device(t, "ada")
	before := len(e.ada.Told(e.account.User))
	phone.Say(e.room, "now")
	phone.AwaitTimes(e.account.User, 1)
	e.answered(t, e.ada, before+1)
	if told := phone.Told(e.account.User); !told[0].Sealed {
		t.Errorf("in clear: %q", told[0].Body)
	}
}

// TestRealHomeserverEarlyWord holds that what was said to Usher before it came into
// the room, in a direct chat that was made for it, is no secret to it nor a riddle:
// it can be read, and is not answered beside the welcome.
func TestRealHomeserverEarlyWord(t *testing.T) {
	e := meet(t)
	e.ada.Say(e.room, "next")
	e.open(t, on("11:04"))
	e.ada.AwaitJoin(e.room, e.account.User)
	e.ada.AwaitTimes(e.account.User, 1)
	e.asks(t, "now", e.ada)
	for _, m := range e.ada.Told(e.account.User) {
		if !m.Sealed {
			t.Errorf("in clear: %q", m.Body)
		}
	}
}

// TestRealHomeserverLostKeys holds that with the recovery key a new device takes the
// place of one whose keys are lost: verified, and able to read what is said from then
// on.
func TestRealHomeserverLostKeys(t *testing.T) {
	e := meet(t)
	_, stop := e.open(t, on("11:04"))
	e.ada.AwaitJoin(e.room, e.account.User)
	e.ada.AwaitTimes(e.account.User, 1)
	e.asks(t, "next", e.ada)
	stop()

	lost := e.account
	if err := matrix.Logout(t.Context(), lost); err != nil {
		t.Fatal(err)
	}
	e.login(t, func(ctx context.Context, client *matrix.Client) error {
		return e2ee.Restore(ctx, e.keys.DB(), client, e.recovery)
	})
	if e.account.Device == lost.Device {
		t.Fatalf("it is the same device %s", lost.Device)
	}
	e.open(t, on("11:04"))
	e.ada.AwaitTrust(e.account.User, e.account.Device)
	e.asks(t, "now", e.ada)
	e.asks(t, "next", e.ada)
}

// TestRealHomeserverTurnsEncrypted holds that nothing is said in clear once a room is
// encrypted, from whatever moment on that is.
func TestRealHomeserverTurnsEncrypted(t *testing.T) {
	s := newSite(t)
	ada := s.Person(t, "ada")
	e := &encounter{s, ada, ada.Direct(s.account.User, false)}
	_, stop := e.open(t, on("11:04"))
	ada.AwaitJoin(e.room, e.account.User)
	ada.AwaitTimes(e.account.User, 1)
	stop()
	_, err := ada.Client.SendStateEvent(t.Context(), e.room, event.StateEncryption, "",
		&event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1})
	if err != nil {
		t.Fatal(err)
	}
	ada.CatchUp(e.room)
	e.open(t, on("11:04"))
	e.asks(t, "next", ada)
	e.asks(t, "now", ada)
}
