package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"usher/bot"
	"usher/schedule"
)

// put lets versions be in force from now on: either of sources that had one before,
// or of sources that had none, which is no news to anybody. What it means for people
// is stored with it, before any of them can see it. It returns the act by which they are
// told, if that is somebody's.
func (s *Scheduler) put(ctx context.Context, now time.Time, news ...version) (act int64, err error) {
	versions, revision, err := s.means(ctx, now, news...)
	if err != nil {
		return 0, err
	}
	if act, err = s.force(ctx, revision, versions.Newer, revision.Followed); err != nil {
		return 0, fmt.Errorf("a new schedule: %w", err)
	}
	for _, v := range news {
		s.accepted(v, now)
	}
	s.config.Log.Info("a schedule is in force", "version", versions.Newer.Version(), "changes", len(revision.Changes))
	s.Wake()
	return act, nil
}

// means is what versions would mean for people if they were put in force now.
func (s *Scheduler) means(ctx context.Context, now time.Time, news ...version) (schedule.Comparison, bot.Revision, error) {
	in := &s.intake
	published := schedule.Compare(in.published(), in.published(news...))
	versions, revision, err := s.overlaid(ctx, published, now)
	if err != nil {
		return versions, revision, err
	}
	newer := versions.Newer
	starred := versions
	if removed := in.wereRemoved(); len(removed) > 0 { // stars may also hang on what was there
		older := schedule.Merge(append(in.inForce(), removed...)...)
		starred = schedule.Compare(schedule.Overlay(older, in.overrides), newer)
	}
	revision.Rekeyed, revision.Renamed, revision.Kept = starred.Rekeyed, schedule.Renamed(starred.Older, newer), kept(starred)
	for _, v := range news {
		v.copy.FetchedAt = now
		revision.Copies = append(revision.Copies, v.copy)
		revision.Quiet = revision.Quiet || v.quiet
	}
	if news[0].of.schedule != nil {
		longest, err := s.longest(ctx)
		if err != nil {
			return versions, revision, err
		}
		revision.Approver = news[0].by
		revision.Approve = !revision.Approver.IsZero() || s.config.Approve && !slices.ContainsFunc(news, func(v version) bool { return v.accepted })
		revision.Changes = again(changes(versions, pace{now, s.config.Settle, max(near, longest)}), longest)
	}
	return versions, revision, nil
}

// overlaid is what versions that are published come to under what organisers say over
// them, and a revision that says what becomes of that.
func (s *Scheduler) overlaid(ctx context.Context, published schedule.Comparison, now time.Time) (schedule.Comparison, bot.Revision, error) {
	in := &s.intake
	ended, err := s.config.Store.Ended(ctx)
	if err != nil {
		return schedule.Comparison{}, bot.Revision{}, err
	}
	layer := schedule.Reconcile(in.overrides, published)
	versions := schedule.Compare(schedule.Overlay(published.Older, in.overrides), schedule.Overlay(published.Newer, layer.Overrides))
	return versions, bot.Revision{
		Sources: in.names(), Now: now, Followed: layer.Overrides, Retired: layer.Retired,
		Ended: schedule.Follow(ended, in.overrides, published),
		Asks:  s.asks(layer, versions.Newer, now), Organisers: s.organisers(ctx),
	}, nil
}

// force puts a revision in force, which makes that schedule of what is published and of
// these overrides. It returns the act by which people are told what its Approver approved of.
func (s *Scheduler) force(ctx context.Context, r bot.Revision, newer *schedule.Schedule, overrides []schedule.Override) (act int64, err error) {
	in := &s.intake
	in.force.Lock()
	defer in.force.Unlock()
	if r.Approver.IsZero() {
		err = s.config.Store.PutSchedule(ctx, r)
	} else {
		act, err = s.config.Store.PutApproved(ctx, r)
	}
	if err != nil {
		return 0, err
	}
	s.config.SetSchedule(newer)
	s.lay(overrides, newer)
	return act, nil
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
	longest, err := s.longest(ctx)
	return max(near, longest), err
}

// longest is the longest lead with which anybody is rung.
func (s *Scheduler) longest(ctx context.Context) (time.Duration, error) {
	leads, err := s.config.Store.Leads(ctx)
	if err != nil {
		return 0, err
	}
	longest := s.config.Lead
	for _, lead := range leads {
		longest = max(longest, lead)
	}
	return longest, nil
}

// InForce is the schedule in force, once one that is being put in force is. Who is
// told of that one's changes is decided by then: what is stored before InForce is
// asked, and concerns an older one, will be told so.
func (s *Scheduler) InForce() *schedule.Schedule {
	s.intake.force.RLock()
	defer s.intake.force.RUnlock()
	return s.config.Schedule()
}
