package matrixtest

import (
	"encoding/json"
	"net/http"
	"slices"
)

const pinned = "m.room.pinned_events"

// setState lets the bot pin messages: no other state of a room is its business.
func (s *Server) setState(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	var content map[string]any
	if err := json.NewDecoder(r.Body).Decode(&content); err != nil {
		return nil, &problem{http.StatusBadRequest, "M_NOT_JSON"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kind := r.PathValue("type"); kind != pinned {
		s.t.Errorf("the bot sets %s", kind)
	}
	if s.power(name, Bot) < 50 {
		return nil, &problem{http.StatusForbidden, "M_FORBIDDEN"}
	}
	key := ""
	return map[string]any{"event_id": s.add(&event{Room: name, Type: pinned, Sender: Bot, StateKey: &key, Content: content}).ID}, nil
}

// power is what somebody has in a room, as its levels say; the usual where they do not.
func (s *Server) power(name, who string) float64 {
	levels, ok := s.stateEvent(name, "m.room.power_levels")
	if !ok {
		return 0
	}
	users, _ := levels.Content["users"].(map[string]any)
	switch level := users[who].(type) {
	case int:
		return float64(level)
	case float64:
		return level
	}
	return 0
}

// Pinned are the messages that are pinned in a room, oldest first.
func (s *Server) Pinned(name string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.stateEvent(name, pinned)
	if !ok {
		return nil
	}
	var all []string
	list, _ := e.Content["pinned"].([]any)
	for _, one := range list {
		all = append(all, one.(string))
	}
	return slices.Clone(all)
}
