package scheduler

import (
	"context"
	"fmt"
	"time"

	"usher/bot"
	"usher/schedule"
)

// put lets versions be in force from now on: either of sources that had one before,
// or of sources that had none, which is no news to anybody. What it means for people
// is stored with it, before any of them can see it.
func (s *Scheduler) put(ctx context.Context, now time.Time, news ...version) error {
	in := &s.intake
	versions := schedule.Compare(in.merged(), in.merged(news...))
	newer := versions.Newer
	starred := versions
	if removed := in.wereRemoved(); len(removed) > 0 { // stars may also hang on what was there
		starred = schedule.Compare(schedule.Merge(append(in.inForce(), removed...)...), newer)
	}
	revision := bot.Revision{
		Sources: in.names(), Now: now,
		Rekeyed: starred.Rekeyed, Renamed: schedule.Renamed(starred.Older, newer), Kept: kept(starred),
	}
	for _, v := range news {
		v.copy.FetchedAt = now
		revision.Copies = append(revision.Copies, v.copy)
		revision.Quiet = revision.Quiet || v.quiet
	}
	if news[0].of.schedule != nil {
		within, err := s.urgent(ctx)
		if err != nil {
			return err
		}
		revision.Changes = changes(versions, pace{now, s.config.Settle, within})
	}
	in.force.Lock()
	err := s.config.Store.PutSchedule(ctx, revision)
	if err == nil {
		s.config.SetSchedule(newer)
	}
	in.force.Unlock()
	if err != nil {
		return fmt.Errorf("a new schedule: %w", err)
	}
	for _, v := range news {
		s.accepted(v, now)
	}
	s.config.Log.Info("a schedule is in force", "version", newer.Version(), "changes", len(revision.Changes))
	s.Wake()
	return nil
}

// accepted notes that a version is what its source has in force.
func (s *Scheduler) accepted(v version, now time.Time) {
	src, older := v.of, v.of.schedule
	src.schedule = v.schedule
	s.setHeld(src, nil)
	s.note(func() {
		if older == nil || v.schedule.Version() != src.state.Version || len(schedule.Diff(older, v.schedule)) > 0 {
			src.state.Loaded = now
		}
		src.state.Version = v.schedule.Version()
	})
}

// urgent is how near a start is when a change is told at once: within the hour,
// or when somebody might be rung already.
func (s *Scheduler) urgent(ctx context.Context) (time.Duration, error) {
	leads, err := s.config.Store.Leads(ctx)
	if err != nil {
		return 0, err
	}
	within := max(near, s.config.Lead)
	for _, lead := range leads {
		within = max(within, lead)
	}
	return within, nil
}

// InForce is the schedule in force, once one that is being put in force is. Who is
// told of that one's changes is decided by then: what is stored before InForce is
// asked, and concerns an older one, will be told so.
func (s *Scheduler) InForce() *schedule.Schedule {
	s.intake.force.RLock()
	defer s.intake.force.RUnlock()
	return s.config.Schedule()
}
