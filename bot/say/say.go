// Package say holds every sentence that Usher can say, in every language: pure
// functions from facts to a bot.Message, and the catalogues of words.
package say

import (
	"time"

	"usher/bot"
	"usher/schedule"
)

// Voice says things in one language.
type Voice struct{}

// In is the voice for a language, a BCP 47 tag; English where Usher does not
// speak it.
func In(language string) Voice { return Voice{} }

// Rung is a slot that a chat is rung for.
type Rung struct {
	Slot *schedule.Slot
	// Starred says that the talk itself is starred, not only its room, track or
	// speaker followed.
	Starred bool
}

// Rings rings for slots that start soon or have just started, by start.
func (v Voice) Rings(s *schedule.Schedule, rungs []Rung, now time.Time) bot.Message {
	return bot.Message{}
}
