//go:build e2e && goolm

package dendritetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Person is somebody with a client, which sees what Element would.
type Person struct {
	// ID is the person's Matrix id.
	ID id.UserID
	// Client makes requests of any kind as the person.
	Client *mautrix.Client

	t    testing.TB
	keys *keys

	mu     sync.Mutex
	heard  []Heard
	known  map[id.EventID]bool // those of heard
	sealed []*event.Event      // that could not be read yet
	news   chan struct{}       // closed when something is heard
}

// Heard is an event as the client reads it: in clear.
type Heard struct {
	*event.Event
	// Sealed reports that it was encrypted on the wire.
	Sealed bool
}

// Person makes an account and logs in a client that reads along until the test
// ends.
func (s *Server) Person(t testing.TB, name string) *Person {
	t.Helper()
	s.Account(t, name)
	return s.Device(t, name)
}

// Device logs in another client of an account that there is.
func (s *Server) Device(t testing.TB, name string) *Person {
	t.Helper()
	client, err := mautrix.NewClient(s.URL, "", "")
	if err != nil {
		t.Fatal(err)
	}
	p := &Person{t: t, Client: client, news: make(chan struct{}), known: map[id.EventID]bool{}}
	ctx, leave := context.WithCancel(context.WithoutCancel(t.Context()))
	_, err = client.Login(ctx, &mautrix.ReqLogin{
		Type: mautrix.AuthTypePassword, Identifier: mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: name},
		Password: Password, StoreCredentials: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.ID = client.UserID
	p.keys = newKeys(ctx, t, client)
	var reading sync.WaitGroup
	reading.Go(func() { p.read(ctx) })
	t.Cleanup(func() { leave(); reading.Wait() })
	return p
}

// all asks for all that was said: by itself Dendrite leaves out what came before a
// message's many reactions.
const all = `{"room":{"timeline":{"limit":1000}}}`

// read reads along, whatever becomes of the server meanwhile. After it was away the
// last answer is asked for again: a Dendrite that is told to stop leaves out of that
// what it cannot look up any more.
func (p *Person) read(ctx context.Context) {
	for since, before := "", ""; ctx.Err() == nil; {
		got, err := p.Client.FullSyncRequest(ctx, mautrix.ReqSync{Since: since, Timeout: 30_000, FilterID: all})
		if err != nil {
			since = before
			time.Sleep(50 * time.Millisecond)
			continue
		}
		p.takeIn(ctx, got, since)
		if got.NextBatch != since {
			since, before = got.NextBatch, since
		}
	}
}

func (p *Person) takeIn(ctx context.Context, got *mautrix.RespSync, since string) {
	p.keys.take(ctx, got, since)
	p.mu.Lock()
	defer p.mu.Unlock()
	again := p.sealed
	p.sealed = nil
	for _, e := range again {
		p.hear(ctx, e)
	}
	for room, in := range got.Rooms.Join {
		for _, e := range append(in.State.Events, in.Timeline.Events...) {
			e.RoomID = room
			p.hear(ctx, e)
		}
	}
	close(p.news)
	p.news = make(chan struct{})
}

// hear reads an event, or keeps it until its key has come. One that was read before
// is no news. The caller holds mu.
func (p *Person) hear(ctx context.Context, e *event.Event) {
	if p.known[e.ID] {
		return
	}
	e.Type.Class = event.MessageEventType
	if e.StateKey != nil {
		e.Type.Class = event.StateEventType
	}
	if e.Content.Parsed == nil {
		_ = e.Content.ParseRaw(e.Type) // what cannot be read tests do not ask for
	}
	if e.Type != event.EventEncrypted {
		p.keys.learn(ctx, e)
		p.note(Heard{Event: e})
		return
	}
	clear, err := p.keys.decrypt(ctx, e)
	if err != nil {
		p.sealed = append(p.sealed, e)
		return
	}
	p.note(Heard{Event: clear, Sealed: true})
}

// note keeps what can be read. The caller holds mu.
func (p *Person) note(h Heard) {
	p.heard = append(p.heard, h)
	p.known[h.ID] = true
}

// Direct makes a direct chat with somebody, who is invited.
func (p *Person) Direct(with string, encrypted bool) id.RoomID {
	p.t.Helper()
	return p.room(&mautrix.ReqCreateRoom{Invite: []id.UserID{id.UserID(with)}, IsDirect: true, Preset: "trusted_private_chat"}, encrypted)
}

// Room makes a room to which somebody is invited.
func (p *Person) Room(encrypted bool, with ...string) id.RoomID {
	p.t.Helper()
	req := &mautrix.ReqCreateRoom{Preset: "private_chat", Name: "The hallway"}
	for _, who := range with {
		req.Invite = append(req.Invite, id.UserID(who))
	}
	return p.room(req, encrypted)
}

func (p *Person) room(req *mautrix.ReqCreateRoom, encrypted bool) id.RoomID {
	p.t.Helper()
	if encrypted {
		req.InitialState = []*event.Event{{Type: event.StateEncryption, Content: event.Content{
			Parsed: &event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1},
		}}}
	}
	made, err := p.Client.CreateRoom(p.t.Context(), req)
	if err != nil {
		p.t.Fatal(err)
	}
	p.CatchUpUnread(made.RoomID) // whoever is invited is to get the first key
	return made.RoomID
}

