package scheduler

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// rung is why a channel is not told what is next: it follows that, and is rung.
	rung = "rung for"
	// unpinnable is why a board is not pinned.
	unpinnable = "may not pin"
)

// errVanished is why a board cannot be edited.
var errVanished = errors.New("it is not there any more")

// heralded words what is next in a channel's rooms.
func (l *lane) heralded(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	untrue = map[string][]int64{}
	var slots []*schedule.Slot
	for _, n := range d.Notices {
		slot, reason := next(s, n.Notice, d.Wishes, now)
		if reason != "" {
			untrue[reason] = append(untrue[reason], n.ID)
			continue
		}
		kept = append(kept, n)
		slots = append(slots, slot)
	}
	if len(kept) > 0 {
		m = v.At(s, now, nil).NextHere(slots)
	}
	return m, kept, untrue
}

// next finds the slot that is next in one of a channel's rooms, or why it must not be
// said. What the chat follows it is rung for, unless it wants to hear nothing of it.
func next(s *schedule.Schedule, n bot.Notice, w bot.Wishes, now time.Time) (slot *schedule.Slot, reason string) {
	slots := slices.DeleteFunc(slices.Clone(s.Talk(n.Talk)), func(slot *schedule.Slot) bool { return !slot.Start.Equal(n.Start) })
	_, silent := w.Muted(n.Talk, now)
	switch at := slices.IndexFunc(slots, func(slot *schedule.Slot) bool {
		return slices.Contains(w.Announces, slot.Room.Key)
	}); {
	case len(s.Talk(n.Talk)) == 0:
		return nil, withdrawn
	case len(slots) == 0:
		return nil, moved
	case at < 0:
		return nil, unwanted
	case !n.Expires.After(now):
		return nil, expired
	case slots[at].Cancelled:
		return nil, cancelled
	case silent:
		return nil, muted
	default:
		slot = slots[at]
	}
	if _, asked := w.Because(slot); asked {
		return nil, rung
	}
	return slot, ""
}

// displayed words what a channel's board reads now. That of a chat which is no channel
// any more says so.
func (l *lane) displayed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	reason := ""
	if len(d.Announces) > 0 {
		m = v.At(s, now, nil).Board(boardOf(s, d.Announces, now))
	} else {
		m = v.BoardEnded()
	}
	switch {
	case !slices.ContainsFunc(d.Notices, func(n bot.Queued) bool { return n.Expires.After(now) }):
		reason = expired
	case len(d.Announces) == 0 && d.About.Ref.ID == "":
		reason = unwanted
	case m.Text() == d.About.Reads:
		reason = unchanged
	default:
		return m, d.Notices, nil
	}
	return bot.Message{}, nil, map[string][]int64{reason: ids(d.Notices)}
}

// boardOf is what is on in rooms, in the schedule's order, and what comes next.
func boardOf(s *schedule.Schedule, keys []string, now time.Time) say.Board {
	var b say.Board
	running, coming := s.Now(now), s.Next(now, 1)
	b.All = slices.Contains(keys, bot.AllRooms)
	for _, room := range s.Rooms() {
		if !b.All && !slices.Contains(keys, room.Key) {
			continue
		}
		in := func(slot *schedule.Slot) bool { return slot.Room.Key == room.Key }
		state := say.RoomState{Room: room}
		for _, slot := range slices.Backward(running) {
			if in(slot) { // what began last says more than an exhibition that stays
				state.Now = slot
				break
			}
		}
		if i := slices.IndexFunc(coming, in); i >= 0 {
			state.Next = coming[i]
		}
		b.Rooms = append(b.Rooms, state)
	}
	return b
}

// pinned is a board that is to be pinned, or not any more, if it is the one that stands
// there now.
func pinned(d bot.Delivery) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	for _, n := range d.Notices {
		if n.Talk == d.About.Ref.ID {
			return m, d.Notices, nil
		}
	}
	return m, nil, map[string][]int64{unsaid: ids(d.Notices)}
}

// unpinned tells who has set up a channel that nothing may be pinned there.
func (l *lane) unpinned(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	if !d.Notices[0].Expires.After(now) {
		return m, nil, map[string][]int64{expired: ids(d.Notices)}
	}
	s := l.config.Schedule()
	var rooms []string
	for _, n := range d.Notices {
		for key := range strings.SplitSeq(n.Talk, " ") {
			rooms = append(rooms, key)
		}
	}
	return v.At(s, now, nil).Unpinned(rooms), d.Notices, nil
}

// edit makes one attempt to let a message take another's place, which may not be
// there any more on a network that does not mind.
func (l *lane) edit(ctx context.Context, a attempt, m bot.Message) error {
	ref := a.About.Ref
	if b, ok := l.platform.(bot.Beholder); ok && a.Notices[0].Kind == bot.Board {
		stands, err := b.Stands(ctx, ref)
		if err != nil {
			return err
		}
		if !stands {
			return &bot.SendError{Failure: bot.Rejected, Err: errVanished}
		}
	}
	return l.platform.Edit(ctx, ref, m)
}

// pin makes one attempt to pin a message, or to take that back, on a network on which that
// is possible.
func (l *lane) pin(ctx context.Context, ref bot.Ref, how func(bot.Pinner, context.Context, bot.Ref) error) error {
	if p, ok := l.platform.(bot.Pinner); ok {
		return how(p, ctx, ref)
	}
	return nil
}
