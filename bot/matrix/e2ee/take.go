//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
)

// maxRequests is how many requests for keys one answer may make Usher work on.
// Others ask again, and few ever have to: a room's key goes to all who are there.
const maxRequests = 20

// Take implements matrix.Cipher. What needs the homeserver is tried, and not
// insisted on: a device list that could not be fetched is noted as old, and keys
// that could not be uploaded are counted again in the next answer.
func (d *device) Take(ctx context.Context, news matrix.News) ([]id.SessionID, error) {
	if !d.checked {
		d.checkLate(ctx)
	}
	if err := d.outdate(ctx, news); err != nil {
		return nil, fmt.Errorf("noting whose devices have changed: %w", err)
	}
	requests, err := d.receive(ctx, news.ToDevice)
	if err != nil {
		return nil, err
	}
	for which, events := range news.State {
		if err := d.happened(ctx, which, events); err != nil {
			return nil, err
		}
	}
	for _, which := range news.Gap {
		if err := d.forget(ctx, which); err != nil {
			return nil, err
		}
	}
	for _, which := range news.Left {
		if err := d.forget(ctx, which); err != nil {
			return nil, err
		}
	}
	d.tend(ctx, requests, news)
	received := d.arrived
	d.arrived = nil
	return received, nil
}

// outdate notes whose devices are to be asked for again.
func (d *device) outdate(ctx context.Context, news matrix.News) error {
	people := news.Changed
	if news.Anew {
		rooms, err := d.disk.state.FindSharedRooms(ctx, d.client.UserID)
		if err != nil {
			return err
		}
		for _, which := range rooms {
			members, err := d.disk.state.GetRoomJoinedOrInvitedMembers(ctx, which)
			if err != nil {
				return err
			}
			people = append(people, members...)
		}
	}
	return d.disk.store(nil).MarkTrackedUsersOutdated(ctx, people)
}

// checkLate makes up for a check that failed when the device was opened.
func (d *device) checkLate(ctx context.Context) {
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return
	}
	if err := d.check(ctx); errors.Is(err, ErrKeysLost) {
		d.log.Error("nobody can write to Usher in encrypted rooms", "error", err)
		d.checked = true // that it is so has been said
	}
}

// arrivals is where in a context the sessions are collected whose keys come.
type arrivals struct{}

// receive takes in what was sent to this device, one after the other, and puts
// requests for keys aside.
func (d *device) receive(ctx context.Context, all []json.RawMessage) (requests []*event.Event, err error) {
	var sent []*event.Event
	for _, raw := range all {
		switch e, err := readToDevice(raw); {
		case err != nil:
			d.log.Debug("something sent to this device cannot be read", "error", err)
		case e == nil: // of no concern
		case e.Type == event.ToDeviceRoomKeyRequest:
			requests = append(requests, e)
		default:
			sent = append(sent, e)
		}
	}
	d.introduce(ctx, sent)
	d.keys.Lock()
	defer d.keys.Unlock()
	if d.machine == nil {
		if err := d.reload(ctx); err != nil {
			return nil, err
		}
	}
	for _, e := range sent {
		received, err := d.receiveOne(ctx, e)
		if err != nil {
			return nil, err
		}
		d.arrived = append(d.arrived, received...)
	}
	return requests, nil
}

// receiveOne takes in one event, or, if it cannot be stored, nothing of it: were
// the session between two devices to move on and what it carried be lost, nobody
// would send that again. The caller holds keys alone.
func (d *device) receiveOne(ctx context.Context, e *event.Event) (received []id.SessionID, err error) {
	var panicked error
	err = d.disk.atomically(context.WithValue(ctx, arrivals{}, &received), func(ctx context.Context) error {
		func() {
			defer rescue(&panicked)
			d.machine.HandleToDeviceEvent(ctx, e)
		}()
		return panicked
	})
	if err == nil {
		return received, nil
	}
	// What the machine has in memory is ahead of what is stored.
	if broken := d.reload(context.WithoutCancel(ctx)); broken != nil {
		return nil, broken
	}
	if panicked != nil {
		d.log.Warn("something sent to this device was dropped", "server", e.Sender.Homeserver(), "error", panicked)
		return nil, nil
	}
	return nil, fmt.Errorf("storing what was sent to this device: %w", err)
}

