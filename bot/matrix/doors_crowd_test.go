package matrix_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

// TestDeclinedWithAWord: whoever may write to Usher in private is told that, and nobody
// else that they may.
func TestDeclinedWithAWord(t *testing.T) {
	s := newDoors(t)
	if err := s.rule.UnmarshalText([]byte("server")); err != nil {
		t.Fatal(err)
	}
	s.organisers = []string{s.ada.ID}
	s.start()
	s.receive()
	bob, eve := s.server.Person("bob"), s.server.Person("eve")
	eve.ID = "@eve:elsewhere"
	for who, want := range map[*matrixtest.Person]string{bob: "Only organisers.", eve: ""} {
		room := who.Room()
		who.Invite(room, false)
		s.server.Wait("the invite is declined", func() bool { return s.server.Membership(room) == "leave" })
		if got := s.server.Reason(room); got != want {
			t.Errorf("%s is told %q", who.ID, got)
		}
	}
}

// TestWelcomeBeforeTheOthers is that of a room though nobody else has come in yet: they
// are invited.
func TestWelcomeBeforeTheOthers(t *testing.T) {
	s := newDoors(t)
	in, _ := s.receive()
	for expected, people := range map[bool][]*matrixtest.Person{true: {s.server.Person("bob")}, false: nil} {
		room := s.ada.Room()
		for _, p := range people {
			s.ada.Ask(room, p)
		}
		s.ada.Invite(room, false)
		if got := s.welcomed(in, room); got.Shared != expected {
			t.Errorf("with %d more invited, it is welcomed as shared: %v", len(people), got.Shared)
		}
	}
}

// TestTenThousandInvites neither hold up the others nor are lost while the homeserver
// lets Usher enter few rooms, and whoever invites once does not wait for them.
func TestTenThousandInvites(t *testing.T) {
	const many = 10_000
	s := newDoors(t)
	mallory := s.server.Person("mallory")
	for range many {
		mallory.Invite(mallory.Room(), true)
	}
	mine := s.ada.Room()
	s.ada.Invite(mine, true)
	in, _ := s.receive()
	for welcomed := false; !welcomed; {
		welcomed = s.next(in).Chat == chat(mine)
	}
	s.server.Fail(matrixtest.Fault{Path: "/join", Status: 429, Times: many, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":3600000}`})
	s.ada.Type(s.room, "!now")
	for s.next(in).Text != "/now" { // the welcomes of what was entered before
		continue
	}
	tried := s.requested(http.MethodPost, "/join")
	if left := len(s.waiting()); left < many-tried || left > many {
		t.Errorf("%d invitations are kept after %d attempts", left, tried)
	}
	if tried > many/10 {
		t.Errorf("%d were tried before ada's", tried)
	}
}

// TestJoinsThatAreTooMuch: a 429 pauses the queue, for all rooms and as long as it says.
func TestJoinsThatAreTooMuch(t *testing.T) {
	s := newDoors(t)
	s.server.Fail(matrixtest.Fault{Path: "/join", Status: 429, Times: 1_000, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":3600000}`})
	var rooms []string
	for range 8 {
		rooms = append(rooms, s.ada.Room())
	}
	in, _ := s.receive()
	for _, room := range rooms {
		s.ada.Invite(room, true)
		s.behind(in)
	}
	s.soon("joining is tried", func() bool { return s.requested(http.MethodPost, "/join") > 0 })
	if n := s.requested(http.MethodPost, "/join"); n > 4 { // as many as are on their way at once
		t.Errorf("joining was tried %d times", n)
	}
	if got := s.waiting(); len(got) != len(rooms) {
		t.Errorf("invitations are kept to %v", got)
	}
}

// fullDisk is a store that cannot write so many invitations.
type fullDisk struct {
	*storage.DB
	left atomic.Int32
}

func (d *fullDisk) Invite(ctx context.Context, all ...bot.Invitation) error {
	if d.left.Load() > 0 {
		d.left.Add(-1)
		return bot.ErrCannotWrite
	}
	return d.DB.Invite(ctx, all...)
}

// TestInviteThatCannotBeWrittenDown is kept until it can be: it is not shown again.
func TestInviteThatCannotBeWrittenDown(t *testing.T) {
	s := newDoors(t)
	disk := &fullDisk{DB: s.store}
	disk.left.Store(1)
	o := s.options()
	o.Invitations = disk
	var err error
	if s.matrix, err = matrix.New(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	in, _ := s.receive()
	room := s.ada.Room()
	s.ada.Invite(room, true)
	s.soon("the disk is full", func() bool { return disk.left.Load() == 0 })
	s.ada.Type(s.room, "!now")
	if a, b := s.next(in), s.next(in); a.Text != "/start" && b.Text != "/start" {
		t.Errorf("%q and %q come in, and no welcome", a.Text, b.Text)
	}
}
