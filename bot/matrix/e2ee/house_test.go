//go:build goolm

package e2ee_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/e2ee"
	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

// party is a device of somebody's with the keys under test.
type party struct {
	t      testing.TB
	server *matrixtest.Server
	client *mautrix.Client
	path   string // of its keys
	keys   *storage.Keys
	cipher matrix.Cipher
	said   int
}

// house is a homeserver with Usher on it, who is set up, and Alice.
func house(t *testing.T) (s *matrixtest.Server, usher, alice *party) {
	t.Helper()
	s = matrixtest.New(t)
	usher = newParty(t, s, matrixtest.Bot, matrixtest.Device, matrixtest.Token)
	usher.setUp()
	alice = newParty(t, s, "@alice:test", "PHONE", s.Person("alice").Device("PHONE"))
	alice.setUp()
	return s, usher, alice
}

// newParty is a device that is logged in and has no keys yet.
func newParty(t testing.TB, s *matrixtest.Server, user, device, token string) *party {
	t.Helper()
	client, err := mautrix.NewClient(s.URL, id.UserID(user), token)
	if err != nil {
		t.Fatal(err)
	}
	client.DeviceID, client.IgnoreRateLimit = id.DeviceID(device), true
	p := &party{t: t, server: s, client: client, path: filepath.Join(t.TempDir(), "keys.db")}
	p.unlock()
	t.Cleanup(func() { p.keys.Close() })
	return p
}

func (p *party) unlock() {
	p.t.Helper()
	var err error
	if p.keys, err = storage.OpenKeys(p.t.Context(), p.path); err != nil {
		p.t.Fatal(err)
	}
}

// setUp gives the device its keys, and returns the recovery key.
func (p *party) setUp() string {
	p.t.Helper()
	recovery, err := e2ee.SetUp(p.t.Context(), p.keys.DB(), p.client, matrixtest.Password)
	if err != nil {
		p.t.Fatal(err)
	}
	p.open()
	return recovery
}

// join gives another device of an account its keys, though nobody vouches for it.
func (p *party) join() {
	p.t.Helper()
	if _, err := e2ee.SetUp(p.t.Context(), p.keys.DB(), p.client, matrixtest.Password); !errors.Is(err, e2ee.ErrVerifiedElsewhere) {
		p.t.Fatal(err)
	}
	p.open()
}

func (p *party) open() {
	p.t.Helper()
	cipher, err := e2ee.Open(p.keys.DB(), nil)(p.t.Context(), p.client)
	if err != nil {
		p.t.Fatal(err)
	}
	p.cipher = cipher
}

// restart is another process with the same keys.
func (p *party) restart() {
	p.t.Helper()
	if err := p.keys.Close(); err != nil {
		p.t.Fatal(err)
	}
	p.unlock()
	p.open()
}

// take takes in what the homeserver has for the device, and what else is new.
func (p *party) take(news matrix.News) []id.SessionID {
	p.t.Helper()
	news.ToDevice = append(news.ToDevice, p.waiting()...)
	received, err := p.cipher.Take(p.t.Context(), news)
	if err != nil {
		p.t.Fatal(err)
	}
	return received
}

// waiting is what was sent to the device and has not come yet.
func (p *party) waiting() []json.RawMessage {
	return p.server.ToDevice(p.client.UserID.String(), p.client.DeviceID.String())
}

// says encrypts a text, and returns the event as others get it.
func (p *party) says(room, text string) json.RawMessage {
	p.t.Helper()
	content, err := p.cipher.Encrypt(p.t.Context(), id.RoomID(room), "m.room.message", map[string]any{"msgtype": "m.text", "body": text})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.event(content)
}

// event is what a homeserver makes of content.
func (p *party) event(content any) json.RawMessage {
	p.t.Helper()
	p.said++
	raw, err := json.Marshal(map[string]any{
		"event_id": fmt.Sprintf("$%s-%d", p.client.DeviceID, p.said), "sender": p.client.UserID, "type": "m.room.encrypted",
		"origin_server_ts": 1_000 + p.said, "content": content, "unsigned": map[string]any{"age": 7},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}

// reads decrypts a text.
func (p *party) reads(room string, raw json.RawMessage) (string, error) {
	return read(p.t.Context(), p.cipher, room, raw)
}

func read(ctx context.Context, cipher matrix.Cipher, room string, raw json.RawMessage) (string, error) {
	opened, err := cipher.Decrypt(ctx, id.RoomID(room), raw)
	if err != nil {
		return "", err
	}
	var e struct{ Content struct{ Body string } }
	err = json.Unmarshal(opened, &e)
	return e.Content.Body, err
}

// wantRead fails the test unless p can read the text.
func (p *party) wantRead(room string, raw json.RawMessage, text string) {
	p.t.Helper()
	if got, err := p.reads(room, raw); err != nil || got != text {
		p.t.Fatalf("%s reads %q, %v; want %q", p.client.UserID, got, err, text)
	}
}

// came is a room's membership event.
func came(user, membership string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"type":"m.room.member","state_key":%q,"sender":%q,"content":{"membership":%q}}`, user, user, membership))
}

// in is news of one room's state.
func in(room string, events ...json.RawMessage) matrix.News {
	return matrix.News{State: map[id.RoomID][]json.RawMessage{id.RoomID(room): events}}
}

// session is that in which an event is encrypted.
func session(t testing.TB, raw json.RawMessage) id.SessionID {
	t.Helper()
	var e struct {
		Content struct {
			Session id.SessionID `json:"session_id"`
		}
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e.Content.Session
}
