package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/schedule"
)

// Restore puts the last good copies in force, so that people are answered while
// the sources are down; where there are none it asks the sources. Its error says why
// there is no schedule yet: Refresh goes on trying. Without it, the first Refresh
// does as much.
func (s *Scheduler) Restore(ctx context.Context) error {
	s.intake.asking.Lock()
	defer s.intake.asking.Unlock()
	if err := s.restore(ctx); err != nil {
		return err
	}
	if len(s.intake.inForce()) > 0 {
		return nil
	}
	return s.refresh(ctx)
}

func (s *Scheduler) restore(ctx context.Context) error {
	in := &s.intake
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	if in.restored {
		return nil
	}
	if len(in.sources) == 0 {
		in.restored = true
		return s.layOver(ctx)
	}
	last, err := s.config.Store.Schedules(ctx)
	if err != nil {
		return err
	}
	held, err := s.config.Store.Held(ctx)
	if err != nil {
		return err
	}
	answered, err := s.lastAnswered(ctx, last)
	if err != nil {
		return err
	}
	before := s.reread(last, answered)
	if in.overrides, err = s.config.Store.Overrides(ctx); err != nil {
		return err
	}
	if err := s.rearrange(ctx, schedule.Merge(before...)); err != nil {
		return err
	}
	in.restored, in.laid = true, true
	if len(in.inForce()) == 0 {
		return nil
	}
	inForce := schedule.Overlay(in.merged(), in.overrides)
	s.config.SetSchedule(inForce)
	s.lay(in.overrides, inForce)
	for _, h := range held {
		if src := in.named(h.Name); src != nil && src.schedule != nil {
			if candidate, err := src.Source.Read(h.Copy); err == nil {
				src.fetched = h.Copy // if it has the one in force again, that is news
				s.setHeld(src, &heldBack{h, candidate, src.schedule})
			}
		}
	}
	return nil
}

// lastAnswered is when each source last answered as far as is known: while an Usher
// ran, unless it noted otherwise.
func (s *Scheduler) lastAnswered(ctx context.Context, last []schedule.Copy) (map[string]time.Time, error) {
	silent, err := s.config.Store.SilentSince(ctx)
	if err != nil {
		return nil, err
	}
	alive, err := s.config.Store.LastAlive(ctx)
	if err != nil {
		return nil, err
	}
	answered := map[string]time.Time{}
	for _, c := range last {
		answered[c.Name] = c.FetchedAt
		if since, is := silent[c.Name]; is {
			answered[c.Name] = since
		} else if alive.After(c.FetchedAt) {
			answered[c.Name] = alive
		}
	}
	return answered, nil
}

// reread gives the sources what they had in force, and returns all of it that can
// be read, of sources that are no more as well.
func (s *Scheduler) reread(last []schedule.Copy, answered map[string]time.Time) []schedule.Origin {
	in := &s.intake
	var before []schedule.Origin
	var removed []removedSource
	for _, c := range last {
		src := in.named(c.Name)
		var reader Source
		switch {
		case src != nil:
			reader = src.Source
		case s.config.Removed != nil:
			reader = s.config.Removed(c.Name)
		default:
			continue
		}
		sched, err := reader.Read(c)
		if err != nil {
			// Of another source, or from a Usher that read it otherwise: what the
			// source says now will do, and is not news to anybody.
			s.config.Log.Warn("cannot read the last schedule any more", "source", c.Name, "error", err)
			continue
		}
		before = append(before, schedule.Origin{Name: c.Name, Schedule: sched})
		if src == nil {
			removed = append(removed, removedSource{before[len(before)-1], c.FetchedAt})
			continue
		}
		src.schedule, src.fetched = sched, c
		s.note(func() {
			src.state.Version, src.state.Loaded, src.state.Answered = sched.Version(), c.FetchedAt, answered[c.Name]
		})
	}
	s.note(func() { in.removed = removed })
	return before
}

// rearrange lets stars follow talks that have become another source's because the
// settings name other sources than before, or in another order. To people that is
// no news.
func (s *Scheduler) rearrange(ctx context.Context, before *schedule.Schedule) error {
	in := &s.intake
	if len(in.inForce()) == 0 {
		return nil
	}
	published := schedule.Compare(before, in.merged())
	renamed := schedule.Renamed(before, published.Newer)
	if len(published.Rekeyed)+len(renamed) == 0 {
		return nil
	}
	versions, revision, err := s.overlaid(ctx, published, s.config.Now())
	if err != nil {
		return err
	}
	revision.Rekeyed, revision.Renamed, revision.Kept = versions.Rekeyed, renamed, kept(versions)
	if err = s.config.Store.PutSchedule(ctx, revision); err == nil {
		in.overrides = revision.Followed
	}
	return err
}

// named is the source of that name; nil if the settings do not have it.
func (in *intake) named(name string) *source {
	i := slices.IndexFunc(in.sources, func(src *source) bool { return src.Name == name })
	if i < 0 {
		return nil
	}
	return in.sources[i]
}

func (in *intake) names() []string {
	names := make([]string, len(in.sources))
	for i, src := range in.sources {
		names[i] = src.Name
	}
	return names
}

// inForce is what each source has in force that has anything, with news in place
// of what they are about.
func (in *intake) inForce(news ...version) []schedule.Origin {
	var all []schedule.Origin
	for _, src := range in.sources {
		sched := src.schedule
		if i := slices.IndexFunc(news, func(v version) bool { return v.of == src }); i >= 0 {
			sched = news[i].schedule
		}
		if sched != nil {
			all = append(all, schedule.Origin{Name: src.Name, Schedule: sched})
		}
	}
	return all
}

func (in *intake) merged(news ...version) *schedule.Schedule {
	return schedule.Merge(in.inForce(news...)...)
}
