//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// happened takes in what has set the state of a room. Where Usher has not spoken
// yet it need not be known: all of it is asked for when it first does.
func (d *device) happened(ctx context.Context, which id.RoomID, events []json.RawMessage) error {
	fetched, asked := false, false
	for _, raw := range events {
		e, ok := readState(raw)
		if !ok {
			continue
		}
		var apply func(context.Context, id.RoomID, stateEvent) error
		switch e.Type {
		case event.StateMember.Type:
			apply = d.moved
		case event.StateEncryption.Type:
			apply = d.encrypted
		case event.StateHistoryVisibility.Type:
			apply = d.opened
		default:
			continue
		}
		if !asked {
			var err error
			if fetched, err = d.disk.state.HasFetchedMembers(ctx, which); err != nil {
				return fmt.Errorf("looking up a room: %w", err)
			}
			asked = true
		}
		if !fetched {
			// It may be asked for right now, and the answer be older than this.
			d.rooms.changed(which)
			return nil
		}
		if err := apply(ctx, which, e); err != nil {
			return fmt.Errorf("noting what has happened in a room: %w", err)
		}
	}
	return nil
}

// moved takes in that somebody has come or gone. Most such events only say again
// what is known: a sync that loads members lazily repeats them.
func (d *device) moved(ctx context.Context, which id.RoomID, e stateEvent) error {
	is := e.membership()
	switch is {
	case event.MembershipJoin, event.MembershipInvite, event.MembershipLeave, event.MembershipBan, event.MembershipKnock:
	default:
		return nil
	}
	if !e.ofSomebody() {
		return nil
	}
	who := id.UserID(*e.StateKey)
	was, err := d.disk.state.GetMembership(ctx, which, who)
	if err != nil || was == is {
		return err
	}
	if err := d.disk.state.SetMembership(ctx, which, who, is); err != nil {
		return err
	}
	if reads(was) != reads(is) {
		d.rooms.changed(which) // after it is noted, for a key that is being shared right now
	}
	return nil
}

// reads reports whether members of that kind have the room's key.
func reads(m event.Membership) bool { return m == event.MembershipJoin || m == event.MembershipInvite }

// encrypted takes in how a room is encrypted: how long a session may last.
func (d *device) encrypted(ctx context.Context, which id.RoomID, e stateEvent) error {
	is := event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1}
	if *e.StateKey != "" || json.Unmarshal(e.Content, &is) != nil {
		return nil
	}
	was, err := d.disk.state.GetEncryptionEvent(ctx, which)
	if err != nil || was != nil && reflect.DeepEqual(*was, is) {
		return err
	}
	if err := d.disk.state.SetEncryptionEvent(ctx, which, &is); err != nil {
		return err
	}
	d.rooms.changed(which)
	return nil
}

// opened takes in who may read what was said before they came.
func (d *device) opened(ctx context.Context, which id.RoomID, e stateEvent) error {
	var is event.HistoryVisibilityEventContent
	if *e.StateKey != "" || json.Unmarshal(e.Content, &is) != nil {
		return nil
	}
	was, err := d.disk.state.GetHistoryVisibility(ctx, which)
	if err != nil || was != nil && *was == is {
		return err
	}
	if err := d.disk.state.SetHistoryVisibility(ctx, which, &is); err != nil {
		return err
	}
	d.rooms.changed(which)
	return nil
}

// forget lets a room's members be asked for anew before Usher speaks there again.
func (d *device) forget(ctx context.Context, which id.RoomID) error {
	fetched, err := d.disk.state.HasFetchedMembers(ctx, which)
	if err == nil && fetched { // in most rooms Usher has never spoken
		err = d.disk.state.ClearCachedMembers(ctx, which)
	}
	if err != nil {
		return fmt.Errorf("forgetting who is in a room: %w", err)
	}
	d.rooms.changed(which)
	return nil
}
