package storage_test

import (
	"os"
	"testing"
)

// readOnlyFile is a sound database that must not be written to. Root may write
// to any file, so for root it is one that the kernel itself guards.
func readOnlyFile(t *testing.T) string {
	if os.Geteuid() == 0 {
		return "/sys/kernel/notes"
	}
	path := ours(t)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	return path
}
