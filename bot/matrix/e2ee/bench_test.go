//go:build goolm

package e2ee_test

import (
	"fmt"
	"runtime"
	"testing"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

var message = map[string]any{"msgtype": "m.text", "body": "Starting in 10 min in Dome: the talk you have starred"}

// meet lets a person have a device, and a direct chat with Usher.
func meet(b *testing.B, s *matrixtest.Server, name string) (room id.RoomID) {
	b.Helper()
	person := s.Person(name)
	client, err := mautrix.NewClient(s.URL, id.UserID(person.ID), person.Device("PHONE"))
	if err != nil {
		b.Fatal(err)
	}
	client.DeviceID = "PHONE"
	rooms := mautrix.NewMemoryStateStore().(crypto.StateStore)
	machine := crypto.NewOlmMachine(client, nil, crypto.NewMemoryStore(nil), rooms)
	if err := machine.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := machine.ShareKeys(b.Context(), 45); err != nil { // 5 are enough
		b.Fatal(err)
	}
	return id.RoomID(person.Direct())
}

func benchmarked(b *testing.B) (*matrixtest.Server, *party) {
	s := matrixtest.New(b)
	usher := newParty(b, s, matrixtest.Bot, matrixtest.Device, matrixtest.Token)
	usher.setUp()
	return s, usher
}

// BenchmarkEncrypt is a message in a room that has its key, beside what mautrix's
// machine alone makes of it on the same store.
func BenchmarkEncrypt(b *testing.B) {
	b.Run("usher", func(b *testing.B) {
		s, usher := benchmarked(b)
		room := meet(b, s, "alice")
		for b.Loop() {
			if _, err := usher.cipher.Encrypt(b.Context(), room, "m.room.message", message); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		s, usher := benchmarked(b)
		room := meet(b, s, "alice")
		encrypt := bare(b, usher)
		for b.Loop() {
			if _, err := encrypt(room, "@alice:test", message); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// bare encrypts with mautrix's machine alone, on the store of a party.
func bare(b *testing.B, on *party) func(room id.RoomID, to id.UserID, content any) (*event.EncryptedEventContent, error) {
	b.Helper()
	db, err := dbutil.NewWithDB(on.keys.DB(), "sqlite3")
	if err != nil {
		b.Fatal(err)
	}
	rooms := mautrix.NewMemoryStateStore().(crypto.StateStore)
	store := crypto.NewSQLCryptoStore(db, nil, "bare", "BARE", []byte("bare"))
	if err := store.DB.Upgrade(b.Context()); err != nil {
		b.Fatal(err)
	}
	machine := crypto.NewOlmMachine(on.client, nil, store, rooms)
	if err := machine.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	return func(room id.RoomID, to id.UserID, content any) (*event.EncryptedEventContent, error) {
		sealed, err := machine.EncryptMegolmEvent(b.Context(), room, event.EventMessage, content)
		if crypto.IsShareError(err) {
			if err = machine.ShareGroupSession(b.Context(), room, []id.UserID{to}); err == nil {
				sealed, err = machine.EncryptMegolmEvent(b.Context(), room, event.EventMessage, content)
			}
		}
		return sealed, err
	}
}

// BenchmarkFirstMessage is the first in a room: the homeserver is asked who is there
// and by what devices, and these are given the key.
func BenchmarkFirstMessage(b *testing.B) {
	s, usher := benchmarked(b)
	var rooms []id.RoomID
	for i := range 200 {
		rooms = append(rooms, meet(b, s, fmt.Sprint("person-", i)))
	}
	i := 0
	for b.Loop() {
		if i%len(rooms) == 0 { // from then on with people that are known
			usher.restart()
		}
		if _, err := usher.cipher.Encrypt(b.Context(), rooms[i%len(rooms)], "m.room.message", message); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkMemory is what encrypted direct chats take of the heap, each after one
// message.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		const chats = 1000
		s, usher := benchmarked(b)
		var rooms []id.RoomID
		for i := range chats {
			rooms = append(rooms, meet(b, s, fmt.Sprint("person-", i)))
		}
		before := heap()
		for _, room := range rooms {
			if _, err := usher.cipher.Encrypt(b.Context(), room, "m.room.message", message); err != nil {
				b.Fatal(err)
			}
		}
		for i := range chats { // what they are sent is in this process, too
			s.ToDevice(fmt.Sprintf("@person-%d:test", i), "PHONE")
		}
		used := heap() - before
		b.ReportMetric(float64(used)/chats, "B/room")
		b.ReportMetric(float64(used)/(1<<20), "MiB/1000rooms")
		usher.take(matrix.News{})
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
