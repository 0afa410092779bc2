package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"usher/bot"
	"usher/schedule"
)

// DefaultRefresh is how often to look for a new schedule, and DefaultSettle how
// long a change may still change before people are told.
const (
	DefaultRefresh = time.Minute
	DefaultSettle  = 3 * time.Minute
)

// Source is where the schedule comes from.
type Source interface {
	// Name is the source as people know it, without credentials.
	Name() string
	// Fetch gets what there is now, and says whether that is new after the last
	// copy that it got.
	Fetch(ctx context.Context, last schedule.Copy) (c schedule.Copy, changed bool, err error)
	// Read makes a schedule of a copy.
	Read(c schedule.Copy) (*schedule.Schedule, error)
}

// Schedules is what outlives the process of the schedule itself.
type Schedules interface {
	Housekeeping
	// Schedule is the last copy that was put in force; zero if there is none.
	Schedule(ctx context.Context) (schedule.Copy, error)
	// PutSchedule puts a copy in force, with what its changes mean for people,
	// all or nothing. What is held is held no more.
	PutSchedule(ctx context.Context, r bot.Revision) error
	// Held is the copy that waits for an organiser's word; false if none does.
	Held(ctx context.Context) (bot.HeldCopy, bool, error)
	// Hold keeps a copy back in place of one that was held, and queues a notice
	// with its number for each of the chats.
	Hold(ctx context.Context, c schedule.Copy, n bot.Notice, clock time.Time, chats ...bot.Chat) (number int64, err error)
	// Rehold replaces the copy that is held, whose number stays.
	Rehold(ctx context.Context, h bot.HeldCopy) error
}

// intake is what is known of the schedule's source.
type intake struct {
	// force is held for writing while a schedule is put in force or held back,
	// and for reading while notices are claimed and worded: they agree with it.
	force sync.RWMutex

	// asking is held while the source is asked and its answer considered,
	// refreshing only for the latter: an organiser who decides about what is held
	// does not wait for a source that takes its time.
	asking, refreshing sync.Mutex

	restored bool          // what the database has is in force
	loaded   bool          // there has been a schedule: the next may be news
	fetched  schedule.Copy // the source's last answer, in force or not
	broken   error         // why that could not be read

	// known guards what is told of it.
	known sync.Mutex
	state bot.SourceState
	held  *heldBack
}

// Restore puts the last good copy in force, so that people are answered while
// the source is down; where there is none it asks the source. Its error says why
// there is no schedule yet: Refresh goes on trying. Without it, the first Refresh
// does as much.
func (s *Scheduler) Restore(ctx context.Context) error {
	s.intake.asking.Lock()
	defer s.intake.asking.Unlock()
	if err := s.restore(ctx); err != nil {
		return err
	}
	if s.intake.loaded {
		return nil
	}
	return s.refresh(ctx)
}

