package scheduler

import (
	"cmp"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// unsaid is why a message is not amended that was not sent after all.
	unsaid = "never said"
	// unamendable is why one is not that its network does not change any more.
	unamendable = "cannot be changed any more"
)

// amended words what a message that rang reads now, whether its chat still follows
// those talks or not: it stands there and must not lie.
func (l *lane) amended(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	rings := stood(s, d.About.Rings)
	same := !slices.ContainsFunc(rings, func(c say.Changed) bool { return !c.Told.Same(c.Stands) })
	reason := ""
	switch {
	case !slices.ContainsFunc(d.Notices, func(n bot.Queued) bool { return n.Expires.After(now) }):
		reason = expired
	case len(rings) == 0:
		reason = unsaid
	case same && !d.About.Again:
		reason = unchanged
	default:
		return v.At(s, now, nil).Amended(rings, d.About.Said), d.Notices, nil
	}
	return m, nil, map[string][]int64{reason: ids(d.Notices)}
}

// stood is how the slots of rings stood when these were said, and how they stand
// in s, each slot once and in the order in which a ring names them.
func stood(s *schedule.Schedule, rings []bot.Queued) []say.Changed {
	var all []say.Changed
	for _, r := range rings {
		c := say.Changed{Talk: r.Talk, Told: r.Told, Stands: r.Stands}
		if c.Told.Start.IsZero() { // nothing has changed about it
			slot, ok := s.Slot(r.Talk, r.Start)
			if !ok {
				continue
			}
			c.Told, c.Stands = bot.StandingOf(slot), bot.StandingOf(slot)
		}
		twice := func(o say.Changed) bool { return o.Talk == c.Talk && o.Told.Start.Equal(c.Told.Start) }
		if !slices.ContainsFunc(all, twice) { // as it is with several leads
			all = append(all, c)
		}
	}
	room := func(c say.Changed) int {
		return slices.IndexFunc(s.Rooms(), func(r schedule.Room) bool { return schedule.SameRoom(r, c.Told.Room) })
	}
	slices.SortStableFunc(all, func(a, b say.Changed) int {
		return cmp.Or(a.Told.Start.Compare(b.Told.Start), cmp.Compare(room(a), room(b)))
	})
	return all
}
