//go:build e2e && goolm

package matrix_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"usher/bot/matrix/dendritetest"
)

// TestRealHomeserverElement is a first morning with Usher in an encrypted direct chat
// for somebody with Element's own client library (e2e/element/morning.mjs).
func TestRealHomeserverElement(t *testing.T) {
	for _, needed := range []string{"node", "npm"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("Element's library needs %s", needed)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("e2e", "element"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}

	s := newSite(t)
	h, _ := s.open(t, on("11:04"))
	s.Account(t, "ada")
	ada := exec.CommandContext(t.Context(), "node", "morning.mjs")
	ada.Dir = dir
	ada.Env = append(os.Environ(), "HOMESERVER="+s.URL, "PASSWORD="+dendritetest.Password, "USHER="+s.account.User)
	var wrong bytes.Buffer
	ada.Stderr = &wrong
	steps, err := ada.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := ada.Start(); err != nil {
		t.Fatal(err)
	}
	last := ""
	for lines := bufio.NewScanner(steps); lines.Scan(); {
		if last = lines.Text(); last == "starred" {
			h.set(on("14:20"))
			if err := h.scheduler.Tick(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	if err := ada.Wait(); err != nil || last != "rotated" {
		t.Fatalf("after %q: %v\n%s", last, err, wrong.String())
	}
}
