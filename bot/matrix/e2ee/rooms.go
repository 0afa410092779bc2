//go:build goolm

package e2ee

import (
	"context"
	"sync"
	"sync/atomic"

	"maunium.net/go/mautrix/id"
)

// rooms are those that Usher has spoken in since it started. The zero one has none.
type rooms struct {
	mu   sync.Mutex
	byID map[id.RoomID]*room
}

// room is where Usher speaks. Who is there is in the database.
type room struct {
	// turn is held by the one who encrypts, or asks who is there, or shares the key.
	turn chan struct{}
	// changes counts what ends the session: who is there, or with which devices, is
	// different from now on.
	changes atomic.Int64
	// shared is at how many changes the session was shared. It is of the turn's
	// holder, and 0 before the first time: sessions of an earlier run are not used,
	// see device.share.
	shared int64
}

func (rs *rooms) get(which id.RoomID) *room {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.byID[which]
	if r == nil {
		r = &room{turn: make(chan struct{}, 1)}
		r.changes.Store(1)
		if rs.byID == nil {
			rs.byID = map[id.RoomID]*room{}
		}
		rs.byID[which] = r
	}
	return r
}

// changed ends the session in a room, if Usher has one.
func (rs *rooms) changed(which id.RoomID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.byID[which]; r != nil {
		r.changes.Add(1)
	}
}

// begin waits for the room's turn.
func (r *room) begin(ctx context.Context) error {
	select {
	case r.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (r *room) end() { <-r.turn }
