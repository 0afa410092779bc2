package storagetest

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
)

// Full lets no file of this process grow beyond what a database's log has by now and
// so many bytes, until it is freed: writing fails as on a full disk. The test has to
// be Alone.
func Full(t *testing.T, database string, spare int64) (free func()) {
	t.Helper()
	info, err := os.Stat(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ) // so that the write fails instead
	limit := before
	limit.Cur = uint64(info.Size() + spare)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	free = sync.OnceFunc(func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
		signal.Reset(syscall.SIGXFSZ)
	})
	t.Cleanup(free)
	return free
}
