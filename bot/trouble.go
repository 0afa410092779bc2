package bot

import "errors"

// ErrCannotWrite is that nothing can be written down for now: the disk is full, or
// somebody holds it. What needs no writing goes on, and writing does once that is
// over.
var ErrCannotWrite = errors.New("cannot write now")
