package matrixtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

// RoundTrip implements http.RoundTripper without a connection, for tests that need
// so many servers that the machine would run out of ports.
func (s *Server) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	defer func() {
		if p := recover(); p != nil { // as when the server cuts the connection
			answer, err = nil, fmt.Errorf("cut: %v", p)
		}
	}()
	rec := httptest.NewRecorder()
	s.http.Config.Handler.ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer = rec.Result()
	answer.Request = r
	return answer, nil
}
