package matrixtest

// faltering is how far an answer has come that is not whole.
type faltering int

const (
	whole      faltering = iota // or taken in by the bot
	toBeHollow                  // the next that brings something
	wasHollow                   // the last
)

// Falter lets the next answer to a sync request that brings something from a room
// leave that out, as Dendrite does when it is told to stop: its token is past it. The function
// that it returns waits until that has happened, and been taken in.
func (s *Server) Falter(room string) (wait func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faltering, s.hole = toBeHollow, room
	return func() {
		s.t.Helper()
		s.Wait("an answer with a hole has been taken in", func() bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.faltering == whole
		})
	}
}

// hollow empties a timeline of an answer, if that is to falter. The caller holds mu.
func (s *Server) hollow(join map[string]any) {
	switch {
	case s.faltering == wasHollow: // and now there is another request
		s.faltering = whole
		s.happened()
	case s.faltering == toBeHollow && join[s.hole] != nil:
		s.faltering = wasHollow
		join[s.hole] = map[string]any{"timeline": map[string]any{"events": []any{}}}
	}
}