// readToDevice reads an event sent to this device; nil is one that is not for the
// machine. Secrets are not given to anybody, and verifications not taken part in.
func readToDevice(raw json.RawMessage) (*event.Event, error) {
	var came struct {
		Type    string        `json:"type"`
		Sender  id.UserID     `json:"sender"`
		Content event.Content `json:"content"`
	}
	if err := json.Unmarshal(raw, &came); err != nil {
		return nil, err
	}
	kind := event.Type{Type: came.Type, Class: event.ToDeviceEventType}
	switch kind {
	case event.ToDeviceEncrypted, event.ToDeviceRoomKeyRequest, event.ToDeviceRoomKeyWithheld, event.ToDeviceOrgMatrixRoomKeyWithheld:
	default:
		return nil, nil
	}
	if err := came.Content.ParseRaw(kind); err != nil {
		return nil, err
	}
	return &event.Event{Type: kind, Sender: came.Sender, Content: came.Content}, nil
}

// introduce asks for the devices of people who write from one that is not known.
// Most tell who they are, so that nothing is lost if it fails.
func (d *device) introduce(ctx context.Context, sent []*event.Event) {
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return
	}
	strangers := map[id.UserID]bool{}
	for _, e := range sent {
		if e.Type != event.ToDeviceEncrypted || strangers[e.Sender] {
			continue
		}
		known, err := d.machine.CryptoStore.FindDeviceByKey(ctx, e.Sender, e.Content.AsEncrypted().SenderKey)
		strangers[e.Sender] = err == nil && known == nil
	}
	for who, is := range strangers {
		if !is {
			delete(strangers, who)
		}
	}
	d.inHurry(ctx, "asking who writes", func(ctx context.Context) error { return d.fetch(ctx, strangers) })
}

// tend does what the homeserver has to be asked for, as far as it can be done now.
func (d *device) tend(ctx context.Context, requests []*event.Event, news matrix.News) {
	d.keys.RLock()
	defer d.keys.RUnlock()
	if d.machine == nil {
		return
	}
	d.inHurry(ctx, "fetching devices", func(ctx context.Context) error {
		_, err := d.meet(ctx, nil)
		return err
	})
	if len(requests) > maxRequests {
		d.log.Warn("too many requests for keys at once", "dropped", len(requests)-maxRequests)
		requests = requests[:maxRequests]
	}
	for _, e := range requests {
		// The machine itself would do this in a goroutine of its own, in which a
		// panic would be the end of the process.
		d.try("a request for a key", func() error {
			d.machine.HandleRoomKeyRequest(d.says.WithContext(ctx), e.Sender, e.Content.AsRoomKeyRequest())
			return nil
		})
	}
	if news.OneTimeKeys != nil {
		d.try("uploading one-time keys", func() error {
			left := news.OneTimeKeys[string(id.KeyAlgorithmSignedCurve25519)]
			d.machine.HandleOTKCounts(ctx, &mautrix.OTKCount{SignedCurve25519: left})
			return nil
		})
	}
	if news.NoFallback && time.Since(d.spared) >= spareFor {
		d.try("uploading a fallback key", func() error { return d.uploadSpare(ctx) })
		d.spared = time.Now()
	}
	d.machine.MarkOlmHashSavePoint(ctx)
}

// try does what may fail.
func (d *device) try(what string, do func() error) {
	err := func() (err error) {
		defer rescue(&err)
		return do()
	}()
	if err != nil {
		d.log.Warn("encryption: something is put off", "what", what, "error", hushed(err.Error(), d.client.AccessToken))
	}
}
