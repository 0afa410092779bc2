package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

var errInUse = errors.New("in use")

// lock keeps other Ushers out until what it returns is closed: what one has in
// hand, another's Recover would put back, and people would be told twice. The
// lock is on a file of its own, which stays: closing another handle of the
// database itself would take SQLite's locks away, and a file that is deleted
// could be locked by one and made anew by the next. Programs that only read the
// database, such as a backup, need not ask for it.
func lock(path string) (*os.File, error) {
	name := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		name = real // one lock, by whatever name
	}
	f, err := os.OpenFile(name+"-lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, readOnly(path)
	}
	switch err := lockFile(f); {
	case errors.Is(err, errInUse):
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("database %s: another Usher is using it: stop that one or name another file", path)
	case err != nil:
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("database %s: I cannot lock %s-lock: %w", path, name, err)
	}
	return f, nil
}
