package matrixtest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// attention is what the bot shows of reading and writing.
type attention struct {
	typing map[string]bool   // by room
	read   map[string]string // the newest event of each room that it says it has read
}

// typing takes in whether the bot types.
func (s *Server) typing(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	var asked struct {
		Typing  bool
		Timeout int
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil || asked.Typing && asked.Timeout <= 0 || r.PathValue("user") != Bot {
		return nil, &problem{http.StatusBadRequest, "M_BAD_JSON"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shows.typing == nil {
		s.shows.typing = map[string]bool{}
	}
	s.shows.typing[name] = asked.Typing
	s.happened()
	return map[string]any{}, nil
}

// receipt takes in up to where the bot has read.
func (s *Server) receipt(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	if event := r.PathValue("event"); !strings.HasPrefix(event, "$") {
		s.t.Errorf("the bot has read %q, which is no event", event)
	}
	if r.PathValue("type") != "m.read" {
		return nil, &problem{http.StatusBadRequest, "M_INVALID_PARAM"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shows.read == nil {
		s.shows.read = map[string]string{}
	}
	s.shows.read[name] = r.PathValue("event")
	s.happened()
	return map[string]any{}, nil
}

// Typing reports whether the bot is shown to type in a room.
func (s *Server) Typing(room string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shows.typing[room]
}

// Read is the event up to which the bot says it has read a room; "" if it has not.
func (s *Server) Read(room string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shows.read[room]
}

// Withdraw takes back an event that somebody has sent, as rooms of version 11 and
// newer write it, or as older ones do.
func (p *Person) Withdraw(name, event string, newer bool) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, e := range p.server.events {
		if e.ID == event {
			e.redacted = true
		}
	}
	redaction := newEvent(name, "m.room.redaction", p.ID)
	if newer {
		redaction.Content["redacts"] = event
	} else {
		redaction.Redacts = event
	}
	p.server.add(redaction)
}

func newEvent(room, kind, sender string) *event {
	return &event{Room: room, Type: kind, Sender: sender, Content: map[string]any{}}
}

// Place is what a message of the bot's has to do with another.
type Place struct {
	ReplyTo string
	// Thread is the message that the thread it is in began with; Fallback says that
	// ReplyTo is there for clients that know no threads.
	Thread   string
	Fallback bool
}

// Places are where the bot's messages in a room are, but for edits.
func (p *Person) Places(name string) []Place {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var all []Place
	for _, e := range p.server.events {
		on, relation, _ := e.relation()
		if e.Room != name || e.Sender != Bot || e.Type != "m.room.message" || relation == "m.replace" {
			continue
		}
		var at Place
		relates, _ := e.Content["m.relates_to"].(map[string]any)
		reply, _ := relates["m.in_reply_to"].(map[string]any)
		at.ReplyTo, _ = reply["event_id"].(string)
		at.Fallback, _ = relates["is_falling_back"].(bool)
		if relation == "m.thread" {
			at.Thread = on
		}
		all = append(all, at)
	}
	return all
}
