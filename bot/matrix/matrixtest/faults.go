package matrixtest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Message is the part of a path that requests to send or edit a message have, and
// Encrypted that where the room is encrypted.
const (
	Message   = "/send/m.room.message/"
	Encrypted = "/send/" + typeEncrypted + "/"
)

// Fault is something that goes wrong with a request.
type Fault struct {
	// Path is a part of the path of the requests that it befalls.
	Path string
	// Times is how many of them; 0 is one.
	Times int
	// Status, Header and Body are answered in place of what would be.
	Status int
	Header map[string]string
	Body   string
	// Lose lets the request do what it does, and cuts the connection before the
	// answer.
	Lose bool
	// Slow lets the answer wait.
	Slow time.Duration
}

// Fail lets a fault befall requests to come.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.faults = append(s.faults, &f)
}

// fault is the one that befalls a request. The caller holds mu.
func (s *Server) fault(r *http.Request) *Fault {
	for _, f := range s.faults {
		if f.Times > 0 && strings.Contains(r.URL.Path, f.Path) {
			f.Times--
			return f
		}
	}
	return nil
}

// apply reports whether the request is answered, or never will be.
func (f *Fault) apply(w http.ResponseWriter, r *http.Request, do func()) bool {
	if f.Slow > 0 {
		// net/http notices that somebody hangs up once all that they say is read.
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		select {
		case <-time.After(f.Slow):
		case <-r.Context().Done():
			return true
		}
	}
	if f.Lose {
		do()
		panic(http.ErrAbortHandler) // net/http cuts the connection, and is silent
	}
	if f.Status == 0 {
		return false
	}
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body)) // who has hung up misses it
	return true
}

// Faultless reports whether all faults have befallen something.
func (s *Server) Faultless() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.ContainsFunc(s.faults, func(f *Fault) bool { return f.Times > 0 })
}
