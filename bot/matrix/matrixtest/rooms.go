package matrixtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// sync answers with what is new since a place in the stream, and waits for it.
func (s *Server) sync(r *http.Request) (any, *problem) {
	query := r.URL.Query()
	var filter struct {
		Room struct {
			Timeline struct {
				Limit int
				Types *[]string
			}
		}
	}
	if err := json.Unmarshal([]byte(query.Get("filter")), &filter); err != nil {
		return nil, &problem{http.StatusBadRequest, "M_INVALID_PARAM"}
	}
	since := 0
	if given := query.Get("since"); given != "" {
		place, err := strconv.Atoi(given)
		if err != nil {
			return nil, &problem{http.StatusBadRequest, "M_INVALID_PARAM"}
		}
		since = place
	}
	wait, _ := strconv.Atoi(query.Get("timeout"))
	timeout := time.After(time.Duration(wait) * time.Millisecond)
	for {
		s.mu.Lock()
		fresh, news, next := s.since(since, filter.Room.Timeline.Limit, filter.Room.Timeline.Types != nil), s.news, len(s.events)
		forDevice := s.toDevice(since)
		s.hollow(fresh["join"])
		alive := len(s.tokens) > 0
		s.mu.Unlock()
		switch {
		case !alive:
			return nil, noToken
		case len(fresh["join"])+len(fresh["invite"])+len(fresh["leave"])+len(forDevice) > 0 || wait == 0:
			return map[string]any{
				"next_batch": strconv.Itoa(next), "rooms": fresh, "account_data": map[string]any{"events": s.accountEvents()},
				"to_device": map[string]any{"events": forDevice},
			}, nil
		}
		select {
		case <-news:
		case <-timeout:
			wait = 0
		case <-r.Context().Done():
			return map[string]any{}, nil
		}
	}
}

// since is the part of the stream that the bot sees from a place on, by what it
// is to the room: of a timeline at most so many events. The caller holds mu.
func (s *Server) since(place, limit int, quiet bool) map[string]map[string]any {
	fresh := map[string]map[string]any{"join": {}, "invite": {}, "leave": {}}
	for name, in := range s.rooms {
		switch in.members[Bot] {
		case "join":
			if timeline := s.timeline(name, place); len(timeline) > 0 {
				if quiet {
					timeline = nil
				}
				entry := map[string]any{
					"state": map[string]any{"events": s.stateOf(name, place)}, "timeline": s.newest(timeline, limit),
				}
				if !s.terse {
					entry["summary"] = map[string]any{"m.joined_member_count": len(in.joined())}
				}
				fresh["join"][name] = entry
			}
		case "leave", "ban":
			if entry, left := s.shownOut(name, place); left {
				fresh["leave"][name] = entry
			}
		case "invite":
			if last := in.invites[len(in.invites)-1]; last >= place {
				fresh["invite"][name] = map[string]any{"invite_state": map[string]any{"events": []any{s.events[last]}}}
			}
		}
	}
	return fresh
}

// timeline are the places of a room's events from one on. A newcomer gets those
// before it came, too.
func (s *Server) timeline(name string, place int) []int {
	var all, fresh []int
	joined := false
	for i, e := range s.events {
		if e.Room != name {
			continue
		}
		all = append(all, i)
		if i >= place {
			fresh = append(fresh, i)
			joined = joined || e.StateKey != nil && *e.StateKey == Bot
		}
	}
	if joined {
		return all
	}
	return fresh
}

// stateOf is a room's encryption and tombstone, if they were put up before a place, or
// if the stream is read from its start.
func (s *Server) stateOf(name string, place int) []any {
	state := []any{}
	for i, e := range s.events {
		if e.Room == name && (e.Type == "m.room.encryption" || e.Type == "m.room.tombstone") && (i < place || place == 0) {
			state = append(state, e)
		}
	}
	return state
}

func (e *event) wire() any {
	if e.raw != "" {
		return json.RawMessage(e.raw)
	}
	return e
}

func (in *room) joined() map[string]any {
	members := map[string]any{}
	for user, membership := range in.members {
		if membership == "join" {
			members[user] = shownAs("display_name", user)
		}
	}
	return members
}

