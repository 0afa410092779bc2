package loader_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"usher/schedule/loader"
	"usher/testdata"
)

// namedPipe is a file that gives nothing until somebody writes to it.
func namedPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	return path
}

func TestLoadFromAPipe(t *testing.T) {
	path := namedPipe(t)
	wrote := make(chan error, 1)
	go func() { wrote <- os.WriteFile(path, testdata.AllSystemsGo2023, 0o600) }()
	s, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: path}})
	if err != nil || len(s.Slots()) != 48 {
		t.Errorf("a schedule from a pipe: %v", err)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}

// TestLoadFromASilentPipe holds that waiting for a file can be ended.
func TestLoadFromASilentPipe(t *testing.T) {
	path := namedPipe(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := loader.Load(ctx, loader.Request{Schedule: loader.Source{Location: path}})
		ended <- err
	}()
	// Once it can be written to, somebody is reading.
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("a silent pipe: %v", err)
	}
}
