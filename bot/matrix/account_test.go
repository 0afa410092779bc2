package matrix_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

func TestNewIsRefusedInOneLine(t *testing.T) {
	for name, change := range map[string]func(*matrix.Account){
		"wrong token":      func(a *matrix.Account) { a.Token = "syt_wrong_token" },
		"someone else's":   func(a *matrix.Account) { a.User = "@ada:test" },
		"another device's": func(a *matrix.Account) { a.Device = "PHONE" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			o := s.options()
			change(&o.Account)
			_, err := matrix.New(t.Context(), o)
			if !errors.Is(err, matrix.ErrRefused) {
				t.Fatalf("New returned %v, want ErrRefused", err)
			}
			if text := err.Error(); strings.Contains(text, o.Account.Token) || strings.Contains(text, "\n") {
				t.Errorf("the error is %q", text)
			}
		})
	}
	s := newStage(t)
	o := s.options()
	o.Account.Homeserver = "no address\x00"
	if _, err := matrix.New(t.Context(), o); err == nil {
		t.Error("an address that is none is taken")
	}
}

// login logs in with the right password, if not told otherwise.
func (s *stage) login(change func(*matrix.LoginOptions)) (matrix.Account, error) {
	o := matrix.LoginOptions{Homeserver: s.server.URL, User: "usher", Password: matrixtest.Password}
	change(&o)
	return matrix.Login(s.t.Context(), o)
}

func unchanged(*matrix.LoginOptions) {}

// badMoments are answers that say nothing of the settings: who is refused has to
// change those.
var badMoments = map[string]matrixtest.Fault{
	"a proxy's 403": {Status: 403, Body: "<html>forbidden</html>"},
	"a proxy's 401": {Status: 401, Body: "<html>who are you?</html>"},
	"a proxy's 502": {Status: 502, Body: "<html>bad gateway</html>"},
	"too much":      {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":1}`},
	"no consent":    {Status: 403, Body: `{"errcode":"M_CONSENT_NOT_GIVEN","error":"no"}`},
}

func TestABadMomentIsNoRefusal(t *testing.T) {
	for name, fault := range badMoments {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			fault.Path = "/whoami"
			s.server.Fail(fault)
			if _, err := matrix.New(t.Context(), s.options()); err != nil {
				t.Errorf("New returned %v", err)
			}
			fault.Path = "/login"
			s.server.Fail(fault)
			if _, err := s.login(unchanged); err == nil || errors.Is(err, matrix.ErrRefused) {
				t.Errorf("Login returned %v", err)
			}
			if _, err := s.login(unchanged); err != nil {
				t.Errorf("and a moment later %v", err)
			}
		})
	}
}

func TestLogin(t *testing.T) {
	for _, user := range []string{"usher", matrixtest.Bot} {
		s := newStage(t)
		a, err := s.login(func(o *matrix.LoginOptions) { o.User = user })
		if err != nil {
			t.Fatal(err)
		}
		if a.User != matrixtest.Bot || a.Device == matrixtest.Device || !slices.Contains(s.server.Devices(), a.Device) {
			t.Errorf("logged in as %s, %s; devices are %v", a.User, a.Device, s.server.Devices())
		}
		if err := matrix.Check(t.Context(), a); err != nil {
			t.Errorf("the account is not in order: %v", err)
		}
		for range 2 {
			if err := matrix.Logout(t.Context(), a); err != nil {
				t.Errorf("logging out: %v", err)
			}
		}
		if diff := cmp.Diff([]string{matrixtest.Device}, s.server.Devices()); diff != "" {
			t.Errorf("after logging out there are the devices %s", diff)
		}
		if err := matrix.Check(t.Context(), a); !errors.Is(err, matrix.ErrRefused) {
			t.Errorf("the account is in order: %v", err)
		}
	}
}

func TestLoginFailsInOneLine(t *testing.T) {
	const wrong = "hunter2-hunter2"
	for name, change := range map[string]func(*matrix.LoginOptions){
		"wrong password": func(o *matrix.LoginOptions) { o.Password = wrong },
		"wrong user":     func(o *matrix.LoginOptions) { o.User = "@ada:test" },
		"no address":     func(o *matrix.LoginOptions) { o.Homeserver = "no address\x00" },
		"nobody there":   func(o *matrix.LoginOptions) { o.Homeserver = "http://127.0.0.1:1" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			_, err := s.login(change)
			if err == nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("Login returned %v", err)
			}
			if refused := strings.HasPrefix(name, "wrong"); errors.Is(err, matrix.ErrRefused) != refused {
				t.Errorf("refused: %t, want %t", !refused, refused)
			}
			for _, secret := range []string{wrong, matrixtest.Password, "syt_"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells: %v", err)
				}
			}
			if diff := cmp.Diff([]string{matrixtest.Device}, s.server.Devices()); diff != "" {
				t.Errorf("it leaves devices behind: %s", diff)
			}
		})
	}
}

// TestSpeakTellsNoSecret lets what speaks fail with all that it knows.
func TestSpeakTellsNoSecret(t *testing.T) {
	s := newStage(t)
	because := errors.New("because")
	err := matrix.Speak(t.Context(), account(s.server), func(ctx context.Context, c *matrix.Client) error {
		if who, err := c.Whoami(ctx); err != nil || who.UserID != c.UserID || who.DeviceID != c.DeviceID {
			t.Errorf("it speaks for %v: %v", who, err)
		}
		return fmt.Errorf("%w of %s and %s", because, c.AccessToken, "EsTc")
	}, "EsTc")
	if !errors.Is(err, because) || err.Error() != "because of … and …" {
		t.Errorf("Speak returned %v", err)
	}
}

func TestNoSecretIsSaid(t *testing.T) {
	s := newDoors(t)
	echo := `{"errcode":"M_UNKNOWN","error":"what is ` + matrixtest.Token + `?"}`
	for _, path := range []string{"/sync", matrixtest.Message, "/join", "/send/m.reaction/", "/state/m.room.encryption"} {
		s.server.Fail(matrixtest.Fault{Path: path, Status: 500, Body: echo})
	}
	in, _ := s.receive()
	s.ada.Invite(s.ada.Room(), true)
	s.ada.Type(s.room, "!now")
	s.next(in) // the room that cannot be entered is tried again much later
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
