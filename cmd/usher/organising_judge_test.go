package main

import (
	"maps"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

const (
	// owed is how long after a change somebody may wait to hear of it: until it has
	// settled, and a crowd has been told.
	owed = 6 * time.Minute
	// slight is by how much a room may run late without a notice, and worth how long
	// after its start a talk is history.
	slight, worth = 15 * time.Minute, 10 * time.Minute
)

// belief is how somebody thinks that a talk stands which they have starred.
type belief struct {
	standing
	since time.Time // they have starred it
	again bool      // for the second time
	wrong time.Time // since when that is out of date
	kept  *standing // how it stands since an organiser kept from them that it does
	loud  bool      // it has changed since then, so that they may hear of both
}

// knows has somebody been told how a talk stands.
func (b *belief) knows(stands standing) {
	b.standing, b.kept, b.loud, b.wrong = stands, nil, false, time.Time{}
}

// standing is how a talk stands: as people are told, and without the minutes by which its
// room runs late that nobody is told of.
type standing struct{ said, due bot.Standing }

// byTitle are the slots of a schedule in which each talk has one.
func byTitle(s *schedule.Schedule) map[string]*schedule.Slot {
	all := make(map[string]*schedule.Slot, len(s.Slots()))
	for _, slot := range s.Slots() {
		all[slot.Title] = slot
	}
	return all
}

// slot is the slot of a talk in the schedule in force; nil if it has none.
func (c *convention) slot(title string) *schedule.Slot { return slotIn(c.live.Get(), title) }

func slotIn(s *schedule.Schedule, title string) *schedule.Slot {
	i := slices.IndexFunc(s.Slots(), func(slot *schedule.Slot) bool { return slot.Title == title })
	if i < 0 {
		return nil
	}
	return s.Slots()[i]
}

// stands is how a talk stands in the schedule in force, which check holds against the book.
func (c *convention) stands(title string) standing { return standsIn(c.live.Get(), title) }

func standsIn(s *schedule.Schedule, title string) standing {
	slot := slotIn(s, title)
	if slot == nil {
		return standing{bot.Standing{Off: true}, bot.Standing{Off: true}}
	}
	is := standing{bot.StandingOf(slot), bot.StandingOf(slot)}
	if slot.Slid < slight {
		is.due.Start = is.due.Start.Add(-slot.Slid)
	}
	return is
}

// outOfDate reports whether somebody who believes one thing has to be told another.
func outOfDate(thinks, stands standing) bool {
	if thinks.said.Same(stands.said) {
		return false
	}
	late := thinks.said.Start.Sub(stands.said.Start).Abs() >= slight && !thinks.said.Off && !stands.said.Off
	return !thinks.due.Same(stands.due) || late
}

// hush has an organiser tell nobody of a change: who knew how the talk stood, or was not
// to know that, is not to know this. Who waits to be told of an earlier change is told all
// the same.
func (c *convention) hush(before, after *schedule.Schedule) {
	c.stood = after
	for _, g := range c.guests {
		for title, b := range g.starred {
			is, was := g.sees(standsIn(after, title)), g.sees(standsIn(before, title))
			if is == was || !b.needs().due.Same(was.due) && !b.due.Same(was.due) {
				continue
			}
			if b.kept = &is; b.due.Same(is.due) {
				b.kept, b.loud = nil, false
			}
		}
	}
}

// needs is what somebody need not be told of, as far as nothing changes.
func (b *belief) needs() standing {
	if b.kept != nil {
		return *b.kept
	}
	return b.standing
}

// spread notes what has changed since the last time, by whatever people are told of.
func (c *convention) spread() {
	before := c.stood
	c.address()
	for i := range channels {
		c.overhears(c.guests[channelChat(i)])
	}
	if c.stood = c.live.Get(); before == nil || before == c.stood {
		return
	}
	for _, g := range c.guests {
		for title, b := range g.starred {
			if b.kept != nil && outOfDate(standsIn(before, title), c.stands(title)) {
				b.loud = true
			}
		}
	}
}

// look holds that nobody waits too long to hear how what they have starred stands, or for
// a broadcast.
func (c *convention) look() {
	waiting := c.waiting()
	stands := map[string]standing{}
	for title := range c.book.all {
		stands[title] = c.stands(title)
	}
	for chat, g := range c.guests {
		if c.network.blocked[chat] {
			continue
		}
		for title, b := range g.starred {
			c.lookAt(chat, title, b, g.sees(stands[title]), waiting[title])
		}
		if g.door != nil {
			c.lookAtDoor(chat, g.door)
		}
		c.lookForBulletins(chat, g)
	}
}

// waiting are the talks of whose change nobody is told before an organiser approves. Where
// nobody has, and it is too late for that, nobody is told.
func (c *convention) waiting() map[string]bool {
	all := map[string]bool{}
	for _, a := range c.unapprovedNow() {
		all[a.Stands.Title], all[a.Told.Title] = true, true
	}
	for title := range c.unapproved {
		if !all[title] {
			c.drop(title)
		}
	}
	c.unapproved = all
	return all
}

func (c *convention) lookAt(chat bot.Chat, title string, b *belief, stands standing, excused bool) {
	now, later := c.clock.Now(), b.due.Start
	door := c.guests[chat].door != nil
	elsewhere := door && b.said.Off
	if elsewhere || !stands.said.Off && stands.said.Start.After(later) { // who thinks it is over need not know that it is off
		later = stands.said.Start
	}
	switch {
	case excused, door && b.again, !outOfDate(b.standing, stands), !outOfDate(b.needs(), stands), !later.Add(worth).After(now):
		b.wrong = time.Time{}
	case b.wrong.IsZero():
		b.wrong = now
	case now.Sub(b.wrong) > owed:
		c.broken("at %s %s has waited since %s to hear of %s: knows %+v, it stands %+v", now.Format(time.TimeOnly), chat, b.wrong.Format(time.TimeOnly), title, b.said, stands.said)
		b.standing = stands
	}
}

// happened notes what has happened, for whoever reads of one seed.
func (c *convention) happened(format string, args ...any) {
	if *organisingSeed != 0 {
		c.t.Logf(c.clock.Now().Format(time.TimeOnly)+" "+format, args...)
	}
}

// Write takes what Usher logs as an error, which nothing here is to come to.
func (c *convention) Write(line []byte) (int, error) {
	c.broken("the log says %s", line)
	return len(line), nil
}

func (c *convention) broken(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf(format, args...)
	if c.failed++; c.failed == 10 {
		c.t.FailNow()
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
