package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// pollFor is how long the homeserver may hold a sync request open when there is
// nothing new.
const pollFor = 30 * time.Second

// behindFor is the same while there is something that could not be written down:
// it is to be soon after that is possible.
const behindFor = 5 * time.Second

// What is asked for: the timeline and what says who may read it, no presence, no
// typing, no receipts.
const (
	filterHead = `{"presence":{"not_types":["*"]},"account_data":{"types":["m.direct"]},"room":{` +
		`"ephemeral":{"not_types":["*"]},"account_data":{"not_types":["*"]},` +
		`"state":{"types":["m.room.encryption","m.room.history_visibility","m.room.member","m.room.tombstone"],"lazy_load_members":true},` +
		`"timeline":{"lazy_load_members":true,"limit":`
	// Of what came while Usher was down, up to 1000 events a room.
	filterNews = filterHead + `1000}}}`
	// At the very first start what was said lately, which is little.
	filterFirst = filterHead + `50}}}`
	// Rooms and invites, and nothing that was said.
	filterRooms = filterHead + `1,"types":[]}}}`
)

// synced is the answer to a sync request. mautrix's own type refuses the whole
// of it for one malformed event, which would come again for ever.
type synced struct {
	NextBatch   string `json:"next_batch"`
	AccountData events `json:"account_data"`
	ToDevice    events `json:"to_device"`
	Devices     struct {
		Changed []id.UserID `json:"changed"`
	} `json:"device_lists"`
	OneTimeKeys map[string]int `json:"device_one_time_keys_count"`
	// Fallback are of which algorithms there are unused fallback keys; nil if the
	// homeserver does not know of any.
	Fallback []string `json:"device_unused_fallback_key_types"`
	Rooms    struct {
		Join   map[id.RoomID]joined          `json:"join"`
		Invite map[id.RoomID]invited         `json:"invite"`
		Leave  map[id.RoomID]json.RawMessage `json:"leave"`
	} `json:"rooms"`
}

type joined struct {
	Summary struct {
		Joined *int `json:"m.joined_member_count"`
	} `json:"summary"`
	State    events `json:"state"`
	Timeline struct {
		events
		// Limited says that there is more before, from Before on.
		Limited bool   `json:"limited"`
		Before  string `json:"prev_batch"`
	} `json:"timeline"`
}

type invited struct {
	State events `json:"invite_state"`
}

type events struct {
	Events []json.RawMessage `json:"events"`
}

// event is what Usher reads of an event.
type event struct {
	ID       id.EventID      `json:"event_id"`
	Type     string          `json:"type"`
	Sender   id.UserID       `json:"sender"`
	StateKey *string         `json:"state_key"`
	At       int64           `json:"origin_server_ts"` // milliseconds
	Content  json.RawMessage `json:"content"`
	Redacts  id.EventID      `json:"redacts"`
	Unsigned struct {
		// Age is how long ago it was sent, as the homeserver measures it, in
		// milliseconds; nil if it does not say.
		Age *float64 `json:"age"`
		// Transaction is under which id this device has sent it.
		Transaction string          `json:"transaction_id"`
		Previous    json.RawMessage `json:"prev_content"`
		Relations   struct {
			Replace json.RawMessage `json:"m.replace"`
		} `json:"m.relations"`
	} `json:"unsigned"`
	raw json.RawMessage // as it came
}

// all are those events that can be read.
func (e events) all() iter.Seq[event] {
	return func(yield func(event) bool) {
		for _, raw := range e.Events {
			if ev, ok := readEvent(raw); ok && !yield(ev) {
				return
			}
		}
	}
}

func readEvent(raw json.RawMessage) (event, bool) {
	e := event{raw: raw}
	return e, json.Unmarshal(raw, &e) == nil
}

// isState reports whether e sets the state of that type, and of that key.
func (e event) isState(kind, key string) bool {
	return e.Type == kind && e.StateKey != nil && *e.StateKey == key
}

// member is the content of m.room.member.
type member struct {
	Membership string `json:"membership"`
	IsDirect   bool   `json:"is_direct"`
	Name       string `json:"displayname"`
}

func (e event) member() member { return readMember(e.Content) }

// stays reports that a member was there before, as when they change their name.
func (e event) stays() bool {
	return e.member().Membership == "join" && readMember(e.Unsigned.Previous).Membership == "join"
}

// leaves reports that a member is not there any more.
func (e event) leaves() bool {
	is := e.member().Membership
	return is == "leave" || is == "ban"
}

func readMember(raw json.RawMessage) member {
	var m member
	_ = json.Unmarshal(raw, &m) // what cannot be read says nothing
	return m
}

// sync asks what is new since a token, and waits for it that long.
func (m *Matrix) sync(ctx context.Context, since, filter string, wait time.Duration) (*synced, error) {
	query := map[string]string{"filter": filter, "timeout": strconv.FormatInt(wait.Milliseconds(), 10)}
	if since != "" {
		query["since"] = since
	}
	var raw json.RawMessage
	_, err := m.client.MakeFullRequest(ctx, mautrix.FullRequest{
		Method:       http.MethodGet,
		URL:          m.client.BuildURLWithQuery(mautrix.ClientURLPath{"v3", "sync"}, query),
		ResponseJSON: &raw,
		MaxAttempts:  1,
	})
	if err != nil {
		return nil, fmt.Errorf("sync: %w", err)
	}
	var got synced
	// What has a wrong type is left out, and all else is read: it would come again
	// for ever.
	err = json.Unmarshal(raw, &got)
	if _, partly := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !partly {
		return nil, fmt.Errorf("sync: %w", err)
	}
	if got.NextBatch == "" {
		return nil, errors.New("sync: the answer has no next_batch")
	}
	return &got, nil
}
