//go:build goolm

package e2ee_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

func TestALateKeyOpensWhatCameBefore(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	said := alice.says(room, "next")
	key := usher.waiting()
	if _, err := usher.reads(room, said); !errors.Is(err, matrix.ErrNoKey) {
		t.Fatalf("without its key: %v, want %v", err, matrix.ErrNoKey)
	}
	usher.restart()
	if got, want := usher.take(matrix.News{ToDevice: key}), []id.SessionID{session(t, said)}; !cmp.Equal(got, want) {
		t.Errorf("sessions received: %v, want %v", got, want)
	}
	usher.wantRead(room, said, "next")
}

func TestAKeyComesAfterItWasWithheld(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	said := alice.says(room, "next")
	key := usher.waiting()
	withheld := fmt.Sprintf(`{"type":"m.room_key.withheld","sender":"@alice:test","content":
		{"algorithm":"m.megolm.v1.aes-sha2","code":"m.unverified","room_id":%q,"session_id":%q,"sender_key":"k"}}`, room, session(t, said))
	usher.take(matrix.News{ToDevice: []json.RawMessage{json.RawMessage(withheld)}})
	if _, err := usher.reads(room, said); !errors.Is(err, matrix.ErrNoKey) {
		t.Fatalf("withheld: %v, want %v", err, matrix.ErrNoKey)
	}
	usher.take(matrix.News{ToDevice: key})
	usher.wantRead(room, said, "next")
}

func TestAMissedKeyIsAskedForAndGiven(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	said := usher.says(room, "starting soon")
	alice.waiting() // is lost
	if err := alice.cipher.Ask(t.Context(), id.RoomID(room), said); err != nil {
		t.Fatal(err)
	}
	usher.take(matrix.News{})
	alice.take(matrix.News{})
	alice.wantRead(room, said, "starting soon")
}

func TestAKeyIsNotGivenToWhomeverAsks(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	said := usher.says(room, "starting soon")
	mallory := newParty(t, s, "@mallory:test", "PHONE", s.Person("mallory").Device("PHONE"))
	mallory.setUp()
	theirs := bytes.ReplaceAll(said, []byte("@alice:test"), []byte("@mallory:test"))
	if err := mallory.cipher.Ask(t.Context(), id.RoomID(room), theirs); err != nil {
		t.Fatal(err)
	}
	usher.take(matrix.News{})
	if got := mallory.take(matrix.News{}); len(got) > 0 {
		t.Errorf("Mallory has got the keys of %v", got)
	}
	alice.take(matrix.News{})
	alice.wantRead(room, said, "starting soon")
}

// What is read again after a crash is the same event, and can be read; what somebody
// else's homeserver passes off as another cannot.
func TestTheSameCanBeReadAgainAndNothingElse(t *testing.T) {
	s, usher, alice := house(t)
	room, other := s.Person("alice").Direct(), s.Person("alice").Direct()
	said := alice.says(room, "next")
	key := usher.waiting()
	usher.take(matrix.News{ToDevice: key})
	usher.wantRead(room, said, "next")
	usher.restart()
	usher.take(matrix.News{ToDevice: key})
	usher.wantRead(room, said, "next")

	replayed := bytes.Replace(said, []byte(`"$PHONE-1"`), []byte(`"$PHONE-again"`), 1)
	if text, err := usher.reads(room, replayed); err == nil || errors.Is(err, matrix.ErrNoKey) {
		t.Errorf("a replay is read: %q, %v", text, err)
	}
	if text, err := usher.reads(other, said); err == nil {
		t.Errorf("in another room it is read: %q", text)
	}
	changed := bytes.Replace(said, []byte(`"ciphertext":"A`), []byte(`"ciphertext":"B`), 1)
	if text, err := usher.reads(room, changed); err == nil {
		t.Errorf("what was tampered with is read: %q", text)
	}
}

func TestWhatIsEncryptedSetsNoState(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	content, err := alice.cipher.Encrypt(t.Context(), id.RoomID(room), "m.room.member", map[string]any{"membership": "ban"})
	if err != nil {
		t.Fatal(err)
	}
	usher.take(matrix.News{})
	said := bytes.Replace(alice.event(content), []byte(`{`), []byte(`{"state_key":"@usher:test",`), 1)
	opened, err := usher.cipher.Decrypt(t.Context(), id.RoomID(room), said)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(opened, []byte("state_key")) {
		t.Errorf("it does: %s", opened)
	}
}

