package matrixtest

// Forget lets the server know no transaction any more, as some homeservers do when
// they start anew: what comes again is news to it.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.done)
}
