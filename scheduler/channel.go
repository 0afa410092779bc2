package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// herald is the notice that a slot is next in its room. Once it has begun the board
// says so.
func herald(slot *schedule.Slot) bot.Notice {
	return bot.Notice{
		Kind: bot.Here, Talk: slot.Key, Start: slot.Start, Lead: bot.HereLead,
		Due: slot.Start.Add(-bot.HereLead), Deadline: slot.Start, Expires: slot.Start,
	}
}

// postings are what channels are to be told of s after from and not after until:
// what is next in their rooms, and that their boards are to be looked over, which is
// whenever a talk there begins or ends. Where from is zero, all boards are looked
// over as of now: who knows what they read.
func postings(s *schedule.Schedule, from, until, now time.Time) []bot.Posting {
	var all []bot.Posting
	if from.IsZero() {
		all = append(all, bot.Posting{Notice: bot.BoardNotice(now)})
		from = now
	}
	for _, slot := range s.Starting(now, until.Add(bot.HereLead)) {
		if n := herald(slot); !n.Due.After(until) {
			all = append(all, bot.Posting{Notice: n, Rooms: []string{slot.Room.Key}})
		}
	}
	for at, rooms := range turns(s, from, until) {
		all = append(all, bot.Posting{Notice: bot.BoardNotice(at), Rooms: append(rooms, bot.AllRooms)})
	}
	return all
}

// turns are the instants after one and not after another at which something begins or ends,
// and the rooms in which it does.
func turns(s *schedule.Schedule, from, until time.Time) map[time.Time][]string {
	all := map[time.Time][]string{}
	for _, slot := range s.Slots() {
		for _, at := range []time.Time{slot.Start, slot.Until} {
			at = at.UTC()
			if !slot.Cancelled && at.After(from) && !at.After(until) && !slices.Contains(all[at], slot.Room.Key) {
				all[at] = append(all[at], slot.Room.Key)
			}
		}
	}
	return all
}

// announced is what one channel is to be told of s, due not after until: its wishes
// have changed, and so may its board have to.
func announced(s *schedule.Schedule, w bot.Wishes, until, now time.Time) []bot.Notice {
	if len(w.Announces) == 0 {
		return nil
	}
	all := []bot.Notice{bot.BoardNotice(now)}
	for at, rooms := range turns(s, now, until) {
		if hears(w, rooms...) {
			all = append(all, bot.BoardNotice(at))
		}
	}
	for _, slot := range s.Starting(now, until.Add(bot.HereLead)) {
		if n := herald(slot); slices.Contains(w.Announces, slot.Room.Key) && !n.Due.After(until) {
			all = append(all, n)
		}
	}
	return all
}

// post queues what channels are to be told.
func (s *Scheduler) post(ctx context.Context, sched *schedule.Schedule, from, until, now time.Time) error {
	_, err := s.config.Store.Post(ctx, now, postings(sched, from, until, now))
	return err
}

// concerns reports whether how a slot stands is a channel's affair: it takes place in one of
// its rooms. Where no room is known, it is only that of all rooms.
func concerns(w bot.Wishes, st bot.Standing) bool {
	return !st.Off && hears(w, st.Room.Key)
}

// hears reports whether a channel is that of all rooms, or of one of these.
func hears(w bot.Wishes, rooms ...string) bool {
	return slices.Contains(w.Announces, bot.AllRooms) || slices.ContainsFunc(rooms, func(key string) bool { return slices.Contains(w.Announces, key) })
}
