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
	// near is how near a start is when a change is told at once: whoever is on
	// the way there cannot wait for it to settle.
	near = time.Hour
	// ahead puts a change before the ring for the same start: what is told as a
	// correction need not ring any more.
	ahead = time.Minute
	// minor is from how late on people are told that a room runs late. Before, their
	// rings move and say so.
	minor = 15 * time.Minute
)

// unchanged is why a change is dropped that was taken back in time.
const unchanged = "nothing has changed"

// hushed is why a change is dropped of which nobody was to be told, so that it was kept for
// what people know alone.
const hushed = "nobody was to be told"

// pace is how soon changes are told.
type pace struct {
	now time.Time
	// settle is how long a change may still change; within is how near a start
	// must be for it not to.
	settle, within time.Duration
}

// changes are what those who starred a talk are to be told of a newer version,
// and where slots stand that they may not have been told of yet: unlike Diff,
// they follow what is cancelled, too.
func changes(versions schedule.Comparison, p pace) []bot.SlotChange {
	older, newer, rekeyed := versions.Older, versions.Newer, versions.Rekeyed
	var all []bot.SlotChange
	for before, after := range versions.Slots() {
		var c bot.SlotChange
		switch {
		case before == nil && len(older.Talk(after.Key)) > 0 && rekeyed[after.Key] == "":
			continue // held once more: it rings, that is enough
		case before == nil:
			c = bot.SlotChange{Talk: after.Key, Returned: true, Before: bot.StandingOf(after), After: bot.StandingOf(after)}
		case after == nil:
			key := cmp.Or(rekeyed[before.Key], before.Key) // its stars are there by then
			c = bot.SlotChange{Talk: key, Before: bot.StandingOf(before), After: bot.StandingOf(before)}
			c.After.Off, c.Vanished = true, len(newer.Talk(key)) == 0
		default:
			c = bot.SlotChange{Talk: after.Key, Before: bot.StandingOf(before), After: bot.StandingOf(after)}
			if c.Before.Alike(c.After) {
				continue
			}
			c.Quiet = told(before).Alike(told(after))
		}
		if before != nil && before.Slid > 0 {
			c.Told = told(before)
		}
		p.time(&c)
		all = append(all, c)
	}
	return all
}

// told is how those know a slot who have not been told that its room runs a little
// late.
func told(slot *schedule.Slot) bot.Standing {
	st := bot.StandingOf(slot)
	if slot.Slid < minor {
		st.Start = st.Start.Add(-slot.Slid)
	}
	return st
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

// kept are the starts at which a slot of a talk can be kept alone, with where the
// newer version has them. What does not take place cannot be kept, unless nothing
// of its talk does: then it is there again with the talk.
func kept(versions schedule.Comparison) []bot.KeptStart {
	older, newer, rekeyed := versions.Older, versions.Newer, versions.Rekeyed
	var all []bot.KeptStart
	for before, after := range versions.Slots() {
		switch {
		case after == nil, after.Cancelled && takesPlace(newer.Talk(after.Key)):
		case before != nil:
			all = append(all, bot.KeptStart{Talk: after.Key, From: before.Start, To: after.Start})
		case len(older.Talk(after.Key)) == 0 || rekeyed[after.Key] != "": // it may have been there earlier
			all = append(all, bot.KeptStart{Talk: after.Key, From: after.Start, To: after.Start})
		}
	}
	return all
}

func takesPlace(slots []*schedule.Slot) bool {
	return slices.ContainsFunc(slots, func(slot *schedule.Slot) bool { return !slot.Cancelled })
}

// changed words what is still news of a delivery's changes.
func (l *lane) changed(v say.Voice, d bot.Delivery, now time.Time) (m bot.Message, kept []bot.Queued, untrue map[string][]int64) {
	s := l.config.Schedule()
	untrue = map[string][]int64{}
	var news, doors []say.Changed // of what is starred, and of a channel's rooms
	for _, n := range d.Notices {
		to := &doors
		if stars(d.Wishes, n.Talk, n.Stands.Start) {
			to = &news
		}
		switch {
		case n.Due.After(n.Expires):
			untrue[hushed] = append(untrue[hushed], n.ID)
		case !n.Expires.After(now):
			untrue[expired] = append(untrue[expired], n.ID)
		case !stars(d.Wishes, n.Talk, n.Stands.Start) && !concerns(d.Wishes, n.Told) && !concerns(d.Wishes, n.Stands):
			untrue[unwanted] = append(untrue[unwanted], n.ID)
		case n.Told.Same(n.Stands):
			untrue[unchanged] = append(untrue[unchanged], n.ID)
		default:
			kept = append(kept, n)
			// Where it may have been told one thing or another, once is enough.
			said := func(c say.Changed) bool { return c.Talk == n.Talk && c.Stands.Alike(n.Stands) }
			if !slices.ContainsFunc(*to, said) {
				*to = append(*to, say.Changed{Talk: n.Talk, Told: n.Told, Stands: n.Stands, Note: n.Notes.In(v.Language())})
			}
		}
	}
	if len(kept) == 0 {
		return m, nil, untrue
	}
	yours := func(slot *schedule.Slot) bool { return stars(d.Wishes, slot.Key, slot.Start) }
	if len(doors) == 0 {
		return v.At(s, now, yours).Changes(news), kept, untrue
	}
	return v.At(s, now, yours).ChangesHere(d.Announces, doors, news), kept, untrue
}

// stars reports whether the slot of a talk that starts then is starred.
func stars(w bot.Wishes, talk string, start time.Time) bool {
	topic := schedule.Topic{Kind: schedule.TopicTalk, Key: talk}
	return slices.ContainsFunc(w.Follows, func(f bot.Follow) bool {
		return f.Topic == topic && (f.Only.IsZero() || f.Only.Equal(start))
	})
}

// covers are the rings that a chat need not get any more, because another notice
// was told when they were due: of several leads one rings, and a correction inside
// the lead is the ring, unless it was a quiet one.
func covers(d bot.Delivery, own time.Duration, now time.Time) []bot.Notice {
	var rings []bot.Notice
	for _, n := range d.Notices {
		slot := &schedule.Slot{Talk: schedule.Talk{Key: n.Talk}, Start: n.Start}
		switch {
		case n.Kind == bot.Change && !n.Stands.Off:
			if _, muted := d.Muted(n.Talk, now); muted || !stars(d.Wishes, n.Talk, n.Stands.Start) {
				continue
			}
			slot.Start = n.Stands.Start
		case n.Kind != bot.Ring:
			continue
		}
		for _, lead := range d.Leads {
			r := ring(slot, lead, own)
			told := func(n bot.Queued) bool {
				return n.Kind == bot.Ring && n.Talk == r.Talk && n.Start.Equal(r.Start) && n.Lead == r.Lead
			}
			if !r.Due.After(now) && !slices.ContainsFunc(d.Notices, told) {
				rings = append(rings, r)
			}
		}
	}
	return rings
}
