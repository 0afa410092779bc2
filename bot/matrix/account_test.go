package matrix_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

func TestNewIsRefusedInOneLine(t *testing.T) {
	for name, change := range map[string]func(*matrix.Options){
		"wrong token":    func(o *matrix.Options) { o.Token = "syt_wrong_token" },
		"wrong password": func(o *matrix.Options) { o.Token, o.User, o.Password = "", "usher", "hunter2-hunter2" },
		"someone else's": func(o *matrix.Options) { o.User = "@ada:test" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			o := s.options()
			change(&o)
			_, err := matrix.New(t.Context(), o)
			if !errors.Is(err, matrix.ErrRefused) {
				t.Fatalf("New returned %v, want ErrRefused", err)
			}
			if text := err.Error(); strings.Contains(text, o.Password+o.Token) || strings.Contains(text, "\n") {
				t.Errorf("the error is %q", text)
			}
		})
	}
	s := newStage(t)
	o := s.options()
	s.server.Stop()
	if _, err := matrix.New(t.Context(), o); err == nil || errors.Is(err, matrix.ErrRefused) {
		t.Errorf("with no homeserver there New returned %v", err)
	}
	o.Homeserver = "no address\x00"
	if _, err := matrix.New(t.Context(), o); err == nil {
		t.Error("an address that is none is taken")
	}
}

// TestABadMomentIsNoRefusal: who is refused has to change the settings, and
// these answers say nothing of them.
func TestABadMomentIsNoRefusal(t *testing.T) {
	for name, fault := range map[string]matrixtest.Fault{
		"a proxy's 403": {Status: 403, Body: "<html>forbidden</html>"},
		"a proxy's 401": {Status: 401, Body: "<html>who are you?</html>"},
		"a proxy's 502": {Status: 502, Body: "<html>bad gateway</html>"},
		"too much":      {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`},
		"no consent":    {Status: 403, Body: `{"errcode":"M_CONSENT_NOT_GIVEN","error":"no"}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			for _, path := range []string{"/login", "/whoami"} {
				fault.Path = path
				s.server.Fail(fault)
				o := s.options()
				if path == "/login" {
					o.Token, o.User, o.Password = "", "usher", matrixtest.Password
				}
				if _, err := matrix.New(t.Context(), o); err == nil || errors.Is(err, matrix.ErrRefused) {
					t.Errorf("%s: New returned %v", path, err)
				}
				if _, err := matrix.New(t.Context(), o); err != nil {
					t.Errorf("%s: and a moment later %v", path, err)
				}
			}
		})
	}
}

func TestPasswordLogsIn(t *testing.T) {
	s := newStage(t)
	for _, user := range []string{"usher", matrixtest.Bot} {
		o := s.options()
		o.Token, o.User, o.Password = "", user, matrixtest.Password
		m, err := matrix.New(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if m.User() != matrixtest.Bot {
			t.Errorf("logged in as %s", m.User())
		}
	}
}

func TestNoSecretIsSaid(t *testing.T) {
	s := newStage(t)
	echo := `{"errcode":"M_UNKNOWN","error":"what is ` + matrixtest.Token + `?"}`
	for _, path := range []string{"/sync", matrixtest.Message, "/join", "/send/m.reaction/", "/state/m.room.encryption"} {
		s.server.Fail(matrixtest.Fault{Path: path, Status: 500, Body: echo})
	}
	in, _ := s.receive()
	s.ada.Invite(s.ada.Room(), true)
	s.ada.Type(s.room, "!now")
	s.next(in)
	m := text("Now")
	m.Chat, m.Buttons = s.chat(), [][]bot.Button{{{Label: "★ Star", Command: "/star x"}}}
	for range 3 {
		if _, err := s.matrix.Send(t.Context(), m); err != nil && strings.Contains(err.Error(), matrixtest.Token) {
			t.Error("an error holds the token")
		}
	}
	s.server.Wait("all faults happen", func() bool { return s.server.Faultless() })
	s.ada.Type(s.room, "!next")
	s.next(in)
	if strings.Contains(s.log.String(), matrixtest.Token) || !strings.Contains(s.log.String(), "what is …?") {
		t.Error("the log holds the token, or nothing of the faults") // and this line should not
	}
}

func TestNothingGoesInClearIntoAnEncryptedRoom(t *testing.T) {
	for _, when := range []string{"before the start", "while it runs", "not received yet", "only heard of"} {
		t.Run(when, func(t *testing.T) {
			s := newStage(t)
			if when == "before the start" {
				s.ada.Encrypt(s.room)
			}
			if when != "not received yet" {
				in, _ := s.receive()
				other := s.ada.Direct()
				switch when {
				case "while it runs":
					s.send(text("Now"))
					s.ada.Encrypt(s.room)
				case "only heard of":
					s.ada.Send(s.room, "m.room.encrypted", map[string]any{"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"})
				}
				s.ada.Type(other, "!now")
				s.next(in)
			} else {
				s.ada.Encrypt(s.room)
			}
			sends := s.server.Sends()
			m := text("Now")
			m.Chat = s.chat()
			for range 2 {
				_, err := s.matrix.Send(t.Context(), m)
				if failed, ok := errors.AsType[*bot.SendError](err); !ok || failed.Failure != bot.Gone || failed.Unsure {
					t.Errorf("Send returned %v, want gone", err)
				}
			}
			if err := s.matrix.Edit(t.Context(), bot.Ref{Chat: s.chat(), ID: "$x"}, m); err == nil {
				t.Error("an edit goes out")
			}
			if got := s.server.Sends(); got != sends {
				t.Errorf("%d messages were sent", got-sends)
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if diff := cmp.Diff([]bot.Chat{s.chat()}, s.encrypted); diff != "" {
				t.Errorf("organisers are told: %s", diff)
			}
			if n := strings.Count(s.log.String(), "a room is encrypted"); n != 1 {
				t.Errorf("the log has %d lines about it", n)
			}
		})
	}
}

func TestKickedIsGone(t *testing.T) {
	s := newStage(t)
	s.send(text("Now"))
	s.ada.Kick(s.room)
	m := text("Next")
	m.Chat = s.chat()
	_, err := s.matrix.Send(t.Context(), m)
	if failed, ok := errors.AsType[*bot.SendError](err); !ok || failed.Failure != bot.Gone {
		t.Errorf("Send returned %v, want gone", err)
	}
}
