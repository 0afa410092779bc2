//go:build e2e && goolm

package dendritetest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the protocol's choice
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// Password is that of all accounts.
const Password = "correct-horse-battery"

// registrationSecret lets us make accounts.
const registrationSecret = "only-for-this-test"

// Account makes an account, and returns its Matrix id. It goes by the shared secret,
// as Synapse's admin API has it.
func (s *Server) Account(t testing.TB, name string) string {
	t.Helper()
	const path = "/_synapse/admin/v1/register"
	var nonce struct{ Nonce string }
	s.json(t, http.MethodGet, path, nil, &nonce)
	mac := hmac.New(sha1.New, []byte(registrationSecret))
	fmt.Fprintf(mac, "%s\x00%s\x00%s\x00notadmin", nonce.Nonce, name, Password)
	var made struct {
		User string `json:"user_id"`
	}
	s.json(t, http.MethodPost, path, map[string]any{
		"nonce": nonce.Nonce, "username": name, "password": Password, "admin": false, "mac": hex.EncodeToString(mac.Sum(nil)),
	}, &made)
	return made.User
}

func (s *Server) json(t testing.TB, method, path string, body, into any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", method, path, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
