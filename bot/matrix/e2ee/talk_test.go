//go:build goolm

package e2ee_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

func TestBothReadWhatTheOtherSays(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()

	said := usher.says(room, "starting in 10 min in Dome")
	if got, want := alice.take(matrix.News{}), []id.SessionID{session(t, said)}; !cmp.Equal(got, want) {
		t.Errorf("sessions received: %v, want %v", got, want)
	}
	alice.wantRead(room, said, "starting in 10 min in Dome")

	answer := alice.says(room, "where is that?")
	usher.take(matrix.News{})
	opened, err := usher.cipher.Decrypt(t.Context(), id.RoomID(room), answer)
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := errors.Join(json.Unmarshal(opened, &got), json.Unmarshal(answer, &want)); err != nil {
		t.Fatal(err)
	}
	want["type"], want["content"] = "m.room.message", map[string]any{"msgtype": "m.text", "body": "where is that?"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the event is not as it was (-want +got):\n%s", diff)
	}
}

func TestManyAtOnceInOneRoomAndInMany(t *testing.T) {
	s, usher, alice := house(t)
	var rooms []string
	for range 4 {
		rooms = append(rooms, s.Person("alice").Direct())
	}
	var wg sync.WaitGroup
	said := make([]json.RawMessage, 64)
	for i := range said {
		wg.Go(func() {
			content, err := usher.cipher.Encrypt(t.Context(), id.RoomID(rooms[i%4]), "m.room.message", map[string]any{"body": fmt.Sprint(i)})
			if err != nil {
				t.Error(err)
			}
			said[i], _ = json.Marshal(map[string]any{"event_id": fmt.Sprintf("$%d", i), "sender": usher.client.UserID, "content": content})
		})
	}
	// What comes in meanwhile is taken in.
	for i := range 4 {
		alice.says(rooms[i], "hello")
		usher.take(in(rooms[i], came("@alice:test", "join")))
	}
	wg.Wait()
	alice.take(matrix.News{})
	for i, raw := range said {
		alice.wantRead(rooms[i%4], raw, fmt.Sprint(i))
	}
}

// Pitfall 14: who comes into an encrypted room reads from then on, and who goes
// reads no more.
func TestWhoComesReadsFromThenOn(t *testing.T) {
	s, usher, alice := house(t)
	bob := newParty(t, s, "@bob:test", "LAPTOP", s.Person("bob").Device("LAPTOP"))
	bob.setUp()
	room := s.Person("alice").Direct()
	before := usher.says(room, "before")

	s.Person("bob").Join(room)
	usher.take(in(room, came("@bob:test", "join")))
	with := usher.says(room, "with Bob")

	usher.take(in(room, came("@bob:test", "leave")))
	without := usher.says(room, "without Bob")

	alice.take(matrix.News{})
	bob.take(matrix.News{})
	for text, raw := range map[string]json.RawMessage{"before": before, "with Bob": with, "without Bob": without} {
		alice.wantRead(room, raw, text)
		_, err := bob.reads(room, raw)
		if canRead := err == nil; canRead != (text == "with Bob") {
			t.Errorf("Bob reads what was said %s: %v", text, err)
		}
	}
}

func TestWhatOnlySaysAgainWhoIsThereEndsNoSession(t *testing.T) {
	s, usher, _ := house(t)
	room := s.Person("alice").Direct()
	first := session(t, usher.says(room, "one"))
	usher.take(in(room, came("@alice:test", "join"), came(matrixtest.Bot, "join")))
	if again := session(t, usher.says(room, "two")); again != first {
		t.Error("each time a member is repeated, as lazy loading does, the room gets a new key")
	}
}

func TestAfterAGapMembersAreAskedForAnew(t *testing.T) {
	s, usher, alice := house(t)
	bob := newParty(t, s, "@bob:test", "LAPTOP", s.Person("bob").Device("LAPTOP"))
	bob.setUp()
	room := s.Person("alice").Direct()
	usher.says(room, "before")
	s.Person("bob").Join(room) // of which the answer to sync says nothing
	usher.take(matrix.News{Gap: []id.RoomID{id.RoomID(room)}})
	said := usher.says(room, "hello Bob")
	bob.take(matrix.News{})
	bob.wantRead(room, said, "hello Bob")
	alice.take(matrix.News{})
	alice.wantRead(room, said, "hello Bob")
}

// withTablet is a chat in which Alice has a second device since Usher last spoke.
func withTablet(t *testing.T) (s *matrixtest.Server, usher *party, room string, tablet *party) {
	t.Helper()
	s, usher, _ = house(t)
	room = s.Person("alice").Direct()
	usher.says(room, "before")
	tablet = newParty(t, s, "@alice:test", "TABLET", s.Person("alice").Device("TABLET"))
	tablet.join()
	return s, usher, room, tablet
}

func TestANewDeviceReads(t *testing.T) {
	s, usher, room, tablet := withTablet(t)

	// The homeserver cannot say at first which devices she has now.
	s.Fail(matrixtest.Fault{Path: "/keys/query", Status: http.StatusBadGateway})
	usher.take(matrix.News{Changed: []id.UserID{"@alice:test"}})
	usher.take(matrix.News{})
	said := usher.says(room, "on all devices")
	tablet.take(matrix.News{})
	tablet.wantRead(room, said, "on all devices")
}