// Refresh asks the source whether there is a new schedule, and puts it in force
// if it is plausible. That the source fails is in SourceState as well: it changes
// nothing of what is in force.
func (s *Scheduler) Refresh(ctx context.Context) error {
	s.intake.asking.Lock()
	defer s.intake.asking.Unlock()
	if err := s.restore(ctx); err != nil {
		return err
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
	last, err := s.config.Store.Schedule(ctx)
	if err != nil {
		return err
	}
	held, isHeld, err := s.config.Store.Held(ctx)
	if err != nil {
		return err
	}
	in.restored = true
	if last.IsZero() {
		return nil
	}
	sched, err := s.config.Source.Read(last)
	if err != nil {
		// Of another source, or from a Usher that read it otherwise: what the
		// source says now will do, and is not news to anybody.
		s.config.Log.Warn("cannot read the last schedule any more", "error", err)
		return nil
	}
	s.config.SetSchedule(sched)
	in.fetched, in.loaded = last, true
	s.note(func(st *bot.SourceState) {
		// The source answered then at the latest.
		st.Version, st.Loaded, st.Answered = sched.Version(), last.FetchedAt, last.FetchedAt
	})
	if isHeld {
		if candidate, err := s.config.Source.Read(held.Copy); err == nil {
			s.setHeld(&heldBack{held, candidate})
		}
	}
	return nil
}

func (s *Scheduler) refresh(ctx context.Context) error {
	in := &s.intake
	c, changed, err := s.config.Source.Fetch(ctx, in.fetched)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return s.failed(err, false)
	}
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	if in.loaded {
		c.Zone = zoneOf(s.config.Schedule())
	}
	in.fetched = c
	now := s.config.Now()
	if changed {
		var sched *schedule.Schedule
		if sched, in.broken = s.config.Source.Read(c); in.broken == nil {
			if err := s.consider(ctx, c, sched, now); err != nil {
				in.fetched = schedule.Copy{} // so that it is considered again
				return s.failed(fmt.Errorf("%w (%w)", errNotStored, err), true)
			}
		}
	}
	if in.broken != nil {
		return s.failed(in.broken, true)
	}
	s.note(func(st *bot.SourceState) {
		st.Answered, st.FailingSince, st.Problem, st.Unusable = now, time.Time{}, "", false
	})
	return s.patience(ctx, now)
}

// zoneOf is the name of a schedule's time zone, which its next version may lack;
// "" where it has none.
func zoneOf(s *schedule.Schedule) string {
	if s.Conference().Zoneless {
		return ""
	}
	return s.Zone().String()
}

// consider puts a schedule in force, or holds it back.
func (s *Scheduler) consider(ctx context.Context, c schedule.Copy, sched *schedule.Schedule, now time.Time) error {
	c.FetchedAt = now
	if s.intake.loaded {
		if doubt := schedule.Plausible(s.config.Schedule(), sched, now); doubt != nil {
			return s.hold(ctx, c, sched, doubt, now)
		}
	}
	return s.put(ctx, c, sched, now)
}

// put lets a schedule be in force from now on. What it means for people is
// stored with it, before any of them can see it.
func (s *Scheduler) put(ctx context.Context, c schedule.Copy, sched *schedule.Schedule, now time.Time) error {
	in := &s.intake
	revision := bot.Revision{Copy: c, Now: now}
	older, first := s.config.Schedule(), !in.loaded
	if first {
		revision.Kept = kept(sched, sched)
	} else {
		within, err := s.urgent(ctx)
		if err != nil {
			return err
		}
		revision.Rekeyed = schedule.Rekeyed(older, sched)
		revision.Kept = kept(older, sched)
		revision.Changes = changes(older, sched, pace{now, s.config.Settle, within})
	}
	in.force.Lock()
	err := s.config.Store.PutSchedule(ctx, revision)
	if err == nil {
		s.config.SetSchedule(sched)
	}
	in.force.Unlock()
	if err != nil {
		return fmt.Errorf("a new schedule: %w", err)
	}
	in.loaded = true
	s.setHeld(nil)
	s.note(func(st *bot.SourceState) {
		if first || sched.Version() != st.Version || len(schedule.Diff(older, sched)) > 0 {
			st.Loaded = now
		}
		st.Version = sched.Version()
	})
	s.config.Log.Info("a schedule is in force", "version", sched.Version(), "changes", len(revision.Changes))
	s.Wake()
	return nil
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

// refreshWhenRung refreshes at once and whenever the bell rings, until ctx is
// done.
func (s *Scheduler) refreshWhenRung(ctx context.Context, bell signal) {
	told := ""
	for {
		// The same error each minute is told once.
		if err := s.Refresh(ctx); ctx.Err() == nil {
			now := ""
			if err != nil {
				now = err.Error()
			}
			switch {
			case now != "" && now != told:
				s.config.Log.Warn("no new schedule", "error", err)
			case now == "" && told != "":
				s.config.Log.Info("the schedule's source is well again")
			}
			told = now
		}
		select {
		case <-ctx.Done():
			return
		case <-bell:
		}
	}
}
