package bot

import (
	"errors"
	"time"
)

// ErrCannotWrite is that nothing can be written down for now: the disk is full, or
// somebody holds it. What needs no writing goes on, and writing does once that is
// over.
var ErrCannotWrite = errors.New("cannot write now")

// Trouble is that nothing can be written down, or not everything. The zero Trouble
// is none.
type Trouble struct {
	// Since is when that began, by the conference clock.
	Since time.Time
	// Why is for those who can mend it: "the disk is full".
	Why string
}
