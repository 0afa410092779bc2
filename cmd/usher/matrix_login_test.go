package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

// loggedIn is a file of keys of the account on a homeserver, as usher matrix login
// makes it.
func loggedIn(t *testing.T, mx *matrixtest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys.db")
	succeeds(t, login(mx, file)...)
	return file
}

// login is a command line that logs in.
func login(mx *matrixtest.Server, file string, more ...string) []string {
	return append([]string{"matrix", "login", "--matrix-homeserver", mx.URL, "--matrix-user", matrixtest.Bot,
		"--matrix-password", matrixtest.Password, "--matrix-keys", file}, more...)
}

// oneLine runs a command line that is refused with a line, which it returns.
func oneLine(t *testing.T, exit int, args ...string) string {
	t.Helper()
	code, out, errs := usher(args...)
	if code != exit || out != "" || strings.Count(errs, "\n") != 1 {
		t.Fatalf("usher %q exits %d: %s%s", args, code, out, errs)
	}
	for _, secret := range []string{matrixtest.Password, "hunter2", "syt_"} {
		if strings.Contains(errs, secret) {
			t.Errorf("a secret is told: %s", errs)
		}
	}
	return strings.TrimSpace(errs)
}

// kept is the account in a file of keys.
func kept(t *testing.T, file string) storage.Account {
	t.Helper()
	keys, err := storage.OpenKeys(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	account, _, err := keys.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// TestMatrixLogin is the README's: once with a password beside the database, and
// from then on serve needs none.
func TestMatrixLogin(t *testing.T) {
	mx := matrixtest.New(t)
	database := filepath.Join(t.TempDir(), "usher.db")
	file := strings.TrimSuffix(database, ".db") + "-matrix.db"
	t.Setenv("USHER_DATABASE", database)
	t.Setenv("USHER_MATRIX_HOMESERVER", mx.URL)
	t.Setenv("USHER_MATRIX_USER", "usher")
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(matrixtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("USHER_MATRIX_PASSWORD_FILE", password)
	out := succeeds(t, "matrix", "login")
	made := kept(t, file)
	for _, want := range []string{"Logged in as " + matrixtest.Bot, made.Device, file} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, made.Token) || strings.Contains(out, matrixtest.Password) {
		t.Errorf("it tells a secret:\n%s", out)
	}
	if has := strings.Contains(out, "Recovery key: "); has != encrypts {
		t.Errorf("a recovery key: %t\n%s", has, out)
	}

	if err := os.Remove(password); err != nil {
		t.Fatal(err)
	}
	t.Setenv("USHER_MATRIX_PASSWORD_FILE", "")
	ada := mx.Person("ada")
	room := ada.Direct()
	stop := start(t, settings(t, "--schedule", seed, "--clock", "2023-09-13 11:04"))
	ada.Type(room, "now")
	eventually(t, "Ada is answered", func() bool { return len(ada.Messages(room)) == 1 })
	stop()
}

// TestMatrixLoginReadsTheSettingsFile holds that serve and the login have one.
func TestMatrixLoginReadsTheSettingsFile(t *testing.T) {
	mx := matrixtest.New(t)
	dir := t.TempDir()
	config := filepath.Join(dir, "usher.toml")
	text := "schedule = '" + seed + "'\ndatabase = '" + filepath.Join(dir, "conf.db") + "'\nmatrix-homeserver = '" + mx.URL + "/'\n" +
		"matrix-user = 'usher'\nmatrix-password = '" + matrixtest.Password + "'\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	succeeds(t, "matrix", "login", "--config", config)
	if got := kept(t, filepath.Join(dir, "conf-matrix.db")).User; got != matrixtest.Bot {
		t.Errorf("logged in as %q", got)
	}
	start(t, settings(t, "--config", config))()
}

// TestMatrixLoginAgain leaves what works as it is, and logs the device of before
// out where it makes another: each password login makes a device that a homeserver
// keeps for ever (pitfall 13).
func TestMatrixLoginAgain(t *testing.T) {
	mx := matrixtest.New(t)
	file := loggedIn(t, mx)
	first := kept(t, file)
	if out := succeeds(t, login(mx, file)...); !strings.Contains(out, "logged in as @usher:test already") {
		t.Errorf("it says %q", out)
	}
	devices := func(want ...string) {
		t.Helper()
		want = append(want, matrixtest.Device)
		slices.Sort(want)
		if diff := cmp.Diff(want, mx.Devices()); diff != "" {
			t.Errorf("devices: %s", diff)
		}
	}
	devices(first.Device)
	if again := kept(t, file); again != first {
		t.Errorf("the account has changed: %v", again.Device)
	}
	if encrypts {
		return // which needs the recovery key: see TestMatrixLoginRestores
	}
	succeeds(t, login(mx, file, "--anew")...)
	second := kept(t, file)
	devices(second.Device)

	mx.Revoke()
	succeeds(t, login(mx, file)...)
	if third := kept(t, file); third.Device == second.Device || !slices.Contains(mx.Devices(), third.Device) {
		t.Errorf("devices: %v, in the file %s", mx.Devices(), third.Device)
	}
}

// TestMatrixLoginFails holds that each failure is one line that names what to do,
// and leaves no device and no file of another behind.
func TestMatrixLoginFails(t *testing.T) {
	mx := matrixtest.New(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "keys.db")
	for name, test := range map[string]struct {
		change []string
		exit   int
		want   string
	}{
		"wrong password": {[]string{"--matrix-password", "hunter2"}, exitFailed, "USHER_MATRIX_PASSWORD: the homeserver refuses it for @usher:test"},
		"wrong user":     {[]string{"--matrix-user", "@eve:test"}, exitFailed, "USHER_MATRIX_PASSWORD: the homeserver refuses it for @eve:test"},
		"nobody there":   {[]string{"--matrix-homeserver", "http://127.0.0.1:1"}, exitFailed, "USHER_MATRIX_HOMESERVER: no Matrix homeserver answers there: http://127.0.0.1:1"},
		"no password":    {[]string{"--matrix-password", ""}, exitUsage, "USHER_MATRIX_PASSWORD: it is needed: set it, or USHER_MATRIX_PASSWORD_FILE, or type it when asked at a terminal"},
		"no user":        {[]string{"--matrix-user", ""}, exitUsage, "USHER_MATRIX_USER: say which account on the homeserver is Usher's"},
		"no address":     {[]string{"--matrix-homeserver", "example.org"}, exitUsage, "USHER_MATRIX_HOMESERVER: that is not an address like https://example.org"},
		"no folder":      {[]string{"--matrix-keys", filepath.Join(dir, "none", "keys.db")}, exitFailed, "database " + filepath.Join(dir, "none", "keys.db") + ": there is no folder " + filepath.Join(dir, "none") + ": make it or name another"},
	} {
		t.Run(name, func(t *testing.T) {
			if said := oneLine(t, test.exit, login(mx, file, test.change...)...); said != "usher: "+test.want {
				t.Errorf("it says %q", said)
			}
		})
	}
	mx.Fail(matrixtest.Fault{Path: "/login", Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"no","retry_after_ms":20000}`})
	if said := oneLine(t, exitFailed, login(mx, file)...); said != "usher: the homeserver has been asked too often: try again in 20s" {
		t.Errorf("it says %q", said)
	}
	if diff := cmp.Diff([]string{matrixtest.Device}, mx.Devices()); diff != "" {
		t.Errorf("devices: %s", diff)
	}
	succeeds(t, login(mx, file)...)
}

// serveOn is a command line that serves on Matrix alone.
func serveOn(t *testing.T, mx *matrixtest.Server, file string, more ...string) []string {
	return append([]string{"serve", "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"),
		"--matrix-homeserver", mx.URL, "--matrix-keys", file}, more...)
}

// TestServeRefusesADevice holds why serve ends at once, in one line.
func TestServeRefusesADevice(t *testing.T) {
	mx := matrixtest.New(t)
	file := loggedIn(t, mx)
	refuses := func(exit int, want string, args ...string) {
		t.Helper()
		if said := oneLine(t, exit, args...); said != "usher: "+want {
			t.Errorf("it says %q, want %q", said, want)
		}
	}

	none := filepath.Join(t.TempDir(), "none.db")
	notSetUp := "USHER_MATRIX_HOMESERVER: Usher is not logged in there: use usher matrix login, once (there is no account in " + none + ")"
	refuses(exitUsage, notSetUp, serveOn(t, mx, none)...)
	if _, err := os.Stat(none); err == nil {
		t.Error("it makes a file")
	}
	keys, err := storage.OpenKeys(t.Context(), none)
	if err != nil {
		t.Fatal(err)
	}
	keys.Close()
	refuses(exitUsage, notSetUp, serveOn(t, mx, none)...)

	refuses(exitUsage, "USHER_MATRIX_USER: "+file+" has the account @usher:test: give its own file (USHER_MATRIX_KEYS) to each, or use usher matrix login --anew",
		serveOn(t, mx, file, "--matrix-user", "@eve:test")...)
	refuses(exitUsage, "USHER_MATRIX_HOMESERVER: "+file+" has an account at "+mx.URL+": give its own file (USHER_MATRIX_KEYS) to each, or use usher matrix login --anew",
		serveOn(t, mx, file, "--matrix-homeserver", "https://example.org")...)

	keys, err = storage.OpenKeys(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	refuses(exitFailed, "database "+file+": another Usher is using it: stop that one or name another file", serveOn(t, mx, file)...)
	account, _, err := keys.Account(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	account.Keyed = !encrypts
	if err := keys.SetAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	keys.Close()
	want := "USHER_MATRIX_KEYS: " + file + " is for an Usher with encryption, which this one has not: build it with go build -tags goolm ./cmd/usher"
	if encrypts {
		want = "USHER_MATRIX_KEYS: " + file + " was made by an Usher without encryption: use usher matrix login"
	}
	refuses(exitUsage, want, serveOn(t, mx, file)...)

	mx = matrixtest.New(t)
	file = loggedIn(t, mx)
	mx.Revoke()
	refuses(exitUsage, "USHER_MATRIX_HOMESERVER: @usher:test is logged out there: use usher matrix login", serveOn(t, mx, file)...)
}

// TestBackupLeavesKeysOut holds that no copy is made of what is of no use later, and
// that it is said.
func TestBackupLeavesKeysOut(t *testing.T) {
	mx := matrixtest.New(t)
	database := filepath.Join(t.TempDir(), "usher.db")
	file := strings.TrimSuffix(database, ".db") + "-matrix.db"
	succeeds(t, login(mx, file)...)
	start(t, settings(t, serveOn(t, mx, file, "--database", database)[1:]...))()
	to := filepath.Join(t.TempDir(), "copy.db")
	out := succeeds(t, "backup", "--database", database, to)
	if !strings.Contains(out, file+" is not in it") {
		t.Errorf("it says %q", out)
	}
	copied, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if token := kept(t, file).Token; bytes.Contains(copied, []byte(token)) {
		t.Error("the token is in the copy")
	}
	if found, _ := filepath.Glob(filepath.Join(filepath.Dir(to), "*")); len(found) != 1 {
		t.Errorf("there are copies %q", found)
	}
}

// TestServeStartsWithoutTheHomeserver serves Telegram until Matrix is back.
func TestServeStartsWithoutTheHomeserver(t *testing.T) {
	mx := matrixtest.New(t)
	file := loggedIn(t, mx)
	mx.Stop()
	var log bytes.Buffer
	_, stop := opened(t, settings(t, serveOn(t, mx, file)[1:]...), &log, func() {})
	stop()
	if strings.Contains(log.String(), kept(t, file).Token) {
		t.Error("the log holds the token")
	}
}

// TestVersionSaysWhatIsInIt: whoever has built without the tag finds out by asking.
func TestVersionSaysWhatIsInIt(t *testing.T) {
	want := ", without encryption on Matrix\n"
	if encrypts {
		want = ", with encryption on Matrix\n"
	}
	if got := succeeds(t, "--version"); !strings.HasSuffix(got, want) {
		t.Errorf("it is %q", got)
	}
}
