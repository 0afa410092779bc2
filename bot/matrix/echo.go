package matrix

import (
	"sync"

	"maunium.net/go/mautrix/id"
)

// maxEchoes is of how many messages of our own it is remembered that they have
// come back. That is more than are on their way or wait for another attempt.
const maxEchoes = 4096

// echoes are the messages of our own that the homeserver has sent back, by the
// transaction id under which they were sent: they have arrived, whatever became of
// the answer. A homeserver forgets transaction ids sooner or later, some of them
// (Dendrite) whenever they start; what is in the room they never forget. The zero
// one has heard none.
type echoes struct {
	mu    sync.Mutex
	byID  map[string]id.EventID
	order []string // oldest first
}

// heard notes that a message has come back.
func (e *echoes) heard(transaction string, message id.EventID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, known := e.byID[transaction]; known {
		return
	}
	if e.byID == nil {
		e.byID = map[string]id.EventID{}
	}
	if len(e.order) >= maxEchoes {
		delete(e.byID, e.order[0])
		e.order = e.order[1:]
	}
	e.byID[transaction] = message
	e.order = append(e.order, transaction)
}

// of is the message that came back under a transaction id.
func (e *echoes) of(transaction string) (message id.EventID, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	message, ok = e.byID[transaction]
	return message, ok
}

// echoed takes in an event of our own that came with a sync.
func (s *stream) echoed(e event) {
	if t := e.Unsigned.Transaction; t != "" && e.ID != "" && (e.Type == typeMessage || e.Type == typeEncrypted) {
		s.echoes.heard(t, e.ID)
	}
}
