package matrix_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
	"usher/schedule"
)

var dome = schedule.Topic{Kind: schedule.TopicRoom, Key: "n-dome"}

// followed lets a room follow something, which is there to be moved.
func (s *stage) followed(room string) {
	s.t.Helper()
	if _, err := s.store.Follow(s.t.Context(), chat(room), bot.Follow{Topic: dome}); err != nil {
		s.t.Fatal(err)
	}
}

// follows reports whether a room follows that.
func (s *stage) follows(room string) bool {
	s.t.Helper()
	w, err := s.store.Wishes(s.t.Context(), chat(room))
	if err != nil {
		s.t.Fatal(err)
	}
	return len(w.Follows) == 1 && w.Follows[0].Topic == dome
}

// to says where a message to a room goes instead.
func (s *stage) to(room string) (bot.Failure, bot.Chat) {
	s.t.Helper()
	m := text("Starting in 10 min")
	m.Chat = chat(room)
	_, err := s.matrix.Send(s.t.Context(), m)
	if err == nil {
		s.t.Fatal("it can be said there")
	}
	failed := bot.AsSendError(err)
	return failed.Failure, failed.To
}

// TestRoomUpgrade (pitfall 10): all that a room has goes on in the room that replaces
// it, however Usher gets in there.
func TestRoomUpgrade(t *testing.T) {
	for name, upgrade := range map[string]func(s *stage, in <-chan bot.Incoming, old, successor string){
		"public": func(s *stage, _ <-chan bot.Incoming, old, successor string) {
			s.ada.Public(successor)
			s.ada.Bury(old, successor)
		},
		"invited first": func(s *stage, in <-chan bot.Incoming, old, successor string) {
			s.ada.Invite(successor, false)
			s.welcomed(in, successor)
			s.ada.Bury(old, successor)
		},
		"invited with it": func(s *stage, _ <-chan bot.Incoming, old, successor string) {
			s.ada.Bury(old, successor)
			s.ada.Invite(successor, false)
		},
		"buried while it enters": func(s *stage, _ <-chan bot.Incoming, old, successor string) {
			s.server.Fail(matrixtest.Fault{Path: "/joined_members", Slow: 300 * time.Millisecond})
			s.ada.Invite(successor, false)
			s.server.Wait("it enters", s.server.Faultless)
			s.ada.Bury(old, successor)
		},
		"private, and invited later": func(s *stage, in <-chan bot.Incoming, old, successor string) {
			s.ada.Name(old, "Lobby")
			s.ada.Bury(old, successor)
			s.soon("organisers are told", func() bool { return len(s.told()) > 0 })
			if told := s.told(); !slices.Equal(told, []string{old + " Lobby"}) {
				s.t.Errorf("organisers are told of %q", told)
			}
			if kind, _ := s.to(old); kind != bot.Temporary {
				s.t.Errorf("what is said there meanwhile is %v", kind)
			}
			s.behind(in)
			eve := s.server.Person("eve") // whom the rule lets invite to nothing
			eve.Invite(successor, false)
		},
		"while it was down": func(s *stage, _ <-chan bot.Incoming, old, successor string) {
			s.ada.Public(successor)
			_ = s.stop()
			s.ada.Bury(old, successor)
			s.start()
			s.receive()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newDoors(t)
			s.organisers = []string{s.ada.ID}
			s.start()
			old := s.ada.Group(s.server.Person("bob"))
			s.followed(old)
			in, stop := s.receive()
			s.stop = stop
			s.behind(in)
			successor := s.ada.Upgrade(old)
			upgrade(s, in, old, successor)
			s.soon("it leaves the old one", func() bool { return s.server.Membership(old) == "leave" })
			if !s.server.Joined(successor) || !s.follows(successor) || s.follows(old) {
				t.Errorf("in the successor: %v; it follows: %v, the old one: %v", s.server.Joined(successor), s.follows(successor), s.follows(old))
			}
			if kind, to := s.to(old); kind != bot.ChatMoved || to != chat(successor) {
				t.Errorf("what is said in the old one is %v, to %v", kind, to)
			}
			if got := s.waiting(); got != nil {
				t.Errorf("invitations are kept to %v", got)
			}
		})
	}
}

