package matrix_test

import (
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// clear are the requests to say something in clear.
func (s *stage) clear() (n int) {
	for _, request := range s.server.Requests() {
		if strings.Contains(request, matrixtest.Message) {
			n++
		}
	}
	return n
}

// newEncryptedStage is one whose room is encrypted before the bot has read anything.
func newEncryptedStage(t *testing.T) *stage {
	s := newStage(t)
	s.ada.Encrypt(s.room)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	return s
}

// TestNoPlaintextIntoARoomThatIsEncrypted is the fourth pitfall: a room was encrypted
// before Usher was there, and nothing has been read of it yet.
func TestNoPlaintextIntoARoomThatIsEncrypted(t *testing.T) {
	s := newEncryptedStage(t)
	ref := s.send(text("Now"))
	if got := s.newest().Text; got != "Now" || s.clear() > 0 {
		t.Errorf("ada reads %q, and %d messages were in clear", got, s.clear())
	}
	m := text("Next")
	if err := s.matrix.Edit(t.Context(), ref, m); err != nil {
		t.Fatal(err)
	}
	if got := s.ada.Messages(s.room); len(got) != 1 || got[0].Text != "Next" || s.clear() > 0 {
		t.Errorf("edited, ada reads %+v, and %d messages were in clear", got, s.clear())
	}
}

// TestEncryptionIsTurnedOnBetweenTwoMessages: what sync has told counts at once.
func TestEncryptionIsTurnedOnBetweenTwoMessages(t *testing.T) {
	s := newStage(t)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	in, _ := s.receive()
	s.send(text("in clear"))
	s.ada.Encrypt(s.room)
	s.ada.Type(s.room, "tpm")
	s.next(in) // which came after it
	s.send(text("encrypted"))
	if got := s.newest().Text; got != "encrypted" || s.clear() != 1 {
		t.Errorf("ada reads %q, and %d messages were in clear", got, s.clear())
	}
}

// TestEncryptionIsTurnedOnBetweenTwoTries: the second would have another path, and
// with it be another message, even to a homeserver that knows transactions.
func TestEncryptionIsTurnedOnBetweenTwoTries(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	s.receive()
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Lose: true})
	m := s.keyed("k-1", "Now")
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure {
		t.Fatalf("Send returned %v, want it unsure", err)
	}
	s.ada.Encrypt(s.room)
	s.send(s.keyed("k-1", "Now"))
	s.sees(1)
}

// TestEncryptionIsAskedForWhileSyncFails: a homeserver that takes messages and says
// nothing new may have been told that the room is encrypted.
func TestEncryptionIsAskedForWhileSyncFails(t *testing.T) {
	s := newStage(t)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	s.send(text("in clear"))
	s.server.Fail(matrixtest.Fault{Path: "/sync", Times: 1000, Status: 502})
	s.receive()
	s.server.Wait("sync has failed", func() bool { return strings.Contains(s.log.String(), "cannot receive") })
	s.ada.Encrypt(s.room)
	s.send(text("encrypted"))
	if s.clear() != 1 {
		t.Errorf("%d messages were in clear, want the first", s.clear())
	}
}

// TestAnEncryptedMessageArrivesOnce over a kill: it comes back under its transaction
// id, too.
func TestAnEncryptedMessageArrivesOnce(t *testing.T) {
	t.Parallel()
	s := newEncryptedStage(t)
	m := s.keyed("k-1", "Now")
	m.Again = false
	first := s.send(m)
	s.server.Forget()
	s.start()
	s.receive()
	if again := s.send(s.keyed("k-1", "Now")); again != first {
		t.Errorf("sent again it is %v, want %v", again, first)
	}
	s.sees(1)
}

// TestEncryptionIsTurnedOnWhileUsherIsOut: a homeserver says of a room that Usher has
// left how that was then, and of one that it has joined, sync may be late.
func TestEncryptionIsTurnedOnWhileUsherIsOut(t *testing.T) {
	s := newDoors(t)
	s.cipher = &matrixtest.Cipher{}
	s.start()
	in, _ := s.receive()
	m := text("Starting in 10 min")
	room := s.ada.Group()
	m.Chat = chat(room)
	s.ada.Kick(room)
	s.behind(in)
	path := room + "/state/m.room.encryption"
	s.server.Fail(matrixtest.Fault{Path: path, Status: 404, Body: `{"errcode":"M_NOT_FOUND","error":"no"}`})
	if _, err := s.matrix.Send(t.Context(), m); err == nil {
		t.Fatal("it is said where Usher is not")
	}
	before := s.clear()
	s.server.Fail(matrixtest.Fault{Path: path, Status: 200, Body: `{"algorithm":"m.megolm.v1.aes-sha2"}`})
	s.ada.Invite(room, true)
	s.welcomed(in, room)
	if _, err := s.matrix.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if n := s.clear() - before; n > 0 {
		t.Errorf("%d messages went in clear", n)
	}
}
