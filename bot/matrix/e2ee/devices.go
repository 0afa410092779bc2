//go:build goolm

package e2ee

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"maunium.net/go/mautrix/id"
)

// meet asks for the devices of people who have not been met yet, and of those of
// whose devices it is known that they have changed. It reports whether there are
// such people.
func (d *device) meet(ctx context.Context, people []id.UserID) (bool, error) {
	store := d.machine.CryptoStore
	known, err := store.FilterTrackedUsers(ctx, people)
	if err != nil {
		return false, fmt.Errorf("looking up devices: %w", err)
	}
	strangers := map[id.UserID]bool{}
	for _, who := range people {
		strangers[who] = true
	}
	for _, who := range known {
		delete(strangers, who)
	}
	outdated, err := store.GetOutdatedTrackedUsers(ctx)
	if err != nil {
		return false, fmt.Errorf("looking up devices: %w", err)
	}
	for _, who := range outdated {
		strangers[who] = true
	}
	return len(strangers) > 0, d.fetch(ctx, strangers)
}

// fetch asks the homeserver for people's devices, and notes what it says. Of whom
// it says nothing, as when their own server is away, is asked again when it tells
// that they have changed.
func (d *device) fetch(ctx context.Context, people map[id.UserID]bool) error {
	store := d.machine.CryptoStore
	for part := range slices.Chunk(slices.Collect(maps.Keys(people)), crowd) {
		got, err := d.machine.FetchKeys(ctx, part, true)
		if err != nil {
			return fmt.Errorf("asking for devices: %w", err)
		}
		for _, who := range part {
			if _, ok := got[who]; ok {
				continue
			}
			before, err := store.GetDevices(ctx, who)
			if err == nil {
				err = store.PutDevices(ctx, who, before)
			}
			if err != nil {
				return fmt.Errorf("noting devices: %w", err)
			}
		}
	}
	return nil
}
