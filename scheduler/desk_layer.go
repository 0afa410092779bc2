package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// layOver reads what organisers say over what is published, and puts it in force, where
// that has not been done: with sources, Restore does.
func (s *Scheduler) layOver(ctx context.Context) error {
	in := &s.intake
	if in.laid {
		return nil
	}
	overrides, err := s.config.Store.Overrides(ctx)
	if err != nil {
		return err
	}
	in.force.Lock()
	defer in.force.Unlock()
	in.laid, in.base = true, s.config.Schedule()
	inForce := schedule.Overlay(in.published(), overrides)
	if len(overrides) > 0 {
		s.config.SetSchedule(inForce)
	}
	s.lay(overrides, inForce)
	return nil
}

// lay notes which overrides are in force, and what of that is to be decided.
func (s *Scheduler) lay(overrides []schedule.Override, inForce *schedule.Schedule) {
	s.intake.overrides = overrides
	open := disputesOf(overrides, inForce)
	s.note(func() { s.intake.disputes = open })
}

// published is what the sources say, with news in place of what they are about.
func (in *intake) published(news ...version) *schedule.Schedule {
	if len(in.sources) == 0 && in.base != nil {
		return in.base
	}
	return in.merged(news...)
}

// with are the overrides once an act is done.
func (in *intake) with(a bot.Act) []schedule.Override {
	left := slices.DeleteFunc(slices.Clone(in.overrides), func(o schedule.Override) bool {
		return slices.Contains(a.Ends, o.Number)
	})
	return append(left, a.Adds...)
}

// without are the overrides but for those of an act.
func (in *intake) without(a bot.Act) []schedule.Override {
	return slices.DeleteFunc(slices.Clone(in.overrides), func(o schedule.Override) bool {
		return slices.ContainsFunc(a.Adds, func(b schedule.Override) bool { return b.Number == o.Number })
	})
}

// current are the overrides that say something at now: of delays the last of a room,
// on its day, which goes on in the schedule in force for as long as its talks have slid.
func (in *intake) current(inForce *schedule.Schedule, now time.Time) []schedule.Override {
	var all []schedule.Override
	for i, o := range in.overrides {
		again := func(p schedule.Override) bool { return p.Kind == schedule.Delay && p.Room == o.Room }
		switch {
		case o.Kind != schedule.Delay:
		case o.Late == 0, inForce.Day(o.From) != inForce.Day(now), slices.ContainsFunc(in.overrides[i+1:], again):
			continue
		}
		all = append(all, o)
	}
	return all
}
