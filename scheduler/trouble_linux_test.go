package scheduler_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"usher/bot"
	"usher/storage"
	"usher/storage/storagetest"
)

// TestADiskThatFillsWhileARingIsOnItsWay holds that it is not sent again, by this
// process once it can be written down what became of it, nor by the next.
func TestADiskThatFillsWhileARingIsOnItsWay(t *testing.T) {
	if !storagetest.Alone(t) {
		return
	}
	h := newHouse(t, 14, 0, bot.Traits{})
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.db = db
	h.restart()
	h.star("ada", mountAPI, networks)
	h.tick()
	var free func()
	fill := sync.OnceFunc(func() { free = storagetest.Full(t, path, 0) })
	h.fake.Clock = func() time.Time { fill(); return h.now() } // which is asked while it sends
	h.clock = h.wednesday(14, 20)
	for range 2 {
		if err := h.Tick(t.Context()); !errors.Is(err, bot.ErrCannotWrite) {
			t.Errorf("Tick = %v", err)
		}
	}
	free()
	h.tickAt(14, 21)
	h.restart()
	h.tickAt(14, 22)
	h.tickAt(15, 5)
	h.rang(
		"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API",
		"ada Wed 15:05:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special?",
	)
}
