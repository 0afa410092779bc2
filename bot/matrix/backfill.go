package matrix

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// What is read of a timeline that was cut short: so many pages of so many events,
// which is more than a room says within tooOld. Behind them is a room in which
// machines talk.
const (
	fillPage  = 250
	fillPages = 8
	// fillTries is how often that is tried before the stream goes on without it.
	fillTries = 4
)

// fill puts before the timelines of an answer what the homeserver has left out of
// them, so that nothing that came while Usher was away is missed. Its error is that
// trying again may help.
func (s *stream) fill(ctx context.Context, got *synced) error {
	for room, in := range got.Rooms.Join {
		if !in.Timeline.Limited || in.Timeline.Before == "" || s.since == "" || s.cameIn(in.Timeline.events) {
			continue
		}
		missed, err := s.missed(ctx, room, in.Timeline.Before)
		if err != nil {
			if s.gaps++; s.gaps < fillTries {
				return err
			}
			s.log.Warn("a part of what was said in a room could not be read", "room", room, "error", s.clean(err))
		}
		in.Timeline.Events = slices.Concat(missed, in.Timeline.Events)
		got.Rooms.Join[room] = in
	}
	return nil
}

// cameIn reports whether the timeline has Usher's own coming, before which nothing
// was meant for it.
func (s *stream) cameIn(timeline events) bool {
	for e := range timeline.all() {
		if s.comes(e) {
			return true
		}
	}
	return false
}

// comes reports that an event is Usher's coming into its room.
func (s *stream) comes(e event) bool {
	return e.isState(typeMember, s.client.UserID.String()) && !e.stays()
}

// missed are the events of a room between the place of the stream and another,
// oldest first. Those read before an error are returned with it.
func (s *stream) missed(ctx context.Context, room id.RoomID, before string) (missed []json.RawMessage, err error) {
	defer func() { slices.Reverse(missed) }()
	for range fillPages {
		var page struct {
			Chunk []json.RawMessage `json:"chunk"` // newest first
			End   string            `json:"end"`
		}
		query := map[string]string{"dir": "b", "from": before, "to": s.since, "limit": strconv.Itoa(fillPage)}
		var raw json.RawMessage
		_, err := s.client.MakeRequest(ctx, http.MethodGet,
			s.client.BuildURLWithQuery(mautrix.ClientURLPath{"v3", "rooms", room, "messages"}, query), nil, &raw)
		if denied(err) {
			return missed, nil
		}
		if err != nil {
			return missed, err
		}
		_ = json.Unmarshal(raw, &page) // what makes no sense is passed over, like an event that does not
		missed = append(missed, page.Chunk...)
		if page.End == "" || page.End == before || len(page.Chunk) == 0 || !s.lately(page.Chunk) {
			return missed, nil
		}
		before = page.End
	}
	return missed, nil
}

// lately reports whether of a page anything is recent enough to be answered, and
// Usher was in the room then.
func (s *stream) lately(page []json.RawMessage) bool {
	any := false
	for e := range (events{page}).all() {
		if s.comes(e) {
			return false
		}
		_, fresh := s.when(e)
		any = any || fresh
	}
	return any
}
