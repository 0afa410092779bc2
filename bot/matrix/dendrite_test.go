//go:build e2e

package matrix_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dendrite is a real homeserver, for one test.
type dendrite struct {
	t      *testing.T
	url    string
	secret string // lets us make accounts
}

// config is all that Dendrite has to be told to keep to itself: no federation, a
// database file for each part, nothing but the log on disk beside them.
const config = `version: 2
global:
  server_name: localhost
  private_key: DIR/matrix_key.pem
  disable_federation: true
  trusted_third_party_id_servers: []
  jetstream: {storage_path: DIR/jetstream, in_memory: true}
  report_stats: {enabled: false}
  cache: {max_size_estimated: 64mb}
client_api:
  registration_disabled: true
  registration_shared_secret: SECRET
  rate_limiting: {enabled: false}
federation_api: {key_perspectives: [], database: {connection_string: "file:DIR/federation.db"}}
key_server: {database: {connection_string: "file:DIR/keys.db"}}
media_api: {base_path: DIR/media, database: {connection_string: "file:DIR/media.db"}}
room_server: {database: {connection_string: "file:DIR/rooms.db"}}
sync_api: {database: {connection_string: "file:DIR/sync.db"}}
relay_api: {database: {connection_string: "file:DIR/relay.db"}}
mscs: {database: {connection_string: "file:DIR/mscs.db"}}
user_api: {bcrypt_cost: 4, account_database: {connection_string: "file:DIR/users.db"}}
logging: [{type: std, level: warn}]
`

// startDendrite builds Dendrite, from a module of its own since it needs a
// hundred others, and runs it until the test ends.
func startDendrite(t *testing.T) *dendrite {
	t.Helper()
	dir := t.TempDir()
	must := func(c *exec.Cmd) {
		t.Helper()
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", c, err, out)
		}
	}
	build := exec.CommandContext(t.Context(), "go", "-C", "e2e", "build", "-o", dir+string(filepath.Separator),
		"github.com/element-hq/dendrite/cmd/dendrite", "github.com/element-hq/dendrite/cmd/generate-keys")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	must(build)
	must(exec.CommandContext(t.Context(), filepath.Join(dir, "generate-keys"), "--private-key", filepath.Join(dir, "matrix_key.pem")))

	d := &dendrite{t: t, secret: "only-for-this-test"}
	text := strings.NewReplacer("DIR", dir, "SECRET", d.secret).Replace(config)
	if err := os.WriteFile(filepath.Join(dir, "dendrite.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	d.url = "http://" + address
	var log bytes.Buffer
	// The test's own context ends before its cleanup, and would kill the server.
	server := exec.CommandContext(context.WithoutCancel(t.Context()), filepath.Join(dir, "dendrite"),
		"-config", filepath.Join(dir, "dendrite.yaml"), "-http-bind-address", address)
	server.Dir, server.Stdout, server.Stderr = dir, &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait() // how it ends is its own business
		if t.Failed() {
			t.Logf("Dendrite says:\n%s", log.String())
		}
	})
	d.waitUntilUp()
	return d
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (d *dendrite) waitUntilUp() {
	d.t.Helper()
	for range 600 {
		if res, err := http.Get(d.url + "/_matrix/client/versions"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	d.t.Fatal("Dendrite does not come up")
}

// register makes an account by the shared secret, as Synapse's admin API has it.
func (d *dendrite) register(user, password string) {
	d.t.Helper()
	const path = "/_synapse/admin/v1/register"
	var nonce struct{ Nonce string }
	res, err := http.Get(d.url + path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&nonce); err != nil {
		d.t.Fatal(err)
	}
	mac := hmac.New(sha1.New, []byte(d.secret))
	fmt.Fprintf(mac, "%s\x00%s\x00%s\x00notadmin", nonce.Nonce, user, password)
	body, err := json.Marshal(map[string]any{
		"nonce": nonce.Nonce, "username": user, "password": password, "admin": false, "mac": hex.EncodeToString(mac.Sum(nil)),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	made, err := http.Post(d.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	defer made.Body.Close()
	if made.StatusCode != http.StatusOK {
		d.t.Fatalf("registering %s: %s", user, made.Status)
	}
}