func TestMalformedEventsStopNothing(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	for _, junk := range []string{
		``, `null`, `7`, `"x"`, `{`, `[]`, `{}`, `{"type":7}`, `{"type":"m.room.encrypted"}`,
		`{"type":"m.room.encrypted","sender":"@alice:test","content":null}`,
		`{"type":"m.room.encrypted","sender":"@alice:test","content":{"algorithm":"m.olm.v1.curve25519-aes-sha2","ciphertext":7}}`,
		`{"type":"m.room.encrypted","sender":"@alice:test","content":{"algorithm":"m.olm.v1.curve25519-aes-sha2","sender_key":"x","ciphertext":{"y":{"type":9,"body":"!"}}}}`,
		`{"type":"m.room_key_request","sender":"@alice:test","content":{"action":"request","body":7}}`,
		`{"type":"m.room_key_request","sender":"@alice:test","content":{"action":"request","requesting_device_id":"NONE","request_id":"1"}}`,
		`{"type":"m.room_key.withheld","sender":"@alice:test","content":{"algorithm":"m.megolm.v1.aes-sha2"}}`,
		`{"type":"m.secret.request","sender":"@alice:test","content":{"action":"request","name":"m.cross_signing.master"}}`,
		`{"type":"m.unheard.of","sender":"@alice:test","content":{}}`,
	} {
		s.WhisperRaw(matrixtest.Bot, matrixtest.Device, junk)
	}
	said := alice.says(room, "next")
	usher.take(in(room,
		json.RawMessage(`{`), json.RawMessage(`7`), json.RawMessage(`{"type":"m.room.member","state_key":7}`),
		json.RawMessage(`{"type":"m.room.member","state_key":"@x:test","content":7}`),
		json.RawMessage(`{"type":"m.room.encryption","state_key":"","content":{"rotation_period_ms":"x"}}`),
		json.RawMessage(`{"type":"m.room.history_visibility","state_key":"","content":[]}`),
	))
	usher.wantRead(room, said, "next")
	usher.says(room, "still here")
	usher.take(in(room, came("", "join"), came("nobody", "join"), came("@:", "invite"), came("@bob", "join")))
	usher.says(room, "and here")

	for _, junk := range []string{
		``, `null`, `{}`, `{"content":{"algorithm":"m.megolm.v1.aes-sha2"}}`, `{"content":{"algorithm":"x"}}`,
		`{"content":{"algorithm":"m.megolm.v1.aes-sha2","session_id":7,"ciphertext":[]}}`,
		`{"content":{"algorithm":"m.megolm.v1.aes-sha2","session_id":"` + strings.Repeat("x", 43) + `","ciphertext":"` + strings.Repeat("!", 100) + `"}}`,
	} {
		if _, err := usher.cipher.Decrypt(t.Context(), id.RoomID(room), json.RawMessage(junk)); err == nil || errors.Is(err, matrix.ErrNoKey) {
			t.Errorf("%s: %v, want an error that no key mends", junk, err)
		}
		_ = usher.cipher.Ask(t.Context(), id.RoomID(room), json.RawMessage(junk)) // is useless, and harmless
	}
}

