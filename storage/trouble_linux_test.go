package storage

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"usher/storage/storagetest"
)

// TestTroubleWithADiskThatFails lets no file of this process grow beyond what the
// log has by then: writing fails in the midst of a transaction.
func TestTroubleWithADiskThatFails(t *testing.T) {
	if !storagetest.Alone(t) {
		return
	}
	passes(t, t.TempDir(), func(t *testing.T, db *DB, path string) func() {
		// The log of the migrations may be longer than all that is written here.
		tell(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
		tell(t, db, `PRAGMA user_version = 1`)
		return storagetest.Full(t, path, 1000)
	})
}

// TestTroubleWithAFullDisk has a small disk of its own, which takes root.
func TestTroubleWithAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m"); err != nil {
		t.Skipf("no disk may be mounted here: %v", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	passes(t, dir, func(t *testing.T, _ *DB, _ string) func() {
		rest, err := os.Create(filepath.Join(dir, "rest"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(rest, zeros{}); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the disk is full with %v", err)
		}
		return func() {
			if err := errors.Join(rest.Close(), os.Remove(rest.Name())); err != nil {
				t.Error(err)
			}
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
