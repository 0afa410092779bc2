package scheduler

import (
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

const (
	// urgent is how near a start is when a change is told at once: nobody can
	// wait then for it to change again (DESIGN, "Sanity gate" and issue 3).
	urgent = time.Hour
	// ahead puts a change before the ring for the same start: what is told as a
	// correction need not ring any more.
	ahead = time.Minute
)

// unchanged is why a change is dropped that was taken back in time.
const unchanged = "nothing has changed"

// pace is how soon changes are told.
type pace struct {
	now time.Time
	// settle is how long a change may still change; within is how near a start
	// must be for it not to.
	settle, within time.Duration
}

// changes are what those who starred a talk are to be told of a newer version,
// and where slots stand that they may not have been told of yet.
func changes(older, newer *schedule.Schedule, p pace) []bot.SlotChange {
	var all []bot.SlotChange
	type pair struct{ before, after *schedule.Slot }
	seen := map[pair]bool{}
	for _, c := range schedule.Diff(older, newer) {
		if slots := (pair{c.Before, c.After}); seen[slots] || !tells(c, older) {
			continue
		} else {
			seen[slots] = true
		}
		change := bot.SlotChange{Talk: c.Key}
		switch {
		case c.Before == nil:
			change.Returned, change.After = true, bot.StandingOf(c.After)
			change.Before = change.After
		case c.After == nil:
			change.Before = bot.StandingOf(c.Before)
			change.After = change.Before
			change.After.Off = true
			change.Vanished = len(newer.Talk(c.Key)) == 0
		default:
			change.Before, change.After = bot.StandingOf(c.Before), bot.StandingOf(c.After)
		}
		p.time(&change)
		all = append(all, change)
	}
	return all
}

// tells reports whether a kind of change is one that people are told. What is
// added is none, unless all of the talk was missing.
func tells(c schedule.Change, older *schedule.Schedule) bool {
	switch c.Kind {
	case schedule.Added:
		return len(older.Talk(c.Key)) == 0
	case schedule.Removed, schedule.Cancelled, schedule.Restored, schedule.Moved, schedule.RoomMoved, schedule.Retitled:
		return true
	}
	return false
}

// time sets when a change is told: soon where a start is near, and as long as
// the later of both starts is not over.
func (p pace) time(c *bot.SlotChange) {
	earlier, later := c.Before.Start, c.After.Start
	if later.Before(earlier) {
		earlier, later = later, earlier
	}
	if !earlier.Add(grace).After(p.now) {
		earlier = later // the other one is history
	}
	c.Due = p.now.Add(p.settle)
	if earlier.Sub(p.now) <= p.within {
		c.Due = p.now
	}
	c.Deadline, c.Expires = earlier.Add(-ahead), later.Add(grace)
}

// changed words what is still news of a delivery's changes.
func (l *lane) changed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	untrue = map[string][]int64{}
	var news []say.Changed
	for _, n := range d.Notices {
		topic := schedule.Topic{Kind: schedule.TopicTalk, Key: n.Talk}
		switch {
		case !n.Expires.After(now):
			untrue[expired] = append(untrue[expired], n.ID)
		case !slices.Contains(d.Follows, topic):
			untrue[unwanted] = append(untrue[unwanted], n.ID)
		case n.Told.Same(n.Stands):
			untrue[unchanged] = append(untrue[unchanged], n.ID)
		default:
			kept = append(kept, n)
			news = append(news, say.Changed{Talk: n.Talk, Told: n.Told, Stands: n.Stands})
		}
	}
	if len(kept) == 0 {
		return m, nil, untrue
	}
	yours := func(slot *schedule.Slot) bool { return slices.Contains(d.Follows, talk(slot)) }
	return v.At(s, now, yours).Changes(news), kept, untrue
}

// covers are the rings that a chat need not get any more, because it was told of
// a change when they would have been due: a correction inside the lead is the
// ring.
func covers(d bot.Delivery, own time.Duration, now time.Time) []bot.Notice {
	var rings []bot.Notice
	for _, n := range d.Notices {
		if n.Kind != bot.Change || n.Stands.Off {
			continue
		}
		slot := &schedule.Slot{Talk: schedule.Talk{Key: n.Talk}, Start: n.Stands.Start}
		for _, lead := range d.Leads {
			if r := ring(slot, lead, own); !r.Due.After(now) {
				rings = append(rings, r)
			}
		}
	}
	return rings
}
