package matrix

import (
	"context"
	"errors"
	"sync"

	"maunium.net/go/mautrix/id"

	"usher/bot"
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
	mu   sync.Mutex
	byID bot.Newest[string, id.EventID]
}

// heard notes that a message has come back.
func (e *echoes) heard(transaction string, message id.EventID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, known := e.byID.Get(transaction); !known {
		e.byID.Put(transaction, message, maxEchoes)
	}
}

// of is the message that came back under a transaction id.
func (e *echoes) of(transaction string) (message id.EventID, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.byID.Get(transaction)
}

// echoed takes in an event of our own that came with a sync.
func (s *stream) echoed(room id.RoomID, e event) {
	t := e.Unsigned.Transaction
	if t == "" || e.ID == "" || e.Type != typeMessage && e.Type != typeEncrypted {
		return
	}
	s.echoes.heard(t, e.ID)
	if s.arrived == nil {
		s.arrived = map[string]bot.Ref{}
	}
	s.arrived[t] = bot.Ref{Chat: s.chat(room), ID: e.ID.String()}
}

// noteArrived writes down what has come back, before the place in the stream moves
// past it. While nothing can be written that place stays where it is as well, and
// after a restart all of it comes back once more.
func (s *stream) noteArrived(ctx context.Context) error {
	err := s.inbox.Arrived(ctx, name, s.arrived)
	switch {
	case err == nil:
		s.arrived = nil
	case !errors.Is(err, bot.ErrCannotWrite):
		return err
	}
	return nil
}
