package bottest

import (
	"context"
	"sync"
)

// Drawer remembers in memory by what names networks know files, as a store does. The zero
// one knows none. It is safe for concurrent use.
type Drawer struct {
	mu  sync.Mutex
	ids map[[2]string]string // by platform and key
}

// FileID is a platform's name for the file of a key; "" if it has none.
func (d *Drawer) FileID(_ context.Context, platform, key string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[[2]string{platform, key}], nil
}

// KeepFileID remembers it.
func (d *Drawer) KeepFileID(_ context.Context, platform, key, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ids == nil {
		d.ids = map[[2]string]string{}
	}
	d.ids[[2]string{platform, key}] = id
	return nil
}
