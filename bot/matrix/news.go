package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"maunium.net/go/mautrix/id"
)

// take gives the Cipher what an answer brings for it, and returns the sessions
// that can be read now. Its error is that trying again may help.
func (s *stream) take(ctx context.Context, got *synced) (received []id.SessionID, err error) {
	if s.cipher == nil {
		return nil, nil
	}
	defer s.survive("keys that have come")
	received, err = s.cipher.Take(ctx, s.news(got))
	if err != nil {
		return nil, fmt.Errorf("taking in keys: %w", err)
	}
	return received, nil
}

// news is what an answer brings for the Cipher.
func (s *stream) news(got *synced) News {
	news := News{
		ToDevice:    got.ToDevice.Events,
		Changed:     got.Devices.Changed,
		Anew:        s.since == "",
		OneTimeKeys: got.OneTimeKeys,
		NoFallback:  got.Fallback != nil && !slices.Contains(got.Fallback, string(id.KeyAlgorithmSignedCurve25519)),
		State:       map[id.RoomID][]json.RawMessage{},
	}
	for room, in := range got.Rooms.Join {
		state := slices.Clone(in.State.Events)
		for e := range in.Timeline.all() {
			if e.StateKey != nil {
				state = append(state, e.raw)
			}
		}
		if len(state) > 0 {
			news.State[room] = state
		}
		// An answer that goes on from nothing says nothing of who has left.
		if in.Timeline.Limited || s.since == "" {
			news.Gap = append(news.Gap, room)
		}
	}
	for room := range got.Rooms.Leave {
		news.Left = append(news.Left, room)
	}
	return news
}

// unseal is an m.room.encrypted as it was before it was encrypted; false if it
// cannot be read yet.
func (s *stream) unseal(ctx context.Context, room id.RoomID, e event) (event, bool) {
	if s.cipher == nil {
		s.tellEncrypted(room)
		return e, true
	}
	var outer encrypted
	if json.Unmarshal(e.Content, &outer) != nil || len(outer.Ciphertext) == 0 {
		return e, true // as when it was deleted
	}
	raw, err := s.cipher.Decrypt(ctx, room, e.raw)
	if err != nil {
		if !errors.Is(err, ErrNoKey) && ctx.Err() == nil {
			s.log.Warn("cannot decrypt", "room", room, "event", e.ID, "error", s.clean(err))
		}
		return e, false // whatever it is, it may pass: a disk can be full, too
	}
	delete(s.vault.explained, room)
	was, ok := readEvent(raw)
	if ok && was.Type != typeEncrypted {
		e.Type, e.Content = was.Type, related(was.Content, e.Content)
	}
	return e, true
}

// related is a decrypted content with the relation that stands beside the
// ciphertext, which is the one that counts (spec, "m.room.encrypted").
func related(content, outer json.RawMessage) json.RawMessage {
	var beside, inside map[string]json.RawMessage
	if json.Unmarshal(outer, &beside) != nil || beside["m.relates_to"] == nil || json.Unmarshal(content, &inside) != nil || inside == nil {
		return content
	}
	inside["m.relates_to"] = beside["m.relates_to"]
	both, err := json.Marshal(inside)
	if err != nil {
		return content
	}
	return both
}