// Were only a part of it stored, its key would be lost: nobody sends it again.
func TestWhatCannotBeStoredIsTakenInAgain(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	hello := alice.says(room, "hello")
	usher.take(matrix.News{}) // the two devices know each other
	usher.wantRead(room, hello, "hello")
	alice.restart()
	said := alice.says(room, "next")
	key := usher.waiting()

	rename := func(from, to string) {
		if _, err := usher.keys.DB().ExecContext(t.Context(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
			t.Fatal(err)
		}
	}
	rename("crypto_megolm_inbound_session", "away")
	if _, err := usher.cipher.Take(t.Context(), matrix.News{ToDevice: key}); err == nil {
		t.Fatal("what was not stored is taken for stored")
	}
	rename("away", "crypto_megolm_inbound_session")

	// The key can be stored now, but not what else the answer says.
	usher.says(room, "hello")
	rename("mx_user_profile", "away")
	news := in(room, came("@bob:test", "join"))
	news.ToDevice = key
	if _, err := usher.cipher.Take(t.Context(), news); err == nil {
		t.Fatal("what was not stored is taken for stored")
	}
	rename("away", "mx_user_profile")
	if got, want := usher.take(news), []id.SessionID{session(t, said)}; !cmp.Equal(got, want) {
		t.Errorf("sessions received: %v, want %v", got, want)
	}
	usher.wantRead(room, said, "next")
}

// Pitfall 16: that the process ends in the middle of an answer loses nothing.
func TestWhatIsCutShortIsTakenInAgain(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	said := alice.says(room, "next")
	key := usher.waiting()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := usher.cipher.Take(ctx, matrix.News{ToDevice: key}); err == nil {
		t.Fatal("it was not cut short")
	}
	usher.take(matrix.News{ToDevice: key})
	usher.wantRead(room, said, "next")
}

// Pitfall 15: a file's keys open it after they have gone through the event's JSON.
func TestAnEncryptedFileOpens(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	plan := []byte("the floor plan")
	file := attachment.NewEncryptedFile()
	sealed := bytes.Clone(plan)
	file.EncryptInPlace(sealed)
	content, err := usher.cipher.Encrypt(t.Context(), id.RoomID(room), "m.room.message", &event.MessageEventContent{
		MsgType: event.MsgFile, Body: "plan.png", File: &event.EncryptedFileInfo{EncryptedFile: *file, URL: "mxc://test/plan"},
	})
	if err != nil {
		t.Fatal(err)
	}
	alice.take(matrix.News{})
	opened, err := alice.cipher.Decrypt(t.Context(), id.RoomID(room), usher.event(content))
	if err != nil {
		t.Fatal(err)
	}
	var e struct{ Content event.MessageEventContent }
	if err := json.Unmarshal(opened, &e); err != nil {
		t.Fatal(err)
	}
	if err := e.Content.File.DecryptInPlace(sealed); err != nil || !bytes.Equal(sealed, plan) {
		t.Errorf("the file reads %q, %v", sealed, err)
	}
}

// A homeserver that answers with what nobody asked for makes mautrix panic.
func TestAPanicOfMautrixIsAnError(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	s.Fail(matrixtest.Fault{Path: "/keys/claim", Status: http.StatusOK,
		Body: `{"one_time_keys":{"@alice:test":{"UNASKED":{"signed_curve25519:AAAA":{"key":"k","signatures":{}}}}}}`})
	if _, err := usher.cipher.Encrypt(t.Context(), id.RoomID(room), "m.room.message", map[string]any{"body": "?"}); err == nil {
		t.Fatal("it does not")
	}
	said := usher.says(room, "again")
	alice.take(matrix.News{})
	alice.wantRead(room, said, "again")
}

// FuzzTake lets a homeserver pass on whatever people send.
func FuzzTake(f *testing.F) {
	f.Add(`{"type":"m.room.encrypted","sender":"@a:test","content":{"algorithm":"m.olm.v1.curve25519-aes-sha2","sender_key":"x","ciphertext":{"y":{"type":0,"body":"AwohA"}}}}`)
	f.Add(`{"type":"m.room_key_request","sender":"@a:test","content":{"action":"request","requesting_device_id":"D","body":{"session_id":"s"}}}`)
	f.Add(`{"type":"m.room_key.withheld","sender":"@a:test","content":{"algorithm":"m.megolm.v1.aes-sha2","session_id":"s"}}`)
	f.Add(`{"type":"m.room.member","state_key":"@a:test","content":{"membership":"join"}}`)
	f.Add(`{"type":"m.room.encryption","state_key":"","content":{"rotation_period_ms":-1,"rotation_period_msgs":1e99}}`)
	f.Add(`{"content":{"algorithm":"m.megolm.v1.aes-sha2","session_id":"s","ciphertext":"AwgA"}}`)
	s := matrixtest.New(f)
	usher := newParty(f, s, matrixtest.Bot, matrixtest.Device, matrixtest.Token)
	usher.setUp()
	room := s.Person("alice").Direct()
	usher.says(room, "hello")
	f.Fuzz(func(t *testing.T, raw string) {
		usher.t = t
		news := in(room, json.RawMessage(raw))
		news.ToDevice = []json.RawMessage{json.RawMessage(raw)}
		if _, err := usher.cipher.Take(t.Context(), news); err != nil {
			t.Error(err)
		}
		if _, err := usher.cipher.Decrypt(t.Context(), id.RoomID(room), json.RawMessage(raw)); err == nil {
			t.Error("that was encrypted?")
		}
		usher.says(room, "still here")
	})
}