// TestUpgradeOfADirectChat: the successor is one, too.
func TestUpgradeOfADirectChat(t *testing.T) {
	s := newDoors(t)
	in, _ := s.receive()
	old := s.ada.Room()
	s.ada.Invite(old, true)
	s.welcomed(in, old)
	successor := s.ada.Upgrade(old)
	s.ada.Public(successor)
	s.ada.Bury(old, successor)
	s.soon("m.direct says so", func() bool {
		direct := s.server.Account("m.direct")
		return strings.Contains(direct, successor) && !strings.Contains(direct, old)
	})
	if kind, to := s.to(s.ada.ID); kind != bot.ChatMoved || to != chat(successor) {
		t.Errorf("Ada is spoken to: %v, %v", kind, to)
	}
}

// TestSuccessorThatKnowsNothingOfIt is none: or anybody could have their stars moved
// into a room of strangers, and Usher thrown out of it.
func TestSuccessorThatKnowsNothingOfIt(t *testing.T) {
	for name, there := range map[string]bool{"where it is": true, "where it is not": false} {
		t.Run(name, func(t *testing.T) {
			s := newDoors(t)
			s.organisers = []string{s.ada.ID}
			s.start()
			mallory := s.server.Person("mallory")
			old := mallory.Group()
			s.followed(old)
			victim := s.ada.Room()
			s.ada.Public(victim)
			if there {
				victim = s.ada.Group(s.server.Person("bob"))
			}
			in, _ := s.receive()
			s.behind(in)
			mallory.Bury(old, victim)
			s.soon("it is seen through", func() bool { return strings.Contains(s.log.String(), "does not know of it") })
			if there {
				s.soon("nothing waits", func() bool { s.behind(in); return s.waiting() == nil })
			} else {
				s.soon("it leaves", func() bool { return s.server.Membership(victim) == "leave" })
			}
			if s.follows(victim) || !s.follows(old) || s.server.Joined(victim) != there {
				t.Errorf("it follows: %v, the old one: %v; Usher is there: %v", s.follows(victim), s.follows(old), s.server.Joined(victim))
			}
		})
	}
}

// TestTombstoneThatNamesNoRoom leaves the room as it was: else a slip of whoever runs
// it would silence Usher there for good.
func TestTombstoneThatNamesNoRoom(t *testing.T) {
	s := newDoors(t)
	room := s.ada.Group(s.server.Person("bob"))
	in, _ := s.receive()
	s.behind(in)
	s.server.Fail(matrixtest.Fault{Path: "/join/", Status: 400, Body: `{"errcode":"M_INVALID_PARAM","error":"that is no room"}`})
	s.ada.Bury(room, "lobby-2")
	s.server.Wait("it is tried", s.server.Faultless)
	s.soon("it is given up", func() bool { return s.waiting() == nil })
	m := text("Starting in 10 min")
	m.Chat = chat(room)
	if _, err := s.matrix.Send(t.Context(), m); err != nil {
		t.Errorf("where that was said, Usher is silent: %v", err)
	}
}

// TestSuccessorThatCannotBeReached is not given up without a word: organisers are told.
func TestSuccessorThatCannotBeReached(t *testing.T) {
	var ahead atomic.Int64 // hours
	s := newDoors(t)
	s.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load()) * time.Hour) }
	s.server.SetClock(s.now)
	s.start()
	old := s.ada.Group(s.server.Person("bob"))
	successor := s.ada.Upgrade(old)
	in, _ := s.receive()
	s.behind(in)
	s.server.Fail(matrixtest.Fault{Path: "/join/", Times: 20, Status: 404, Body: `{"errcode":"M_NOT_FOUND","error":"no server knows it"}`})
	s.ada.Bury(old, successor)
	s.soon("organisers are told", func() bool {
		if len(s.told()) > 0 {
			return true
		}
		ahead.Add(2)
		s.behind(in) // has the porter look
		return false
	})
	if got := s.waiting(); !slices.Equal(got, []string{successor}) {
		t.Errorf("invitations are kept to %v", got)
	}
}
