//go:build e2e && goolm

package e2ee_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/dendritetest"
	"usher/bot/matrix/e2ee"
)

// guest is a device of Usher's on a real homeserver, which syncs by hand.
type guest struct {
	party
	since string
}

func newGuest(t *testing.T, s *dendritetest.Server, user string) *guest {
	t.Helper()
	account, err := matrix.Login(t.Context(), matrix.LoginOptions{Homeserver: s.URL, User: user, Password: dendritetest.Password})
	if err != nil {
		t.Fatal(err)
	}
	client, err := mautrix.NewClient(s.URL, id.UserID(account.User), account.Token)
	if err != nil {
		t.Fatal(err)
	}
	client.DeviceID = id.DeviceID(account.Device)
	g := &guest{party: party{t: t, client: client, path: filepath.Join(t.TempDir(), "keys.db")}}
	g.unlock()
	t.Cleanup(func() { g.keys.Close() })
	return g
}

// hears syncs until a message of that sender's in the room can be read, or there is
// none that cannot be.
func (g *guest) hears(room id.RoomID, text string) {
	g.t.Helper()
	var sealed []json.RawMessage
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		all := append(sealed, g.sync(room)...)
		sealed = nil
		for _, raw := range all {
			got, err := g.reads(room.String(), raw)
			if errors.Is(err, matrix.ErrNoKey) {
				sealed = append(sealed, raw)
			}
			if got == text {
				return
			}
		}
	}
	g.t.Fatalf("it never hears %q; sealed: %d", text, len(sealed))
}

// sync takes in one answer, and returns what is encrypted in a room.
func (g *guest) sync(room id.RoomID) (sealed []json.RawMessage) {
	g.t.Helper()
	type events struct{ Events []json.RawMessage }
	var got struct {
		Next     string         `json:"next_batch"`
		ToDevice events         `json:"to_device"`
		OneTime  map[string]int `json:"device_one_time_keys_count"`
		Lists    struct {
			Changed []id.UserID
		} `json:"device_lists"`
		Rooms struct {
			Join map[id.RoomID]struct{ State, Timeline events }
		}
	}
	where := g.client.BuildURLWithQuery(mautrix.ClientURLPath{"v3", "sync"}, map[string]string{"since": g.since, "timeout": "1000"})
	if _, err := g.client.MakeRequest(g.t.Context(), "GET", where, nil, &got); err != nil {
		g.t.Fatal(err)
	}
	news := matrix.News{
		ToDevice: got.ToDevice.Events, OneTimeKeys: got.OneTime, Changed: got.Lists.Changed, Anew: g.since == "",
		State: map[id.RoomID][]json.RawMessage{},
	}
	for name, in := range got.Rooms.Join {
		news.State[name] = append(in.State.Events, in.Timeline.Events...)
	}
	if _, err := g.cipher.Take(g.t.Context(), news); err != nil {
		g.t.Fatal(err)
	}
	g.since = got.Next
	for _, raw := range got.Rooms.Join[room].Timeline.Events {
		if strings.Contains(string(raw), `"m.room.encrypted"`) {
			sealed = append(sealed, raw)
		}
	}
	return sealed
}

// says says something encrypted, as the adapter would.
func (g *guest) says(room id.RoomID, text string) {
	g.t.Helper()
	content, err := g.cipher.Encrypt(g.t.Context(), room, "m.room.message", map[string]any{"msgtype": "m.text", "body": text})
	if err == nil {
		where := g.client.BuildClientURL("v3", "rooms", room, "send", "m.room.encrypted", g.client.TxnID())
		_, err = g.client.MakeRequest(g.t.Context(), "PUT", where, content, nil)
	}
	if err != nil {
		g.t.Fatal(err)
	}
}

func TestRealHomeserverKeepsKeysAndGivesThemBack(t *testing.T) {
	s := dendritetest.New(t)
	name := s.Account(t, "usher")
	usher := newGuest(t, s, name)
	recovery, err := e2ee.SetUp(t.Context(), usher.keys.DB(), usher.client, dendritetest.Password)
	if err != nil {
		t.Fatal(err)
	}
	usher.open()

	alice := s.Person(t, "alice")
	alice.Sign()
	room := alice.Direct(name, true)
	if _, err := usher.client.JoinRoomByID(t.Context(), room); err != nil {
		t.Fatal(err)
	}
	alice.Await("Usher in the room", dendritetest.Joins(room, usher.client.UserID))
	if !alice.Trusts(usher.client.UserID.String(), usher.client.DeviceID.String()) {
		t.Error("nobody vouches for Usher's device")
	}
	usher.sync(room)
	usher.says(room, "good morning")
	alice.Await("good morning", func(h dendritetest.Heard) bool { return h.Sealed && h.Content.AsMessage().Body == "good morning" })
	alice.Say(room, "next")
	usher.hears(room, "next")
	alice.Rotate(room)
	alice.Say(room, "now")
	usher.restart()
	usher.hears(room, "now")

	// The file of keys is lost: a new device, which Alice trusts as she did the old.
	anew := newGuest(t, s, name)
	if err := e2ee.Restore(t.Context(), anew.keys.DB(), anew.client, recovery); err != nil {
		t.Fatal(err)
	}
	anew.open()
	anew.sync(room)
	anew.says(room, "here again")
	alice.Await("here again", func(h dendritetest.Heard) bool { return h.Sealed && h.Content.AsMessage().Body == "here again" })
	if !alice.Trusts(anew.client.UserID.String(), anew.client.DeviceID.String()) {
		t.Error("nobody vouches for Usher's new device")
	}
	alice.Rotate(room)
	alice.Say(room, "what did I miss?")
	anew.hears(room, "what did I miss?")
}
