//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
)

// Decrypt implements matrix.Cipher. What it makes is the event as it came, with
// another type and content.
func (d *device) Decrypt(ctx context.Context, which id.RoomID, raw json.RawMessage) (_ json.RawMessage, err error) {
	sealed, err := parse(which, raw)
	if err != nil {
		return nil, err
	}
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return nil, errBroken
	}
	defer rescue(&err)
	opened, err := d.machine.DecryptMegolmEvent(ctx, sealed)
	switch {
	case errors.Is(err, crypto.ErrNoSessionFound),
		errors.Is(err, crypto.ErrGroupSessionWithheld), // a key may come after it was refused
		errors.Is(err, olm.ErrUnknownMessageIndex):     // the key that has come begins after this message
		return nil, fmt.Errorf("%w: %w", matrix.ErrNoKey, err)
	case err != nil:
		return nil, fmt.Errorf("decrypting: %w", err)
	}
	var clear map[string]json.RawMessage
	if err := json.Unmarshal(raw, &clear); err != nil {
		return nil, fmt.Errorf("an encrypted event: %w", err)
	}
	if clear["type"], err = json.Marshal(opened.Type.Type); err != nil {
		return nil, fmt.Errorf("a decrypted event: %w", err)
	}
	clear["content"] = opened.Content.VeryRaw
	delete(clear, "state_key") // what is encrypted sets no state, whatever it says
	return json.Marshal(clear)
}

// parse reads an m.room.encrypted as it came, no more of it than is needed.
func parse(which id.RoomID, raw json.RawMessage) (*event.Event, error) {
	var came struct {
		ID      id.EventID    `json:"event_id"`
		Sender  id.UserID     `json:"sender"`
		At      int64         `json:"origin_server_ts"`
		Content event.Content `json:"content"`
	}
	if err := json.Unmarshal(raw, &came); err != nil {
		return nil, fmt.Errorf("an encrypted event: %w", err)
	}
	if err := came.Content.ParseRaw(event.EventEncrypted); err != nil {
		return nil, fmt.Errorf("an encrypted event: %w", err)
	}
	return &event.Event{
		Type: event.EventEncrypted, RoomID: which, ID: came.ID, Sender: came.Sender, Timestamp: came.At, Content: came.Content,
	}, nil
}
