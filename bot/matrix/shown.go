package matrix

import (
	"cmp"
	"maps"
	"sync"

	"maunium.net/go/mautrix/id"

	"usher/bot"
)

// maxShown is of how many messages the buttons are remembered. Those of older
// ones are asked of the homeserver.
const maxShown = 4096

// shownMessage is a message of Usher's with buttons.
type shownMessage struct {
	room    id.RoomID
	thread  string // in which it is, "" if in none
	choices []choice
	// reactions are those under it that Usher has put there, by key.
	reactions map[string]id.EventID
	// unsure says that an earlier run may have put some there.
	unsure bool
}

// shown are the newest messages with buttons. The zero one has none.
type shown struct {
	mu   sync.Mutex
	byID bot.Newest[id.EventID, shownMessage]
}

// set notes what buttons a message has now, and when it is said, in which thread. It
// reports whether the reactions under it have to change. One that is not known may be of
// an earlier run.
func (s *shown) set(room id.RoomID, message id.EventID, thread string, all []choice, earlier bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.byID.Get(message)
	if !ok {
		if len(all) == 0 && !earlier {
			return false
		}
		known.reactions, known.unsure = map[string]id.EventID{}, earlier
	}
	known.room, known.thread, known.choices = room, cmp.Or(thread, known.thread), all
	s.byID.Put(message, known, maxShown)
	return true
}

func (s *shown) get(message id.EventID) (shownMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID.Get(message)
}

// change is what is to be done so that the reactions under a message are its
// buttons: keys to put there, and reactions to take away, by key.
func (s *shown) change(message id.EventID) (room id.RoomID, put []string, take map[string]id.EventID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, _ := s.byID.Get(message)
	take = maps.Clone(m.reactions)
	for _, c := range m.choices {
		if _, there := m.reactions[c.Key]; there {
			delete(take, c.Key)
		} else {
			put = append(put, c.Key)
		}
	}
	return m.room, put, take
}

// recalled notes the reactions that an earlier run has put under a message.
func (s *shown) recalled(message id.EventID, reactions map[string]id.EventID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.byID.Get(message); ok {
		m.unsure = false
		maps.Copy(m.reactions, reactions)
		s.byID.Put(message, m, maxShown)
	}
}

// reacted notes a reaction that is there now, or with no event that it is gone.
func (s *shown) reacted(message id.EventID, key string, reaction id.EventID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.byID.Get(message)
	switch {
	case !ok: // forgotten meanwhile
	case reaction == "":
		delete(m.reactions, key)
	default:
		m.reactions[key] = reaction
	}
}
