package matrixtest

import (
	"net/http"
	"slices"
)

// created is how somebody made a room of a version of the specification.
func created(name, by, version string) *event {
	key := ""
	return &event{Room: name, Type: "m.room.create", Sender: by, StateKey: &key, Content: map[string]any{"room_version": version}}
}

// Version makes a room one that the person has made, of a version of the
// specification, as others did as well.
func (p *Person) Version(name, version string, others ...*Person) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	made := created(name, p.ID, version)
	var ids []string
	for _, o := range others {
		ids = append(ids, o.ID)
	}
	made.Content["additional_creators"] = ids
	p.server.rooms[name].created = made
}

// Group makes a room in which the person, others and the bot are.
func (p *Person) Group(others ...*Person) string {
	name := p.Room()
	for _, o := range others {
		o.Join(name)
	}
	p.add(membership(name, Bot, Bot, "join"))
	return name
}

// Rule sets a room's power levels: the content of m.room.power_levels.
func (p *Person) Rule(name string, levels map[string]any) {
	key := ""
	p.add(&event{Room: name, Type: "m.room.power_levels", Sender: p.ID, StateKey: &key, Content: levels})
}

// state is a piece of a room's state: its content, or the event as a whole.
func (s *Server) state(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.stateEvent(name, r.PathValue("type"))
	switch {
	case !ok:
		return nil, notFound
	case r.URL.Query().Get("format") == "event":
		return e, nil
	}
	return e.Content, nil
}

// stateEvent is the event that set a room's state last. The caller holds mu.
func (s *Server) stateEvent(name, kind string) (*event, bool) {
	if made := s.rooms[name].created; kind == made.Type {
		return made, true
	}
	for _, e := range slices.Backward(s.events) {
		if e.Room == name && e.Type == kind && e.StateKey != nil && *e.StateKey == "" {
			return e, true
		}
	}
	return nil, false
}
