package matrixtest

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

func versions(*http.Request) (any, *problem) {
	return map[string]any{"versions": []string{"v1.11"}}, nil
}

func (s *Server) login(r *http.Request) (any, *problem) {
	var asked struct {
		Identifier struct{ User string }
		Password   string
		Device     string `json:"device_id"`
	}
	_ = json.NewDecoder(r.Body).Decode(&asked)
	user := strings.TrimSuffix(strings.TrimPrefix(asked.Identifier.User, "@"), ":test")
	if user != "usher" || asked.Password != Password {
		return nil, forbidden
	}
	if asked.Device == "" {
		asked.Device = rand.Text()[:10]
	}
	made := "syt_" + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[made] = asked.Device
	return map[string]any{"user_id": Bot, "access_token": made, "device_id": asked.Device}, nil
}

func (s *Server) logout(r *http.Request) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token(r))
	return map[string]any{}, nil
}

// Devices are those that are logged in, in the order of their names.
func (s *Server) Devices() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Values(s.tokens))
}

func (s *Server) whoami(r *http.Request) (any, *problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]any{"user_id": Bot, "device_id": s.tokens[token(r)]}, nil
}

// token is the access token of a request, "" if it has none.
func token(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// Revoke makes all tokens unknown, as logging out everywhere does.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = map[string]string{}
	s.happened()
}
