//go:build goolm

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot/matrix/matrixtest"
)

var shownKey = regexp.MustCompile(`(?m)^Recovery key: ((?:\w{4} )+\w{4})$`)

// loginFor logs in and returns the recovery key that is shown, of which there is one.
func loginFor(t *testing.T, mx *matrixtest.Server, file string) string {
	t.Helper()
	out := succeeds(t, login(mx, file)...)
	found := shownKey.FindAllStringSubmatch(out, -1)
	if len(found) != 1 || !strings.Contains(out, "it is shown this once") {
		t.Fatalf("it says %q", out)
	}
	return found[0][1]
}

// TestMatrixLoginRestores loses the file of keys. The recovery key makes a device
// that clients trust; nothing else does, and nothing but the first login shows it.
func TestMatrixLoginRestores(t *testing.T) {
	mx := matrixtest.New(t)
	file := filepath.Join(t.TempDir(), "keys.db")
	key := loginFor(t, mx, file)
	lost := kept(t, file)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}

	if said := oneLine(t, exitFailed, login(mx, file)...); !strings.Contains(said, "usher matrix login --recovery-key") {
		t.Errorf("it says %q", said)
	}
	restore := login(mx, file, "--recovery-key")
	if said := oneLine(t, exitUsage, restore...); !strings.HasPrefix(said, "usher: USHER_MATRIX_RECOVERY_KEY: it is needed") {
		t.Errorf("it says %q", said)
	}
	for _, wrong := range []string{"EsTc nonsense", key[:len(key)-1] + "1"} {
		t.Setenv(recoveryKeyVariable, wrong)
		if said := oneLine(t, exitFailed, restore...); !strings.Contains(said, "not the account's recovery key") || strings.Contains(said, wrong) {
			t.Errorf("it says %q", said)
		}
	}
	t.Setenv(recoveryKeyVariable, "")
	inFile := filepath.Join(t.TempDir(), "recovery-key")
	if err := os.WriteFile(inFile, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(recoveryKeyVariable+"_FILE", inFile)
	if out := succeeds(t, restore...); strings.Contains(out, key) || !strings.Contains(out, "Logged in as @usher:test") {
		t.Errorf("it says %q", out)
	}
	restored := kept(t, file)
	want := []string{matrixtest.Device, lost.Device, restored.Device} // one for all those attempts
	slices.Sort(want)
	if diff := cmp.Diff(want, mx.Devices()); diff != "" {
		t.Errorf("devices: %s", diff)
	}

	if out := succeeds(t, restore...); !strings.Contains(out, "its device "+restored.Device+" is verified") {
		t.Errorf("of a device that works it says %q", out)
	}
	succeeds(t, append(restore, "--anew")...)
	if again := kept(t, file); slices.Contains(mx.Devices(), restored.Device) || again.Device == restored.Device {
		t.Errorf("devices: %v, in the file %s", mx.Devices(), again.Device)
	}
	var log strings.Builder
	_, stop := opened(t, settings(t, serveOn(t, mx, file)[1:]...), &log, func() {})
	stop()
	if strings.Contains(log.String(), "not verified") || strings.Contains(log.String(), key) {
		t.Errorf("the log says %s", log.String())
	}
}

// TestMatrixLoginGoesOn breaks a login off at each of its requests. The next one
// goes on with the same device, and shows the recovery key that nobody has seen.
func TestMatrixLoginGoesOn(t *testing.T) {
	for _, path := range []string{"/keys/upload", "/account_data/m.cross_signing.master", "/keys/device_signing/upload",
		"/account_data/m.secret_storage.default_key", "/keys/signatures/upload"} {
		t.Run(path, func(t *testing.T) {
			mx := matrixtest.New(t)
			file := filepath.Join(t.TempDir(), "keys.db")
			mx.Fail(matrixtest.Fault{Path: path, Status: 500, Body: `{"errcode":"M_UNKNOWN","error":"what is ` + matrixtest.Password + `?"}`})
			oneLine(t, exitFailed, login(mx, file)...)
			begun := mx.Devices()
			if len(begun) != 2 {
				t.Fatalf("devices: %v", begun)
			}
			if said := oneLine(t, exitUsage, serveOn(t, mx, file)...); !strings.Contains(said, "not logged in there") {
				t.Errorf("serve says %q", said)
			}
			if path == "/keys/device_signing/upload" { // which a homeserver lets nobody do without the password
				if said := oneLine(t, exitFailed, login(mx, file, "--matrix-password", "hunter2")...); said != "usher: USHER_MATRIX_PASSWORD: the homeserver refuses it for @usher:test" {
					t.Errorf("it says %q", said)
				}
			}
			key := loginFor(t, mx, file)
			if diff := cmp.Diff(begun, mx.Devices()); diff != "" {
				t.Errorf("devices: %s", diff)
			}
			t.Setenv(recoveryKeyVariable, key)
			succeeds(t, login(mx, file, "--recovery-key")...)
		})
	}
}
