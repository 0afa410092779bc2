package storage_test

import (
	"os"
	"os/exec"
	"testing"
)

// readOnlyFile is a sound database of ours that must not be written to. Root may
// write to any file but one that its file system holds fast.
func readOnlyFile(t *testing.T) string {
	path := ours(t)
	if os.Geteuid() == 0 {
		holdFast(t, path)
	} else if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
		f.Close()
		t.Skip("nothing is read-only here")
	}
	return path
}

// holdFast makes a file immutable, as root can on most file systems.
func holdFast(t *testing.T, path string) {
	if out, err := exec.CommandContext(t.Context(), "chattr", "+i", path).CombinedOutput(); err != nil {
		t.Skipf("root may write everywhere here: chattr: %v: %s", err, out)
	}
	t.Cleanup(func() { // before the folder is removed; t's context is done by then
		if err := exec.Command("chattr", "-i", path).Run(); err != nil {
			t.Errorf("%s stays immutable: %v", path, err)
		}
	})
}
