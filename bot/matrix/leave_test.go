package matrix_test

import (
	"net/http"
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
)

// TestEmptyRoomIsLeft, once nobody is there or invited any more, also when that
// happened while Usher was down.
func TestEmptyRoomIsLeft(t *testing.T) {
	for name, prepare := range map[string]func(*matrixtest.Server){
		"by the summary": func(*matrixtest.Server) {},
		"by asking":      (*matrixtest.Server).LeaveOutSummaries,
	} {
		t.Run(name, func(t *testing.T) {
			s := newDoors(t)
			prepare(s.server)
			bob, carol := s.server.Person("bob"), s.server.Person("carol")
			expected, deserted := bob.Group(), bob.Group()
			bob.Ask(expected, carol)
			in, stop := s.receive()
			s.behind(in)
			bob.Leave(expected)
			bob.Leave(deserted)
			s.soon("it leaves", func() bool { return s.server.Membership(deserted) == "leave" })
			s.behind(in)
			if !s.server.Joined(expected) {
				t.Fatal("it leaves a room in which somebody is expected")
			}
			_ = stop()
			carol.Leave(expected)
			s.start()
			s.receive()
			s.soon("it leaves the other, too", func() bool { return s.server.Membership(expected) == "leave" })
		})
	}
}

// TestLeavingHoldsUpNobody: while the homeserver refuses messages, with which it counts
// leaving, people are let in.
func TestLeavingHoldsUpNobody(t *testing.T) {
	s := newDoors(t)
	bob := s.server.Person("bob")
	deserted := bob.Group()
	in, _ := s.receive()
	s.behind(in)
	s.server.Fail(matrixtest.Fault{Path: matrixtest.Message, Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":3600000}`})
	m := text("Starting in 10 min")
	m.Chat = s.chat()
	if _, err := s.matrix.Send(t.Context(), m); bot.AsSendError(err).Failure != bot.Throttled {
		t.Fatal(err)
	}
	bob.Leave(deserted)
	s.behind(in)
	room := s.ada.Room()
	s.ada.Invite(room, true)
	s.welcomed(in, room)
	if !s.server.Joined(deserted) {
		t.Error("it leaves nonetheless")
	}
}

// TestDirectChatsThatEnd: a person is spoken to in the newest that Usher is in, and
// m.direct lists no other.
func TestDirectChatsThatEnd(t *testing.T) {
	s := newDoors(t)
	in, _ := s.receive()
	var rooms []string
	for range 3 {
		room := s.ada.Room()
		s.ada.Invite(room, true)
		s.welcomed(in, room)
		rooms = append(rooms, room)
	}
	for last := 2; last > 0; last-- {
		if kind, to := s.to(s.ada.ID); kind != bot.ChatMoved || to != chat(rooms[last]) {
			t.Errorf("of %d, she is spoken to in %v: %v", last+1, to, kind)
		}
		s.ada.Kick(rooms[last])
		s.soon("m.direct says so", func() bool { return !strings.Contains(s.server.Account("m.direct"), rooms[last]) })
	}
	if _, to := s.to(s.ada.ID); to != chat(rooms[0]) || s.requested(http.MethodPost, "/join") != 3 {
		t.Errorf("in the end she is spoken to in %v", to)
	}
}

// TestDirectChatsThatCannotBeNoted are entered all the same, and so are the rooms
// after them.
func TestDirectChatsThatCannotBeNoted(t *testing.T) {
	for name, status := range map[string]int{"too much": 413, "not allowed": 403} {
		t.Run(name, func(t *testing.T) {
			s := newDoors(t)
			s.server.Fail(matrixtest.Fault{Path: "/account_data/", Times: 1_000, Status: status, Body: `{"errcode":"M_FORBIDDEN","error":"no"}`})
			room := s.ada.Room()
			in, _ := s.receive()
			s.ada.Invite(room, true)
			s.welcomed(in, room)
		})
	}
}