// Join accepts an invite.
func (p *Person) Join(room id.RoomID) {
	p.t.Helper()
	if _, err := p.Client.JoinRoomByID(p.t.Context(), room); err != nil {
		p.t.Fatal(err)
	}
	p.Await("the room that was joined", Joins(room, p.ID))
}

// Joins is somebody's joining a room.
func Joins(room id.RoomID, who id.UserID) func(Heard) bool {
	return func(h Heard) bool {
		return h.RoomID == room && h.Type == event.StateMember && h.GetStateKey() == who.String() &&
			h.Content.AsMember().Membership == event.MembershipJoin
	}
}

// Say says something in a room, encrypted where the room is.
func (p *Person) Say(room id.RoomID, text string) id.EventID {
	p.t.Helper()
	return p.Send(room, event.EventMessage, &event.MessageEventContent{MsgType: event.MsgText, Body: text})
}

// React puts a reaction under an event; those are never encrypted.
func (p *Person) React(room id.RoomID, on id.EventID, key string) id.EventID {
	p.t.Helper()
	sent, err := p.Client.SendReaction(p.t.Context(), room, on, key)
	if err != nil {
		p.t.Fatal(err)
	}
	return sent.EventID
}

// Send puts an event into a room.
func (p *Person) Send(room id.RoomID, kind event.Type, content any) id.EventID {
	p.t.Helper()
	sealed, err := p.keys.encrypt(p.t.Context(), room, kind, content)
	if err != nil {
		p.t.Fatal(err)
	}
	if sealed != nil {
		kind, content = event.EventEncrypted, sealed
	}
	sent, err := p.Client.SendMessageEvent(p.t.Context(), room, kind, content)
	if err != nil {
		p.t.Fatal(err)
	}
	return sent.EventID
}

// Heard is all that the person has heard so far, in order, in whatever room.
func (p *Person) Heard() []Heard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard[:len(p.heard):len(p.heard)]
}

// Unread is how many events the person cannot read for want of a key.
func (p *Person) Unread() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sealed)
}

// Await waits for the first event of all that is what a test wants.
func (p *Person) Await(what string, is func(Heard) bool) Heard {
	p.t.Helper()
	found, seen := Heard{}, 0
	p.await(what, func(heard []Heard) bool {
		for _, h := range heard[seen:] {
			if is(h) {
				found = h
				return true
			}
		}
		seen = len(heard)
		return false
	})
	return found
}

// await waits until all that was heard is what a test wants. It looks as soon as
// there is more.
func (p *Person) await(what string, enough func([]Heard) bool) {
	p.t.Helper()
	late := time.After(patience)
	for {
		p.mu.Lock()
		heard, sealed, news := p.heard[:len(p.heard):len(p.heard)], len(p.sealed), p.news
		p.mu.Unlock()
		if enough(heard) {
			return
		}
		select {
		case <-news:
		case <-late:
			p.t.Fatalf("waited in vain: %s; %d events cannot be read", what, sealed)
		}
	}
}

// marker is an event that says nothing.
var marker = event.Type{Type: "test.marker", Class: event.MessageEventType}

// CatchUp returns once the person has read all that was said in a room before the
// call.
func (p *Person) CatchUp(room id.RoomID) {
	p.t.Helper()
	p.CatchUpUnread(room)
	eventually(p.t, "all can be read", func() bool { return p.Unread() == 0 })
}

// CatchUpUnread is CatchUp for somebody who may lack keys: a homeserver keeps a
// room's order.
func (p *Person) CatchUpUnread(room id.RoomID) {
	p.t.Helper()
	sent, err := p.Client.SendMessageEvent(p.t.Context(), room, marker, map[string]any{})
	if err != nil {
		p.t.Fatal(err)
	}
	p.Await("one's own marker", func(h Heard) bool { return h.ID == sent.EventID })
}
