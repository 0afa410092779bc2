package telegramtest

import (
	"encoding/json"
	"slices"
	"time"
)

// lives are for how long Telegram keeps updates for a bot that does not fetch them
// (tdlib/telegram-bot-api, Client.cpp: where each kind is queued), and pressLife for how
// long a press can be acknowledged.
var lives = map[string]time.Duration{
	"callback_query":       pressLife,
	"inline_query":         30 * time.Second,
	"chosen_inline_result": 10 * time.Minute,
}

const (
	pressLife = 150 * time.Second
	otherLife = 24 * time.Hour
)

// until is when an update of a kind is forgotten.
func until(kind string) time.Time {
	life, ok := lives[kind]
	if !ok {
		life = otherLife
	}
	return time.Now().Add(life)
}

// forget drops the updates that are too old. The lock is held.
func (s *Server) forget() {
	s.updates = slices.DeleteFunc(s.updates, func(u update) bool { return time.Now().After(u.until) })
}

// noted keeps when somebody pressed a button, if an update is about that. The lock is
// held.
func (s *Server) noted(kind string, data []byte) {
	if kind != "callback_query" {
		return
	}
	var u struct {
		Press struct {
			ID string `json:"id"`
		} `json:"callback_query"`
	}
	if json.Unmarshal(data, &u) == nil { // those that tests make up may be anything
		s.pressedAt[u.Press.ID] = time.Now()
	}
}

// waits reports whether a press can still be acknowledged. The lock is held.
func (s *Server) waits(press string) bool {
	return s.presses[press] && time.Since(s.pressedAt[press]) <= pressLife
}
