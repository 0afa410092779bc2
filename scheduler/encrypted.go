package scheduler

import (
	"context"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// encryptedExpiry is how long it is worth telling organisers of a room that
// Usher cannot read, or cannot enter.
const encryptedExpiry = 24 * time.Hour

// Encrypted tells the organisers, once for each room, that Usher was spoken to
// where it cannot read.
func (s *Scheduler) Encrypted(ctx context.Context, room bot.Chat) error {
	return s.tellOf(ctx, bot.Encrypted, room.ID)
}

// LockedOut tells the organisers, once for each room, that it has been replaced by one
// that Usher is not let into. What it is called may be "".
func (s *Scheduler) LockedOut(ctx context.Context, room bot.Chat, called string) error {
	return s.tellOf(ctx, bot.LockedOut, strings.TrimSpace(room.ID+" "+called)) // no id has a space
}

// tellOf tells the organisers of a room.
func (s *Scheduler) tellOf(ctx context.Context, kind bot.NoticeKind, room string) error {
	now := s.config.Now()
	n := bot.Notice{
		Kind: kind, Talk: room, Start: time.UnixMilli(0), // a room is told of once, whenever that is
		Due: now, Deadline: now.Add(encryptedExpiry), Expires: now.Add(encryptedExpiry),
	}
	if err := s.config.Store.Tell(ctx, n, now, s.organisers(ctx)...); err != nil {
		return err
	}
	s.Wake()
	return nil
}

// unreadable words in which rooms Usher cannot read.
func unreadable(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	kept, untrue = unexpired(d.Notices, now)
	var rooms []string
	for _, n := range kept {
		rooms = append(rooms, n.Talk)
	}
	if len(kept) > 0 {
		m = v.Encrypted(rooms)
	}
	return m, kept, untrue
}

// shutOut words which rooms Usher cannot follow to where they have gone; those that it
// has followed since are no news any more.
func shutOut(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	current, untrue := unexpired(d.Notices, now)
	var names []string
	for _, n := range current {
		room, called, _ := strings.Cut(n.Talk, " ")
		if !slices.ContainsFunc(d.About.Unfollowed, func(c bot.Chat) bool { return c.ID == room }) {
			untrue[followed] = append(untrue[followed], n.ID)
			continue
		}
		kept = append(kept, n)
		names = append(names, called)
	}
	if len(kept) > 0 {
		m = v.LockedOut(names)
	}
	return m, kept, untrue
}

// unexpired are the notices that are worth something yet, and why the others are not.
func unexpired(all []bot.Queued, now time.Time) (current []bot.Queued, untrue map[string][]int64) {
	untrue = map[string][]int64{}
	for _, n := range all {
		if n.Expires.After(now) {
			current = append(current, n)
		} else {
			untrue[expired] = append(untrue[expired], n.ID)
		}
	}
	return current, untrue
}
