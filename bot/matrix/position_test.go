package matrix_test

import (
	"net/http"
	"testing"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// restarts lets the homeserver be away for as long as it takes to notice.
func (s *stage) restarts() {
	s.t.Helper()
	s.server.Fail(matrixtest.Fault{Path: "/sync", Status: http.StatusBadGateway}) // what was cut off is asked once more
	s.server.Stop()
	s.server.Start()
}

// TestTheLastAnswerOfAHomeserver that stops has a hole: what was said to Usher is
// heard all the same, and once.
func TestTheLastAnswerOfAHomeserver(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	in, _ := s.receive()
	s.turn(in)
	s.ada.Type(s.room, "!now")
	s.next(in)
	taken := s.server.Falter(s.room)
	s.ada.Type(s.room, "!next")
	taken()
	s.restarts()
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%q comes in", got.Text)
	}
	s.turn(in)
}

// TestTheLastAnswerBeforeTheEnd has a hole as well: when the homeserver and Usher are
// told to stop together, the rest comes when both are back.
func TestTheLastAnswerBeforeTheEnd(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.ada.Type(s.room, "!now")
	s.ada.Type(s.room, "!talk")
	in, stop := s.receive()
	s.next(in) // Usher asks for more once both are taken
	s.server.Falter(s.room)
	s.ada.Type(s.room, "!next")
	bob := s.server.Person("bob")
	bob.Type(bob.Direct(), "!now")
	s.next(in)
	if got := s.next(in); got.Sender != bob.ID {
		t.Fatalf("%+v comes in", got)
	}
	_ = stop()
	s.start()
	in, _ = s.receive()
	if got := s.next(in); got.Text != "/next" {
		t.Errorf("%q comes in", got.Text)
	}
}

// TestAnEchoInAHole: what has arrived is not sent again by a homeserver's last
// answer's leaving it out.
func TestAnEchoInAHole(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	in, _ := s.receive()
	s.turn(in)
	taken := s.server.Falter(s.room)
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Lose: true})
	m := s.keyed("k-1", "Starting in 10 min")
	m.Again = false
	if _, err := s.matrix.Send(t.Context(), m); !bot.AsSendError(err).Unsure {
		t.Fatalf("Send returned %v, want it unsure", err)
	}
	taken()
	s.server.Forget()
	s.restarts()
	s.send(s.keyed("k-1", "Starting in 10 min"))
	s.sees(1)
}