// in is a room that the bot has joined.
func (s *Server) in(r *http.Request) (string, *problem) {
	name := r.PathValue("room")
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.rooms[name]; in == nil || in.members[Bot] != "join" {
		return "", forbidden
	}
	return name, nil
}

func (s *Server) join(r *http.Request) (any, *problem) {
	name := r.PathValue("room")
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.rooms[name]
	if in == nil || in.members[Bot] != "invite" && in.members[Bot] != "join" && !s.public(name) {
		return nil, forbidden
	}
	if in.members[Bot] != "join" {
		s.add(membership(name, Bot, Bot, "join"))
	}
	return map[string]any{"room_id": name}, nil
}

func membership(room, by, user, is string) *event {
	content := shownAs("displayname", user)
	content["membership"] = is
	return &event{Room: room, Type: "m.room.member", Sender: by, StateKey: &user, Content: content}
}

// maxEvent is how many bytes an event may have (spec, "Size limits"), without
// what a homeserver adds to it.
const maxEvent = 65_536 - 2_000

func (s *Server) send(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	var content map[string]any
	if err := json.NewDecoder(r.Body).Decode(&content); err != nil {
		return nil, &problem{http.StatusBadRequest, "M_NOT_JSON"}
	}
	if canonical(content) > maxEvent {
		return nil, &problem{http.StatusRequestEntityTooLarge, "M_BAD_JSON"} // as Dendrite says it
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := r.PathValue("type")
	s.check(name, kind, content)
	txn := name + " " + kind + " " + r.PathValue("txn")
	if s.done[txn] == "" {
		if s.reacted(name, kind, content) {
			return nil, &problem{http.StatusBadRequest, "M_DUPLICATE_ANNOTATION"}
		}
		s.done[txn] = s.add(&event{Room: name, Type: kind, Sender: Bot, Content: content,
			Unsigned: map[string]any{"transaction_id": r.PathValue("txn")}}).ID
	}
	return map[string]any{"event_id": s.done[txn]}, nil
}

func (s *Server) redact(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.ID == r.PathValue("event") {
			e.redacted = true
		}
	}
	done := s.add(&event{Room: name, Type: "m.room.redaction", Sender: Bot, Redacts: r.PathValue("event"), Content: map[string]any{}})
	return map[string]any{"event_id": done.ID}, nil
}

func (s *Server) joinedMembers(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]any{"joined": s.rooms[name].joined()}, nil
}

func (s *Server) event(r *http.Request) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.ID == r.PathValue("event") && e.Room == r.PathValue("room") {
			if e.redacted { // what is left of it (spec, "Redactions")
				left := *e
				left.Content = map[string]any{}
				left.Unsigned = map[string]any{"redacted_because": map[string]any{"type": "m.room.redaction", "sender": e.Sender, "event_id": "$redaction"}}
				return &left, nil
			}
			return e, nil
		}
	}
	return nil, notFound
}

func (s *Server) relations(r *http.Request) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	chunk := []any{}
	for i := len(s.events) - 1; i >= 0; i-- {
		if on, kind, _ := s.events[i].relation(); on == r.PathValue("event") && kind == r.PathValue("rel") && !s.events[i].redacted {
			chunk = append(chunk, s.events[i])
		}
	}
	return map[string]any{"chunk": chunk}, nil
}

func (s *Server) accountData(r *http.Request) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	account, kind := s.ownAccount(r)
	if data, ok := account[kind]; ok {
		return data, nil
	}
	return nil, notFound
}

func (s *Server) setAccountData(r *http.Request) (any, *problem) {
	var data json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&data); err != nil {
		return nil, &problem{http.StatusBadRequest, "M_NOT_JSON"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	account, kind := s.ownAccount(r)
	account[kind] = data
	s.happened()
	return map[string]any{}, nil
}

func (s *Server) accountEvents() []any {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := []any{}
	for kind, data := range s.account {
		events = append(events, map[string]any{"type": kind, "content": data})
	}
	return events
}
