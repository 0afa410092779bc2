package matrixtest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
)

// newest are the last events of a timeline, at most so many, and where those
// before them are found. The caller holds mu.
func (s *Server) newest(places []int, limit int) map[string]any {
	left := len(places) - limit
	if limit == 0 || left <= 0 {
		return map[string]any{"events": s.wires(places)}
	}
	return map[string]any{
		"events": s.wires(places[left:]), "limited": true, "prev_batch": strconv.Itoa(places[left]),
	}
}

func (s *Server) wires(places []int) []any {
	events := []any{}
	for _, i := range places {
		events = append(events, s.events[i].wire())
	}
	return events
}

// messages is a page of what was said in a room before a place, newest first, back
// to another.
func (s *Server) messages(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	query := r.URL.Query()
	from, err := strconv.Atoi(query.Get("from"))
	if err != nil || query.Get("dir") != "b" {
		return nil, &problem{http.StatusBadRequest, "M_INVALID_PARAM"}
	}
	to, _ := strconv.Atoi(query.Get("to"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	s.mu.Lock()
	defer s.mu.Unlock()
	var page []int
	for i := min(from, len(s.events)) - 1; i >= to && len(page) < limit; i-- {
		if s.events[i].Room == name {
			page = append(page, i)
		}
	}
	answer := map[string]any{"chunk": s.wires(page)}
	if len(page) == limit {
		answer["end"] = strconv.Itoa(slices.Min(page))
	}
	return answer, nil
}

// Start lets the server be reached again where it was, after Stop.
func (s *Server) Start() {
	s.t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(s.t.Context(), "tcp", s.http.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	again := httptest.NewUnstartedServer(s.http.Config.Handler)
	_ = again.Listener.Close() // the one it has chosen itself
	again.Listener = listener
	again.Start()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.http = again
}

// Admit lets the bot into a room, as though it had accepted an invitation.
func (p *Person) Admit(name string) { p.add(membership(name, Bot, Bot, "join")) }
