package matrixtest

import (
	"encoding/json"
	"slices"
	"testing"
)

// Screen is what a client shows of a bot's messages in a room, of all events that it
// has read, in their order and in clear: what Messages is on this server, for another.
func Screen(t testing.TB, bot, room string, events []json.RawMessage) []Shown {
	t.Helper()
	s := &Server{t: t}
	for _, raw := range events {
		e := new(event)
		if err := json.Unmarshal(raw, e); err != nil {
			t.Errorf("%s is no event: %v", raw, err)
			continue
		}
		if e.Sender == bot {
			e.Sender = Bot
		}
		if i := slices.IndexFunc(s.events, func(other *event) bool { return other.ID == e.Redacts }); e.Redacts != "" && i >= 0 {
			s.events[i].redacted = true
		}
		s.events = append(s.events, e)
	}
	return (&Person{server: s}).Messages(room)
}

// Key is the reaction that presses the button of that label.
func (m Shown) Key(label string) (key string, ok bool) {
	i := slices.Index(m.Buttons, label)
	if i < 0 {
		return "", false
	}
	return m.keys[i], true
}
