package matrix_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"maunium.net/go/mautrix/id"
)

// TestPanicStopsNothing (pitfall 2), be it over what could be read at once or late.
func TestPanicStopsNothing(t *testing.T) {
	s, _ := newSealedStage(t)
	in, _ := s.receive()
	s.ada.Seal(s.room, "late", "panic", map[string]any{})
	s.turn(in)
	s.ada.GiveKey("late")
	s.turn(in)
	s.ada.Seal(s.room, "late", "panic", map[string]any{})
	s.ada.Whisper(s.room, "late", "next")
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%+v comes in", got)
	}
	s.turn(in)
	s.isSealed()
	if n := strings.Count(s.log.String(), "an event made Usher panic"); n != 2 {
		t.Errorf("the log has %d lines of it", n)
	}
}

// TestCancelledInTheMiddleLosesNothing (pitfall 16): what was about to be decrypted when Usher
// was stopped is read by the next one.
func TestCancelledInTheMiddleLosesNothing(t *testing.T) {
	s, _ := newSealedStage(t)
	s.ada.GiveKey("one")
	in, stop := s.receive()
	s.turn(in)
	stalled := make(chan struct{})
	s.cipher.Stall(stalled)
	s.ada.Whisper(s.room, "one", "next")
	<-stalled
	if err := stop(); err != nil {
		t.Error(err)
	}
	s.cipher.Stall(nil)
	s.start()
	in, _ = s.receive()
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%+v comes in", got)
	}
}

// TestKeysThatCannotBeStoredHoldTheTokenUp: nothing is decrypted before, and the
// homeserver brings them again.
func TestKeysThatCannotBeStoredHoldTheTokenUp(t *testing.T) {
	s, _ := newSealedStage(t)
	s.ada.GiveKey("one")
	s.ada.Whisper(s.room, "one", "next")
	s.cipher.Fail(errors.New("the disk is full"))
	in, _ := s.receive()
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%+v comes in", got)
	}
	if !strings.Contains(s.log.String(), "the disk is full") {
		t.Error("the log says nothing")
	}
}

func TestWhatStandsBesideTheCiphertextCounts(t *testing.T) {
	s, _ := newSealedStage(t)
	s.ada.GiveKey("one")
	in, _ := s.receive()
	s.ada.Seal(s.room, "one", "m.room.message", map[string]any{"msgtype": "m.text", "body": "* now",
		"m.relates_to": map[string]any{"rel_type": "m.replace", "event_id": "$x"}})
	s.ada.Send(s.room, "m.room.encrypted", map[string]any{}) // deleted
	s.ada.Whisper(s.room, "one", "next")
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%+v comes in", got)
	}
	s.isSealed()
}

func TestCipherHearsOfRooms(t *testing.T) {
	s, _ := newSealedStage(t)
	in, _ := s.receive()
	s.turn(in)
	s.server.Person("bob").Join(s.room)
	s.turn(in)
	s.ada.Kick(s.room)
	s.turn(in)
	var joined, left, gap bool
	for i, news := range s.cipher.Taken() {
		for _, raw := range news.State[id.RoomID(s.room)] {
			joined = joined || strings.Contains(string(raw), "@bob:test")
		}
		left = left || slices.Contains(news.Left, id.RoomID(s.room))
		gap = gap || i == 0 && slices.Contains(news.Gap, id.RoomID(s.room))
	}
	if !joined || !left || !gap {
		t.Errorf("told of who came: %v, of having left: %v, that all is new: %v", joined, left, gap)
	}
}
