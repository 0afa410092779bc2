package matrixtest

import (
	"encoding/json"
	"net/http"
)

// Public lets the bot join a room without an invite.
func (p *Person) Public(name string) {
	p.setState(name, "m.room.join_rules", map[string]any{"join_rule": "public"})
}

// Uninvite takes back that the bot is invited.
func (p *Person) Uninvite(name string) { p.Kick(name) }

// Leave has the person leave a room.
func (p *Person) Leave(name string) { p.add(membership(name, p.ID, p.ID, "leave")) }

// Ask invites somebody who is not the bot.
func (p *Person) Ask(name string, other *Person) { p.add(membership(name, p.ID, other.ID, "invite")) }

// Name gives a room a name.
func (p *Person) Name(name, called string) {
	p.setState(name, "m.room.name", map[string]any{"name": called})
}

// Upgrade makes a room that takes the place of another, in which only the person is,
// and returns it. The old one has a tombstone once Bury is called.
func (p *Person) Upgrade(old string) string {
	name := p.Room()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.rooms[name].created.Content["predecessor"] = map[string]any{"room_id": old}
	return name
}

// Bury puts up a room's tombstone, which names a successor.
func (p *Person) Bury(old, successor string) {
	p.setState(old, "m.room.tombstone", map[string]any{"body": "moved", "replacement_room": successor})
}

func (p *Person) setState(name, kind string, content map[string]any) {
	key := ""
	p.add(&event{Room: name, Type: kind, Sender: p.ID, StateKey: &key, Content: content})
}

// Membership is the bot's in a room: "invite", "join", "leave", "ban", or "".
func (s *Server) Membership(room string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[room].members[Bot]
}

// Reason is why the bot has left a room, as it says; "" if it does not.
func (s *Server) Reason(room string) (reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.Room == room && e.StateKey != nil && *e.StateKey == Bot && e.Sender == Bot {
			reason, _ = e.Content["reason"].(string)
		}
	}
	return reason
}

// public reports whether the bot needs no invite. The caller holds mu.
func (s *Server) public(name string) bool {
	rules, ok := s.stateEvent(name, "m.room.join_rules")
	return ok && rules.Content["join_rule"] == "public"
}

// leave has the bot leave a room, or decline its invite.
func (s *Server) leave(r *http.Request) (any, *problem) {
	name := r.PathValue("room")
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.rooms[name]
	if in == nil || in.members[Bot] != "join" && in.members[Bot] != "invite" {
		return nil, forbidden
	}
	var why struct {
		Reason string `json:"reason"`
	}
	_ = json.NewDecoder(r.Body).Decode(&why) // it may be left out
	left := membership(name, Bot, Bot, "leave")
	left.Content["reason"] = why.Reason
	s.add(left)
	return map[string]any{}, nil
}

// shownOut is what the bot sees of a room that it has left since a place in the
// stream: as homeservers do it, also how it was invited. The caller holds mu.
func (s *Server) shownOut(name string, place int) (any, bool) {
	var timeline []any
	left := false
	for i, e := range s.events {
		if e.Room != name || e.StateKey == nil || *e.StateKey != Bot {
			continue
		}
		timeline = append(timeline, e.wire())
		left = i >= place && place > 0
	}
	return map[string]any{"timeline": map[string]any{"events": timeline}}, left
}
