//go:build e2e && goolm

package dendritetest

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take on a busy machine before a test gives up.
const patience = 60 * time.Second

// Server is a homeserver of one test's own, on 127.0.0.1.
type Server struct {
	// URL is its base URL, which stays the same over restarts.
	URL string

	t       testing.TB
	dir     string // its databases, keys and settings
	address string
	process *exec.Cmd
	log     bytes.Buffer
}

// config is all that Dendrite has to be told to keep to itself: no federation, a
// database file for each part. What is on its way between them is on disk, too:
// else a restart loses of it.
const config = `version: 2
global:
  server_name: localhost
  private_key: DIR/matrix_key.pem
  disable_federation: true
  trusted_third_party_id_servers: []
  jetstream: {storage_path: DIR/jetstream}
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

// New runs a homeserver until the test ends. Its folder is the first to be removed,
// so whoever lives longer than the test must not need it.
func New(t testing.TB) *Server {
	t.Helper()
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, dir: t.TempDir(), address: freeAddress(t)}
	s.URL = "http://" + s.address
	key := exec.CommandContext(t.Context(), filepath.Join(programs, "generate-keys"), "--private-key", filepath.Join(s.dir, "matrix_key.pem"))
	if out, err := key.CombinedOutput(); err != nil {
		t.Fatalf("generate-keys: %v\n%s", err, out)
	}
	text := strings.NewReplacer("DIR", s.dir, "SECRET", registrationSecret).Replace(config)
	if err := os.WriteFile(s.settings(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Stop()
		if t.Failed() {
			t.Logf("Dendrite says:\n%s", s.log.String())
		}
	})
	s.Start()
	return s
}

func (s *Server) settings() string { return filepath.Join(s.dir, "dendrite.yaml") }

// built is the folder with Dendrite's programs: what USHER_DENDRITE names, else made
// once for all tests of a process. They come from a module of their own, since they
// need a hundred others.
var built = sync.OnceValues(func() (string, error) {
	if dir := os.Getenv("USHER_DENDRITE"); dir != "" {
		return dir, nil
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	// The go command writes nothing there that is as it should be.
	dir := filepath.Join(cache, "usher-dendrite")
	build := exec.Command("go", "-C", filepath.Join(strings.TrimSpace(string(root)), "bot", "matrix", "e2e"), "build",
		"-o", dir+string(filepath.Separator), "github.com/element-hq/dendrite/cmd/dendrite", "github.com/element-hq/dendrite/cmd/generate-keys")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return "", &buildError{err, out}
	}
	return dir, nil
})

type buildError struct {
	err error
	out []byte
}

func (e *buildError) Error() string {
	return "building Dendrite: " + e.err.Error() + "\n" + string(e.out)
}

func freeAddress(t testing.TB) string {
	t.Helper()
	var loopback net.ListenConfig
	l, err := loopback.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err == nil {
		err = l.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// Start runs the homeserver, with all that it knew before, and returns once it
// answers.
func (s *Server) Start() {
	s.t.Helper()
	programs, err := built()
	if err != nil {
		s.t.Fatal(err)
	}
	// The test's own context ends before its cleanup, and would kill the server.
	s.process = exec.CommandContext(context.WithoutCancel(s.t.Context()), filepath.Join(programs, "dendrite"),
		"-config", s.settings(), "-http-bind-address", s.address)
	s.process.Dir, s.process.Stdout, s.process.Stderr = s.dir, &s.log, &s.log
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	eventually(s.t, "Dendrite comes up", func() bool {
		res, err := http.Get(s.URL + "/_matrix/client/versions") //nolint:noctx // it is our own, and answers at once or not at all
		if err != nil {
			return false
		}
		defer res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// Stop ends the homeserver as a service manager does, Kill as a power cut.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Restart is Stop and Start: the homeserver forgets which transactions it knew.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	s.Start()
}

// Kill ends the homeserver at once.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

func (s *Server) end(how syscall.Signal) {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Signal(how)
	_ = s.process.Wait() // how it ends is its own business
	s.process = nil
}

// eventually waits for what cannot be waited for otherwise.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
