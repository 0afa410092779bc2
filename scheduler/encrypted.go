package scheduler

import (
	"context"
	"time"

	"usher/bot"
)

// encryptedExpiry is how long it is worth telling organisers of a room that
// Usher cannot read, or cannot enter.
const encryptedExpiry = 24 * time.Hour

// Encrypted tells the organisers, once for each room, that Usher was spoken to
// where it cannot read.
func (s *Scheduler) Encrypted(ctx context.Context, room bot.Chat) error {
	return s.tellOf(ctx, bot.Encrypted, room.ID)
}

// LockedOut tells the organisers, once for each room, by what it is called, that it has
// been replaced by one that Usher is not let into.
func (s *Scheduler) LockedOut(ctx context.Context, room string) error {
	return s.tellOf(ctx, bot.LockedOut, room)
}

// tellOf tells the organisers of a room.
func (s *Scheduler) tellOf(ctx context.Context, kind bot.NoticeKind, room string) error {
	now := s.config.Now()
	n := bot.Notice{
		Kind: kind, Talk: room, Start: time.UnixMilli(0), // a room is told of once, whenever that is
		Due: now, Deadline: now.Add(encryptedExpiry), Expires: now.Add(encryptedExpiry),
	}
	if err := s.config.Store.Tell(ctx, n, now, s.config.Organisers...); err != nil {
		return err
	}
	s.Wake()
	return nil
}

// ofRooms words what organisers are told of rooms.
func ofRooms(say func(rooms []string) bot.Message, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	untrue = map[string][]int64{}
	var rooms []string
	for _, n := range d.Notices {
		if !n.Expires.After(now) {
			untrue[expired] = append(untrue[expired], n.ID)
			continue
		}
		kept = append(kept, n)
		rooms = append(rooms, n.Talk)
	}
	if len(kept) == 0 {
		return m, nil, untrue
	}
	return say(rooms), kept, untrue
}
