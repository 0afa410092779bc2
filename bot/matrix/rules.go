package matrix

import "usher/bot"

// Rules are what is known of Matrix without asking a homeserver: for a Matrix, and for
// whoever wants to know how long it would take.
type Rules struct{}

// Name implements bot.Platform.
func (Rules) Name() string { return name }

// Traits implements bot.Platform. A homeserver knows a repetition by its
// transaction id. How much it takes a second is its administrator's choice and
// written nowhere: it says so by 429. Of what is on its way when it does, all is
// refused; so that is not much.
func (Rules) Traits() bot.Traits {
	return bot.Traits{Idempotent: true, Parallel: 16, Files: true, Opens: maxOpen}
}

// Parts implements bot.Splitter.
func (Rules) Parts(m bot.Message) int {
	parts := len(split(m.Body))
	if m.File != nil {
		parts++
	}
	return parts
}
