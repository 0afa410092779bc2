package bot

import (
	"crypto/sha256"
	"sync"
)

// mostGiven is how many answers are remembered in case that what they answer is
// edited: that is done within a minute or two.
const mostGiven = 1000

// answers are those given lately, by what they answer. It is safe for concurrent use.
type answers struct {
	mu    sync.Mutex
	given Newest[Ref, given]
}

// given is an answer: to which words, and the message that it is.
type given struct {
	words [sha256.Size]byte
	ref   Ref
}

func (a *answers) find(said Incoming) (g given, same bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g, ok := a.given.Get(said.Message)
	return g, ok && g.words == sha256.Sum256([]byte(said.Text))
}

// note remembers which message answers what was said.
func (a *answers) note(said Incoming, ref Ref) {
	if said.Message.IsZero() || ref.Chat != said.Chat {
		return // nobody can edit it, or the answer is elsewhere
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.given.Put(said.Message, given{sha256.Sum256([]byte(said.Text)), ref}, mostGiven)
}
