//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package storage

import "os"

// lockFile does nothing where there is no flock: there the operator sees to it
// that one Usher uses a database.
func lockFile(*os.File) error { return nil }
