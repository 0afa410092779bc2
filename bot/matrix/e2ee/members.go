//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// members are who can read in a room: who is there, and who is invited. Before the
// first message the homeserver is asked; from then on Take keeps the list.
func (d *device) members(ctx context.Context, which id.RoomID, r *room) ([]id.UserID, error) {
	for range tries {
		at := r.changes.Load()
		fetched, err := d.disk.state.HasFetchedMembers(ctx, which)
		if err != nil {
			return nil, fmt.Errorf("looking up who is in a room: %w", err)
		}
		if fetched {
			break
		}
		if err := d.learn(ctx, which); err != nil {
			return nil, err
		}
		if r.changes.Load() == at {
			break
		}
		// Somebody came or went meanwhile, and the answer may be older than that.
		if err := d.disk.state.ClearCachedMembers(ctx, which); err != nil {
			return nil, fmt.Errorf("forgetting who is in a room: %w", err)
		}
	}
	members, err := d.disk.state.GetRoomJoinedOrInvitedMembers(ctx, which)
	if err != nil {
		return nil, fmt.Errorf("looking up who is in a room: %w", err)
	}
	return members, nil
}

// learn asks the homeserver how a room is encrypted, and who is in it.
func (d *device) learn(ctx context.Context, which id.RoomID) error {
	encryption := event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1}
	if err := d.ask(ctx, which, event.StateEncryption, &encryption); err != nil {
		return err
	}
	history := event.HistoryVisibilityEventContent{HistoryVisibility: event.HistoryVisibilityShared} // the specification's default
	if err := d.ask(ctx, which, event.StateHistoryVisibility, &history); err != nil {
		return err
	}
	if err := d.disk.state.SetEncryptionEvent(ctx, which, &encryption); err != nil {
		return fmt.Errorf("noting a room's encryption: %w", err)
	}
	if err := d.disk.state.SetHistoryVisibility(ctx, which, &history); err != nil {
		return fmt.Errorf("noting who may read a room's past: %w", err)
	}
	var answer struct {
		Chunk []json.RawMessage `json:"chunk"`
	}
	where := d.client.BuildURLWithQuery(
		mautrix.ClientURLPath{"v3", "rooms", which, "members"}, map[string]string{"not_membership": string(event.MembershipLeave)})
	if _, err := d.lent.MakeRequest(ctx, http.MethodGet, where, nil, &answer); err != nil {
		return fmt.Errorf("asking who is in a room: %w", err)
	}
	var members []*event.Event
	for _, raw := range answer.Chunk {
		if e, ok := readState(raw); ok && e.Type == event.StateMember.Type && e.ofSomebody() {
			// Of a person no more is kept than that they are there.
			members = append(members, &event.Event{
				StateKey: e.StateKey, Content: event.Content{Parsed: &event.MemberEventContent{Membership: e.membership()}},
			})
		}
	}
	if err := d.disk.state.ReplaceCachedMembers(ctx, which, members); err != nil {
		return fmt.Errorf("noting who is in a room: %w", err)
	}
	return nil
}

// ask asks for a piece of a room's state. What is not there, or cannot be read,
// stays as it is.
func (d *device) ask(ctx context.Context, which id.RoomID, kind event.Type, into any) error {
	var raw json.RawMessage
	err := d.lent.StateEvent(ctx, which, kind, "", &raw)
	if errors.Is(err, mautrix.MNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("asking for a room's %s: %w", kind.Type, err)
	}
	_ = json.Unmarshal(raw, into)
	return nil
}

// stateEvent is what is read of an event that sets state.
type stateEvent struct {
	Type     string          `json:"type"`
	StateKey *string         `json:"state_key"`
	Content  json.RawMessage `json:"content"`
}

// readState reports whether raw sets state.
func readState(raw json.RawMessage) (e stateEvent, ok bool) {
	err := json.Unmarshal(raw, &e)
	return e, err == nil && e.StateKey != nil
}

// ofSomebody reports whether a membership is that of a user. One who is none would
// make the homeserver refuse to say anything of the others' devices.
func (e stateEvent) ofSomebody() bool {
	_, _, err := id.UserID(*e.StateKey).Parse()
	return err == nil
}

func (e stateEvent) membership() event.Membership {
	var content struct {
		Membership event.Membership `json:"membership"`
	}
	_ = json.Unmarshal(e.Content, &content) // what cannot be read is nobody
	return content.Membership
}
