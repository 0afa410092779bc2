package matrixtest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// Instant is the address of a homeserver that takes messages at once and forgets
// them, so that it can be measured what it costs to send one. All else it passes on
// to s.
func (s *Server) Instant(t testing.TB) (address string) {
	behind, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(behind)
	var events atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut || !strings.Contains(r.URL.Path, "/send/m.room.") {
			pass.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body) // who has hung up is not answered
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"event_id":"$instant-%d"}`, events.Add(1))
	}))
	t.Cleanup(front.Close)
	return front.URL
}
