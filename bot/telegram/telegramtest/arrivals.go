package telegramtest

import (
	"slices"
	"time"
)

// Arrival is a message from the bot as it came in, whatever became of it later,
// and what the bot can know of that.
type Arrival struct {
	Message
	// Chat is the chat's id.
	Chat string
	At   time.Time
	// Lost says that its answer was cut off by a fault. Answered is when the
	// answer was given else; zero while it is not.
	Lost     bool
	Answered time.Time
}

// Arrivals are the messages that have come in, in that order, without the first
// of them.
func (s *Server) Arrivals(without int) []Arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrivals[without:])
}

// answered notes that the bot was given the answer to a message, or was not
// because of a fault.
func (s *Server) answered(sent incoming, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	chat := decimal(sent.Chat.ID)
	for i := range slices.Backward(s.arrivals) {
		if a := &s.arrivals[i]; a.Chat == chat && a.ID == sent.ID {
			a.Lost = lost
			if !lost {
				a.Answered = time.Now()
			}
			return
		}
	}
}
