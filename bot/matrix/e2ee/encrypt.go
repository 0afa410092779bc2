//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// tries is how often a session is shared anew because somebody came or went
// meanwhile. Who comes at the last of them reads from the next message on.
const tries = 3

// Encrypt implements matrix.Cipher.
func (d *device) Encrypt(ctx context.Context, which id.RoomID, kind string, content any) (_ any, err error) {
	r := d.rooms.get(which)
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	defer r.end()
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return nil, errBroken
	}
	defer rescue(&err)
	if r.shared != r.changes.Load() {
		if err := d.share(ctx, which, r); err != nil {
			return nil, err
		}
	}
	seal := func() (any, error) {
		// The message's number in its session is stored before anybody sees it.
		return d.machine.EncryptMegolmEvent(ctx, which, event.Type{Type: kind, Class: event.MessageEventType}, content)
	}
	sealed, err := seal()
	if errors.Is(err, crypto.ErrSessionExpired) || errors.Is(err, crypto.ErrNoGroupSession) || errors.Is(err, crypto.ErrSessionNotShared) {
		if err := d.share(ctx, which, r); err != nil {
			return nil, err
		}
		sealed, err = seal()
	}
	if err != nil {
		return nil, fmt.Errorf("encrypting: %w", err)
	}
	return sealed, nil
}

// share gives the key of the room's session to all who are there. A session that
// does not fit the room any more is ended first, and so is that of an earlier run:
// what a process writes is safe when it is killed, but not when the power fails
// (WAL, synchronous=NORMAL), and a session of which two messages have the same
// number is one that others refuse to read, and that gives away what they share.
// The caller has the room's turn.
func (d *device) share(ctx context.Context, which id.RoomID, r *room) error {
	store := d.machine.CryptoStore.(*store)
	for range tries {
		at := r.changes.Load()
		if r.shared != at {
			if err := store.SQLCryptoStore.RemoveOutboundGroupSession(ctx, which); err != nil {
				return fmt.Errorf("ending the room's session: %w", err)
			}
		}
		members, err := d.members(ctx, which, r)
		if err != nil {
			return err
		}
		met, err := d.meet(ctx, members)
		if err != nil {
			return err
		}
		if met {
			continue // to have learnt of their devices is a change
		}
		if err := d.machine.ShareGroupSession(ctx, which, members); err != nil {
			return fmt.Errorf("sharing the room's key: %w", err)
		}
		r.shared = at
		if r.changes.Load() == at {
			return nil
		}
	}
	return nil
}

// meet asks for the devices of people who have not been met yet, and of those of
// whose devices it is known that they have changed. It reports whether there are
// such people.
func (d *device) meet(ctx context.Context, people []id.UserID) (bool, error) {
	store := d.machine.CryptoStore
	known, err := store.FilterTrackedUsers(ctx, people)
	if err != nil {
		return false, fmt.Errorf("looking up devices: %w", err)
	}
	strangers := map[id.UserID]bool{}
	for _, who := range people {
		strangers[who] = true
	}
	for _, who := range known {
		delete(strangers, who)
	}
	outdated, err := store.GetOutdatedTrackedUsers(ctx)
	if err != nil {
		return false, fmt.Errorf("looking up devices: %w", err)
	}
	for _, who := range outdated {
		strangers[who] = true
	}
	return len(strangers) > 0, d.fetch(ctx, strangers)
}

// fetch asks the homeserver for people's devices, and notes what it says. Of whom
// it says nothing, as when their own server is away, is asked again when it tells
// that they have changed.
func (d *device) fetch(ctx context.Context, people map[id.UserID]bool) error {
	if len(people) == 0 {
		return nil
	}
	list := make([]id.UserID, 0, len(people))
	for who := range people {
		list = append(list, who)
	}
	got, err := d.machine.FetchKeys(ctx, list, true)
	if err != nil {
		return fmt.Errorf("asking for devices: %w", err)
	}
	store := d.machine.CryptoStore
	for _, who := range list {
		if _, ok := got[who]; ok {
			continue
		}
		before, err := store.GetDevices(ctx, who)
		if err == nil {
			err = store.PutDevices(ctx, who, before)
		}
		if err != nil {
			return fmt.Errorf("noting devices: %w", err)
		}
	}
	return nil
}

// Ask implements matrix.Cipher. Other devices of Usher's own account may have the
// key, too.
func (d *device) Ask(ctx context.Context, which id.RoomID, raw json.RawMessage) error {
	sealed, err := parse(which, raw)
	if err != nil {
		return err
	}
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return errBroken
	}
	content := sealed.Content.AsEncrypted()
	everywhere := []id.DeviceID{"*"}
	err = d.machine.SendRoomKeyRequest(ctx, which, content.SenderKey, content.SessionID, "",
		map[id.UserID][]id.DeviceID{sealed.Sender: everywhere, d.client.UserID: everywhere})
	if err != nil {
		return fmt.Errorf("asking for a key: %w", err)
	}
	return nil
}
