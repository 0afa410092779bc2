package scheduler

import (
	"cmp"
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// Concerns is what the store knows of whom a revision concerns.
type Concerns interface {
	// Concern counts whom a revision would be told to if it were put in force now, and
	// for how many of them meetings would be clashes.
	Concern(ctx context.Context, r bot.Revision, meetings []bot.Meeting) (bot.Concern, error)
}

// radius is whom a revision would concern that leads from one version to another.
func (s *Scheduler) radius(ctx context.Context, versions schedule.Comparison, r bot.Revision) (bot.Radius, error) {
	return s.concern(ctx, r, meetings(versions.Newer, versions.Earlier(), r.Changes))
}

// concern is whom a revision would concern, and for whom these meetings are clashes.
func (s *Scheduler) concern(ctx context.Context, r bot.Revision, meetings []bot.Meeting) (bot.Radius, error) {
	concern, err := s.config.Store.Concern(ctx, r, meetings)
	if err != nil {
		return bot.Radius{}, err
	}
	of := bot.Radius{
		Told: concern.People(), Starred: concern.Starred, Rung: concern.Rung,
		Clashing: concern.Clashing, Clashes: concern.Clashes,
		Reach: s.reach(concern), Languages: map[string]int{},
	}
	for _, reached := range concern.Reach {
		of.Languages[say.In(reached.Language, s.config.Language).Language()] += reached.People
	}
	for n, people := range concern.Each {
		if people > concern.Each[of.Most] {
			of.Most = n
		}
	}
	if of.Most < len(r.Changes) {
		of.Known = cmp.Or(concern.Known[of.Most], r.Changes[of.Most].Told)
	}
	return of, nil
}

// reach is how many are told on each network, and how long that takes at the rate at
// which it may be told things now.
func (s *Scheduler) reach(c bot.Concern) []bot.Reach {
	people := map[string]int{}
	for _, reached := range c.Reach {
		people[reached.Platform] += reached.People
	}
	var all []bot.Reach
	for _, lane := range s.Lanes() {
		n := people[lane.Platform]
		if n == 0 {
			continue
		}
		all = append(all, bot.Reach{Platform: lane.Platform, People: n, Takes: lane.Takes(c.Ahead[lane.Platform] + n)})
	}
	slices.SortStableFunc(all, func(a, b bot.Reach) int { return cmp.Compare(b.People, a.People) })
	return all
}

// meetings are the slots that changed ones are at the same time as, which they were not
// before, each two once. Who has starred two that meet has a new clash. Was is how slots
// of the newer version were.
func meetings(newer *schedule.Schedule, was map[*schedule.Slot]*schedule.Slot, changes []bot.SlotChange) []bot.Meeting {
	var all []bot.Meeting
	done := map[*schedule.Slot]bool{}
	for n, c := range changes {
		slot, ok := newer.Slot(c.Talk, c.After.Start)
		if !ok || slot.Cancelled {
			continue
		}
		done[slot] = true
		for _, other := range newer.Slots() {
			if other.Key == slot.Key || done[other] || !meet(slot, other) || meet(was[slot], was[other]) {
				continue
			}
			all = append(all, bot.Meeting{Change: n, Talk: other.Key, Kept: cmp.Or(was[other], other).Start})
		}
	}
	return all
}

// meet reports whether two slots take place at the same time; nil is one that is not there.
func meet(a, b *schedule.Slot) bool {
	return a != nil && b != nil && !a.Cancelled && !b.Cancelled && a.Overlaps(b)
}
