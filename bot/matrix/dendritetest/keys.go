//go:build e2e && goolm

package dendritetest

import (
	"context"
	"testing"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// keys are a client's encryption, which it forgets when the test ends.
type keys struct {
	client  *mautrix.Client
	machine *crypto.OlmMachine
	rooms   mautrix.StateStore
}

func newKeys(ctx context.Context, t testing.TB, client *mautrix.Client) *keys {
	t.Helper()
	rooms := mautrix.NewMemoryStateStore()
	warnings := zerolog.New(t.Output()).Level(zerolog.WarnLevel)
	m := crypto.NewOlmMachine(client, &warnings, crypto.NewMemoryStore(nil), rooms.(crypto.StateStore))
	// Whose device its owner has not signed gets no keys (MSC4153).
	m.SendKeysMinTrust = id.TrustStateCrossSignedTOFU
	if err := m.Load(ctx); err != nil {
		t.Fatal(err)
	}
	if err := m.ShareKeys(ctx, -1); err != nil {
		t.Fatal(err)
	}
	return &keys{client, m, rooms}
}

// take takes in what an answer to a sync request says of devices.
func (k *keys) take(ctx context.Context, got *mautrix.RespSync, since string) {
	k.machine.ProcessSyncResponse(ctx, got, since)
}

// learn takes in what an event says of its room.
func (k *keys) learn(ctx context.Context, e *event.Event) {
	if e.StateKey == nil {
		return
	}
	mautrix.UpdateStateStore(ctx, k.rooms, e)
	if e.Type == event.StateMember {
		k.machine.HandleMemberEvent(ctx, e)
	}
}

func (k *keys) decrypt(ctx context.Context, e *event.Event) (*event.Event, error) {
	return k.machine.DecryptMegolmEvent(ctx, e)
}

// encrypt is nil where the room is not encrypted.
func (k *keys) encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	if is, err := k.rooms.IsEncrypted(ctx, room); err != nil || !is {
		return nil, err
	}
	sealed, err := k.machine.EncryptMegolmEvent(ctx, room, kind, content)
	if err == nil || !crypto.IsShareError(err) {
		return sealed, err
	}
	there, err := k.client.Members(ctx, room)
	if err != nil {
		return nil, err
	}
	var people []id.UserID
	for _, e := range there.Chunk {
		if is := e.Content.AsMember().Membership; is == event.MembershipJoin || is == event.MembershipInvite {
			people = append(people, id.UserID(e.GetStateKey()))
		}
	}
	if err := k.machine.ShareGroupSession(ctx, room, people); err != nil {
		return nil, err
	}
	return k.machine.EncryptMegolmEvent(ctx, room, kind, content)
}

// Rotate lets the next thing that is said in a room have a new key.
func (p *Person) Rotate(room id.RoomID) {
	p.t.Helper()
	if err := p.keys.machine.CryptoStore.RemoveOutboundGroupSession(p.t.Context(), room); err != nil {
		p.t.Fatal(err)
	}
}

// Sign makes the person's cross-signing keys, and signs this device with them, as
// Element does after a first login. It returns the recovery key.
func (p *Person) Sign() string {
	p.t.Helper()
	ctx := p.t.Context()
	key, _, err := p.keys.machine.GenerateAndUploadCrossSigningKeysWithPassword(ctx, Password, "")
	if err == nil {
		err = p.keys.machine.SignOwnDevice(ctx, p.keys.machine.OwnIdentity())
	}
	if err == nil {
		err = p.keys.machine.SignOwnMasterKey(ctx)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return key
}

// Trusts reports whether the person's client takes a device for its owner's: whether
// they have signed it.
func (p *Person) Trusts(who, device string) bool {
	p.t.Helper()
	d, err := p.keys.machine.GetOrFetchDevice(p.t.Context(), id.UserID(who), id.DeviceID(device))
	return err == nil && d != nil && p.keys.machine.IsDeviceTrusted(p.t.Context(), d)
}

// AwaitTrust waits until the person's client takes a device for its owner's: what it
// says before that is for the devices that it knows.
func (p *Person) AwaitTrust(who, device string) {
	p.t.Helper()
	eventually(p.t, device+" is verified", func() bool { return p.Trusts(who, device) })
}
