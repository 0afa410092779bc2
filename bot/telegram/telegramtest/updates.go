package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// maxBatch is how many updates a poll is given at most (Bot API, getUpdates).
const maxBatch = 100

// update is a piece of news for the bot, as JSON.
type update struct {
	id   int
	kind string // "" is given to every poll
	json json.RawMessage
	// until is when it is forgotten, had or not.
	until time.Time
}

// news queues an update for the bot. The lock is held.
func (s *Server) news(kind string, content any) {
	s.lastUpdate++
	data, err := json.Marshal(map[string]any{"update_id": s.lastUpdate, kind: content})
	if err != nil {
		panic(err) // ours alone to write
	}
	s.updates = append(s.updates, update{s.lastUpdate, kind, data, until(kind)})
	s.noted(kind, data)
	s.wake()
}

// wake lets polls look again.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Update queues an update of any kind; content is JSON. Nobody has to have
// allowed it: Telegram may send what came before it was told.
func (s *Server) Update(kind, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.news(kind, json.RawMessage(content))
	s.updates[len(s.updates)-1].kind = ""
}

// RestartIDs lets the next update have this id, as happens after a week of
// silence.
func (s *Server) RestartIDs(at int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastUpdate, s.given = at-1, 0
}

// Unconfirmed is how many updates the server still keeps for the bot.
func (s *Server) Unconfirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates)
}

func (s *Server) getUpdates(ctx context.Context, p params) (any, *refusal) {
	s.mu.Lock()
	if s.hook != nil {
		s.mu.Unlock()
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.poller++
	me := s.poller
	s.wake() // an older poll looks who is the newest, and ends
	allowed := s.allowed(p)
	s.confirm(int(p.number("offset")))
	s.mu.Unlock()

	// Telegram waits no longer than 50 s (Client.h: LONG_POLL_MAX_TIMEOUT).
	timeout := time.After(time.Duration(min(p.number("timeout"), 50)) * time.Second)
	for over := false; ; {
		s.mu.Lock()
		if me != s.poller {
			hooked := s.hook != nil
			s.mu.Unlock()
			if hooked {
				return nil, conflict("terminated by setWebhook request")
			}
			return nil, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		}
		batch := s.batch(allowed)
		changed := s.changed
		s.mu.Unlock()
		if len(batch) > 0 || over {
			return batch, nil
		}
		select {
		case <-changed:
		case <-timeout:
			over = true
		case <-ctx.Done():
			over = true
		case <-s.closed:
			over = true
		}
	}
}

func conflict(why string) *refusal {
	return &refusal{Code: http.StatusConflict, Description: "Conflict: " + why}
}

func (s *Server) allowed(p params) []string {
	var kinds []string
	if err := json.Unmarshal([]byte(p["allowed_updates"]), &kinds); err != nil || len(kinds) == 0 {
		s.violation("no allowed_updates: those of another program hold")
	}
	return kinds
}

// confirm forgets the updates before offset: the bot has them.
func (s *Server) confirm(offset int) {
	if offset == 0 {
		return
	}
	if offset > s.given+1 {
		s.violation("offset %d confirms updates that were never given: the last was %d", offset, s.given)
	}
	s.updates = slices.DeleteFunc(s.updates, func(u update) bool { return u.id < offset })
}

// batch are the next updates for a poll. The lock is held.
func (s *Server) batch(allowed []string) []json.RawMessage {
	s.forget()
	batch := []json.RawMessage{}
	for _, u := range s.updates {
		if len(batch) == maxBatch {
			break
		}
		if u.kind == "" || slices.Contains(allowed, u.kind) {
			batch = append(batch, u.json)
			s.given = max(s.given, u.id)
		}
	}
	return batch
}