func TestAnAnswerThatGoesOnFromNoneMeansThatDevicesMayHaveChanged(t *testing.T) {
	_, usher, room, tablet := withTablet(t)
	usher.take(matrix.News{Anew: true})
	said := usher.says(room, "on all devices")
	tablet.take(matrix.News{})
	tablet.wantRead(room, said, "on all devices")
}

// Sessions of an earlier run are not used again: after a power cut the database
// may not know how far they were.
func TestAfterARestartTheSessionIsAnother(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	first := usher.says(room, "one")
	usher.restart()
	second := usher.says(room, "two")
	if session(t, first) == session(t, second) {
		t.Error("the session of the earlier run goes on")
	}
	alice.take(matrix.News{})
	alice.wantRead(room, first, "one")
	alice.wantRead(room, second, "two")
}

func TestASessionEndsAsTheRoomSays(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	usher.says(room, "one")
	usher.take(in(room, json.RawMessage(`{"type":"m.room.encryption","state_key":"","content":{"algorithm":"m.megolm.v1.aes-sha2","rotation_period_msgs":2}}`)))
	sessions := map[id.SessionID]bool{}
	for i := range 6 {
		said := usher.says(room, fmt.Sprint(i))
		sessions[session(t, said)] = true
		alice.take(matrix.News{})
		alice.wantRead(room, said, fmt.Sprint(i))
	}
	if len(sessions) != 3 {
		t.Errorf("6 messages in %d sessions, want 3", len(sessions))
	}
}

func TestWhatTheHomeserverRefusesIsToldAsItSaysIt(t *testing.T) {
	for _, path := range []string{"/members", "/state/m.room.encryption", "/keys/query", "/keys/claim", "/sendToDevice/"} {
		s, usher, alice := house(t)
		room := s.Person("alice").Direct()
		s.Fail(matrixtest.Fault{Path: path, Status: http.StatusTooManyRequests, Body: `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":300}`})
		_, err := usher.cipher.Encrypt(t.Context(), id.RoomID(room), "m.room.message", map[string]any{"body": "?"})
		if answer, ok := errors.AsType[mautrix.HTTPError](err); !ok || !answer.IsStatus(http.StatusTooManyRequests) {
			t.Errorf("%s: the error is %v, want one that says 429", path, err)
		}
		said := usher.says(room, "again")
		alice.take(matrix.News{})
		alice.wantRead(room, said, "again")
	}
}

func TestKeysForOthersAreReplenished(t *testing.T) {
	s, usher, _ := house(t)
	before := s.OneTimeKeys(matrixtest.Bot, matrixtest.Device)
	if before < 10 {
		t.Fatalf("%d one-time keys after the set-up", before)
	}
	s.Person("carol").Claim(matrixtest.Bot, matrixtest.Device, before-3)
	usher.take(matrix.News{OneTimeKeys: map[string]int{"signed_curve25519": 3}})
	if after := s.OneTimeKeys(matrixtest.Bot, matrixtest.Device); after != before {
		t.Errorf("%d one-time keys, want %d", after, before)
	}
}

func TestACrowdGetsTheKeyInParts(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	for i := range 600 {
		s.Person(fmt.Sprintf("guest-%d", i)).Join(room)
	}
	bob := newParty(t, s, "@bob:test", "LAPTOP", s.Person("bob").Device("LAPTOP"))
	bob.setUp()
	s.Person("bob").Join(room)
	count := func(path string) (n int) {
		for _, request := range s.Requests() {
			if strings.Contains(request, path) {
				n++
			}
		}
		return n
	}
	shares, queries := count("/sendToDevice/"), count("/keys/query")
	said := usher.says(room, "welcome, all of you")
	if got := count("/sendToDevice/") - shares; got != 3 {
		t.Errorf("the key goes out in %d requests, want 3", got)
	}
	if got := count("/keys/query") - queries; got != 3 {
		t.Errorf("the devices are asked for in %d requests, want 3", got)
	}
	for _, p := range []*party{alice, bob} {
		p.take(matrix.News{})
		p.wantRead(room, said, "welcome, all of you")
	}
	// Each next message is no work at all.
	before := len(s.Requests())
	usher.says(room, "have fun")
	if got := len(s.Requests()) - before; got != 0 {
		t.Errorf("%d requests for the second message", got)
	}
}

func TestMoreMayWriteThanThereAreOneTimeKeys(t *testing.T) {
	s, usher, alice := house(t)
	usher.take(matrix.News{NoFallback: true})
	s.Person("carol").Claim(matrixtest.Bot, matrixtest.Device, s.OneTimeKeys(matrixtest.Bot, matrixtest.Device))
	bob := newParty(t, s, "@bob:test", "LAPTOP", s.Person("bob").Device("LAPTOP"))
	bob.setUp()
	for _, p := range []*party{alice, bob} {
		room := s.Person(p.client.UserID.Localpart()).Direct()
		said := p.says(room, "next")
		usher.restart()
		usher.take(matrix.News{NoFallback: true}) // it has been used
		usher.wantRead(room, said, "next")
	}
}
