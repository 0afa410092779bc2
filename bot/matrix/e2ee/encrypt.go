//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// tries is how often a session is shared anew because somebody came or went
// meanwhile. Who comes at the last of them reads from the next message on.
const tries = 3

// crowd is how many people's devices one request is about. A device's share of a key
// is some 2 KiB, and homeservers take a few MiB at most (Synapse 12.5).
const crowd = 250

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
	ctx = context.WithValue(ctx, lends{}, d)
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
		for part := range slices.Chunk(members, crowd) {
			if err := d.machine.ShareGroupSession(d.more(ctx, part, members), which, part); err != nil {
				return fmt.Errorf("sharing the room's key: %w", err)
			}
		}
		r.shared = at
		if r.changes.Load() == at {
			return nil
		}
	}
	return nil
}

// more is ctx for sharing a key with a part of a room's members, which says whether
// there are others after them.
func (d *device) more(ctx context.Context, part, all []id.UserID) context.Context {
	if part[len(part)-1] == all[len(all)-1] {
		return ctx
	}
	return context.WithValue(ctx, unfinished{}, true)
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
