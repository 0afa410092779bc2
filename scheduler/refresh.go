package scheduler

import (
	"context"
	"errors"
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

// Source is where a schedule comes from.
type Source interface {
	// Name is the source as people know it, without credentials.
	Name() string
	// Fetch gets what there is now, and says whether that is new after the last
	// copy that it got.
	Fetch(ctx context.Context, last schedule.Copy) (c schedule.Copy, changed bool, err error)
	// Read makes a schedule of a copy.
	Read(c schedule.Copy) (*schedule.Schedule, error)
}

// Origin is a source under the name that the settings give it, with which the keys
// of its talks begin.
type Origin struct {
	Name   string
	Source Source
}

// Schedules is what outlives the process of the schedule itself.
type Schedules interface {
	Housekeeping
	Acts
	// Schedules are the copies that were put in force last, one of each source that
	// there ever was, in the order of Revision.Sources.
	Schedules(ctx context.Context) ([]schedule.Copy, error)
	// PutSchedule puts copies in force, with what their changes mean for people,
	// all or nothing. What is held of their sources is held no more.
	PutSchedule(ctx context.Context, r bot.Revision) error
	// PutApproved puts in force what its Approver has approved of, by an act of theirs; 0
	// if nobody is told of anything.
	PutApproved(ctx context.Context, r bot.Revision) (act int64, err error)
	// Held are the copies that wait for an organiser's word, at most one of a source.
	Held(ctx context.Context) ([]bot.HeldCopy, error)
	// Hold keeps a copy back in place of one of its source that was held, and queues
	// a notice with its number for each of the chats.
	Hold(ctx context.Context, c schedule.Copy, n bot.Notice, clock time.Time, chats ...bot.Chat) (number int64, err error)
	// Rehold replaces a copy that is held, whose number stays.
	Rehold(ctx context.Context, h bot.HeldCopy) error
	// Silent notes when a source last answered that does not any more; zero once it
	// does. SilentSince are those instants, by source.
	Silent(ctx context.Context, source string, answered time.Time) error
	SilentSince(ctx context.Context) (map[string]time.Time, error)
}

// intake is what is known of the schedule's sources.
type intake struct {
	// force is held for writing while a schedule is put in force or held back,
	// and for reading while notices are claimed and worded: they agree with it.
	force sync.RWMutex

	// asking is held while the sources are asked and their answers considered,
	// refreshing only for the latter: an organiser who decides about what is held
	// does not wait for a source that takes its time.
	asking, refreshing sync.Mutex

	restored bool      // what the database has is in force
	sources  []*source // the most trustworthy first
	// removed are the last versions of sources that the settings do not name any
	// more: stars on their talks wait for these to be in another source.
	removed     []removedSource
	removedTold bool

	// overrides are what organisers say over what is published, the last word last;
	// laid says that they have been read. base is what is published where there are no
	// sources.
	overrides []schedule.Override
	laid      bool
	base      *schedule.Schedule

	// disputes are what is published otherwise and not decided.
	disputes []dispute

	// known guards what is told of the sources: their state, held, removed and disputes.
	known sync.Mutex
}

// source is one of those that make the conference, and what is known of it.
type source struct {
	Origin
	schedule *schedule.Schedule // what it has in force; nil if nothing yet
	fetched  schedule.Copy      // its last answer, in force or not
	broken   error              // why that could not be read
	state    bot.SourceState
	held     *heldBack
}

// version is what a source has that is to be in force from now on.
type version struct {
	of       *source
	copy     schedule.Copy
	schedule *schedule.Schedule
	quiet    bool // nobody is told what it changes
	// accepted says that it was held back, and so decided about already.
	accepted bool
	// by, unless it is zero, is who did, and has seen whom that tells.
	by bot.Chat
}

// answer is what a source says when it is asked.
type answer struct {
	copy    schedule.Copy
	changed bool
	err     error
}

// Refresh asks the sources whether there is a new schedule, and puts it in force
// if it is plausible. That one fails is in SourceStates as well: it changes
// nothing of what is in force.
func (s *Scheduler) Refresh(ctx context.Context) error {
	s.intake.asking.Lock()
	defer s.intake.asking.Unlock()
	if err := s.restore(ctx); err != nil {
		return err
	}
	return s.refresh(ctx)
}

func (s *Scheduler) refresh(ctx context.Context) error {
	in := &s.intake
	answers := in.ask(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	in.refreshing.Lock()
	defer in.refreshing.Unlock()
	now := s.config.Now()
	var wrong []error
	// What is new is put in force together: a talk may have gone from one source to
	// another. A source that is heard for the first time has nothing to announce.
	var news, first []version
	well := map[*source]bool{}
	for i, src := range in.sources {
		v, err := s.consider(ctx, src, answers[i], now)
		well[src] = err == nil
		switch {
		case err != nil:
			wrong = append(wrong, err)
		case v.of != nil && src.schedule != nil:
			news = append(news, v)
		case v.of != nil:
			first = append(first, v)
		}
	}
	for _, all := range [][]version{news, first} {
		if len(all) == 0 {
			continue
		}
		if _, err := s.put(ctx, now, all...); err != nil {
			wrong = append(wrong, err)
			for _, v := range all {
				well[v.of] = false
				_ = s.unstored(ctx, v.of, err, now) // it is the same error
			}
		}
	}
	for src, is := range well {
		if is {
			s.answers(ctx, src, now)
		}
	}
	return errors.Join(append(wrong, s.patience(ctx, now), s.tellRemoved(ctx, now))...)
}

// ask asks all sources at once, so that it takes no longer than the slowest of them.
func (in *intake) ask(ctx context.Context) []answer {
	answers := make([]answer, len(in.sources))
	var asked sync.WaitGroup
	for i, src := range in.sources {
		asked.Go(func() {
			a := &answers[i]
			a.copy, a.changed, a.err = src.Source.Fetch(ctx, src.fetched)
		})
	}
	asked.Wait()
	return answers
}

// consider looks at what a source has answered: the version that is to be put in
// force, if there is one. It may be held back instead.
func (s *Scheduler) consider(ctx context.Context, src *source, a answer, now time.Time) (version, error) {
	if a.err != nil {
		return version{}, s.failed(ctx, src, a.err, now, false)
	}
	c := a.copy
	c.Name = src.Name
	if src.schedule != nil {
		c.Zone = zoneOf(src.schedule)
	}
	src.fetched = c
	var sched *schedule.Schedule
	if a.changed {
		sched, src.broken = src.Source.Read(c)
	}
	if src.broken != nil {
		return version{}, s.failed(ctx, src, src.broken, now, true)
	}
	if sched == nil {
		return version{}, nil
	}
	c.FetchedAt = now
	if src.schedule != nil {
		if doubt := schedule.Plausible(src.schedule, sched, now); doubt != nil {
			if err := s.hold(ctx, version{of: src, copy: c, schedule: sched}, doubt, now); err != nil {
				return version{}, s.unstored(ctx, src, err, now)
			}
			return version{}, nil
		}
	}
	return version{of: src, copy: c, schedule: sched}, nil
}

// zoneOf is the name of a schedule's time zone, which its next version may lack;
// "" where it has none.
func zoneOf(s *schedule.Schedule) string {
	if s.Conference().Zoneless {
		return ""
	}
	return s.Zone().String()
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
